"""Invented documents of all families; no person, number or practice in them exists."""

from pathlib import Path


def path(name: str) -> Path:
    """Where a sample lies."""
    return Path(__file__).parent / name
