"""One module per site engine; `base.py` says how to write one."""
