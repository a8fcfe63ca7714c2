"""Invented catalogue files in the official formats; none of their content is official."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def path(name: str) -> Path:
    """Where a sample lies."""
    return HERE / name


def names() -> list[str]:
    """Every sample."""
    endings = {".txt", ".xml", ".csv", ".tsv"}
    return sorted(
        one.name for one in HERE.iterdir() if one.suffix in endings or one.suffix[1:].isdecimal()
    )  # SDPLZ and SDKV end in their quarter: PLZ99_1.131
