"""Fixtures of the unit tests."""

from tests.postgres import database_url, postgres_server

__all__ = ["database_url", "postgres_server"]
