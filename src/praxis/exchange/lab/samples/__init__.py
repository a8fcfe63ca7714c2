"""Invented laboratory files for the demo practice; no real person or laboratory is in them."""

import shutil
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent


def drop_demo_files(spool: Path) -> int:
    """Put the laboratory's files of the night into the watched folder; returns how many."""
    spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = sorted(FOLDER.glob("*.ldt"))
    for file in files:
        waiting = spool / f".{file.name}.part"
        shutil.copyfile(file, waiting)
        waiting.replace(spool / file.name)
    return len(files)
