"""Invented billing files: no real person, written by our own writer."""

from __future__ import annotations

from pathlib import Path


def path(name: str) -> Path:
    """Where a sample file lies, for example `path("adt.con")`."""
    return Path(__file__).parent / name
