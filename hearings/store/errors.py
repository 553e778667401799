"""What can go wrong with the database, in messages for the operator."""


class StoreError(Exception):
    """The database cannot be used; the message says why and what to do, and never shows a password."""


class StoreBusyError(StoreError):
    """Another writer holds the database, or it went away for a moment: worth trying again."""
