"""Which version of the program runs: of the installed package, or of the tree it runs from."""

import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

_TREE: Final = Path(__file__).parents[3] / "pyproject.toml"


def release() -> str:
    """`0.1.0`; a tree that was never installed says so itself, since it has no metadata."""
    try:
        return version("praxistresor")
    except PackageNotFoundError:
        return str(tomllib.loads(_TREE.read_text("utf-8"))["project"]["version"])
