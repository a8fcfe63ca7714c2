"""What a doctor fills in and prints: one folder per form, found by walking this package."""

from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent


def packages() -> list[str]:
    """The packages of all forms, by name: every folder here that says what it is in `fields.py`."""
    return sorted(f"praxis.forms.{found.parent.name}" for found in _HERE.glob("*/fields.py"))
