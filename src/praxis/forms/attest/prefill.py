"""From a template to a draft; the templates are data (`templates.toml`)."""

import tomllib
from functools import cache
from pathlib import Path

from praxis.core.errors import NotThere
from praxis.forms.attest.fields import Attest


@cache
def templates() -> dict[str, Attest]:
    """Every template by its key, in the order of the file."""
    found = tomllib.loads((Path(__file__).parent / "templates.toml").read_text())
    return {key: Attest.read(fields) for key, fields in found.items()}


def prefill(template: str) -> Attest:
    """A draft from this template; NotThere."""
    try:
        return templates()[template]
    except KeyError:
        raise NotThere(detail="template") from None
