"""Documents that are made from the code: written on request, compared otherwise."""

import os
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
WRITE: Final = "PRAXISTRESOR_WRITE_DOCS"


def is_as_committed(name: str, text: str) -> bool:
    """Whether `docs/<name>` holds this text; with PRAXISTRESOR_WRITE_DOCS=1 it is written first."""
    path = ROOT / "docs" / name
    if os.environ.get(WRITE):
        path.write_text(text, encoding="utf-8")
    return path.exists() and path.read_text(encoding="utf-8") == text
