"""Invented catalogue files in the official formats; none of their content is official."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def path(name: str) -> Path:
    """Where a sample lies."""
    return HERE / name


def names() -> list[str]:
    """Every sample."""
    return sorted(
        one.name for one in HERE.iterdir() if one.suffix in {".txt", ".xml", ".csv", ".tsv"}
    )
