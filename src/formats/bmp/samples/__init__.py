"""Invented medication plans, as their barcodes hold them."""

from __future__ import annotations

from pathlib import Path


def path(name: str) -> Path:
    """Where a sample file lies, for example `path("plan.xml")`."""
    return Path(__file__).parent / name
