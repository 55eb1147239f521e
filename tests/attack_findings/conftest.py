"""The database of the tests of the store."""

from __future__ import annotations

from tests.store.conftest import address, corpus, database, pytest_generate_tests

__all__ = ["address", "corpus", "database", "pytest_generate_tests"]
