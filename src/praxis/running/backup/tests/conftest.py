"""The fixture every test of this package lives in."""

from praxis.running.backup.tests.place import place

__all__ = ["place"]
