"""Invented laboratory files: no real person, written by our own writers, some of them hostile."""

from __future__ import annotations

from pathlib import Path


def path(name: str) -> Path:
    """Where a sample file lies, for example `path("ldt3_report.ldt")`."""
    return Path(__file__).parent / name
