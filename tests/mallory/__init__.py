"""Mallory: a relay with our HTTP surface that lies on request, for the tests of both ends."""

from mallory.relay import Letter, MalloryRelay, Reply, Seen, Trick

__all__ = ["Letter", "MalloryRelay", "Reply", "Seen", "Trick"]
