"""The steps from a page to a stored record, in the order of their numbers in the settings."""
