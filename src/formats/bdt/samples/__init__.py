"""An invented export of an old practice system."""

from __future__ import annotations

from pathlib import Path


def path(name: str) -> Path:
    """Where a sample file lies, for example `path("export.bdt")`."""
    return Path(__file__).parent / name
