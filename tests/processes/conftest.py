"""The documents that come with the platform."""

from tests.concepts.conftest import documents

__all__ = ["documents"]
