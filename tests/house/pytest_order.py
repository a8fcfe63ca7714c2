"""The order of a run on several processes: nobody waits at its end for one file that lasts long.

A file of crash or browser tests holds few tests and takes minutes; such files come first, then
those with the most tests. Within a file the order stays. Goes with `--no-loadscope-reorder`.
"""

from collections import defaultdict
from pathlib import Path
from typing import Final

import pytest

LONG: Final = ("crash", "browser")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files in their order."""
    files: dict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        files[item.path].append(item)
    items[:] = [item for _, of in sorted(files.items(), key=_place) for item in of]


def _place(file: tuple[Path, list[pytest.Item]]) -> tuple[bool, int]:
    lasts_long = any(item.get_closest_marker(mark) for item in file[1] for mark in LONG)
    return not lasts_long, -len(file[1])
