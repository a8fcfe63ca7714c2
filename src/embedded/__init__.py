"""A private PostgreSQL for one installation: no TCP port, its own folder, two ordinary roles."""

from embedded.errors import EmbeddedError
from embedded.server import EmbeddedServer

__all__ = ["EmbeddedError", "EmbeddedServer"]
