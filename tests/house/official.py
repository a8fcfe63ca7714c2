"""Finds the official sample files, which lie beside the clone and are never part of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def root() -> Path | None:
    """The folder of samples: PRAXISTRESOR_OFFICIAL, else `../shared/data` beside the clone."""
    named = os.environ.get("PRAXISTRESOR_OFFICIAL")
    clone = Path(__file__).resolve().parents[2]
    places = [Path(named)] if named else [clone.parent / "shared" / "data"]
    return next((place for place in places if place.is_dir()), None)


def folder(topic: str) -> Path:
    """The samples of one topic ("ldt"); skips the test visibly where there are none."""
    base = root()
    if base is None or not (base / topic).is_dir():
        pytest.skip(f"official samples of {topic} are not on this machine")
    return base / topic


def files(topic: str, *patterns: str) -> list[Path]:
    """The samples of one topic that match, in order; an empty list where the folder is absent."""
    base = root()
    if base is None:
        return []
    return sorted(path for pattern in patterns for path in (base / topic).glob(pattern))


def cases(topic: str, *patterns: str) -> list[object]:
    """The same as parameters named by file; one visibly skipped case where there are none."""
    found = files(topic, *patterns)
    if not found:
        wanted = ", ".join(patterns)
        skip = pytest.mark.skip(
            reason=f"official samples of {topic} are not on this machine: {wanted}"
        )
        return [pytest.param(None, marks=skip, id=f"no-official-{topic}")]
    return [pytest.param(path, id=path.name) for path in found]
