"""One short file per region says where it publishes; `platforms/` holds one module per site engine."""
