"""E-07: what is handed out as a table calculates nothing where it is opened."""

import csv
import io
import re
from pathlib import Path
from typing import Final

import pytest

from praxis.audit.reading import Affected
from praxis.core.clock import now
from praxis.core.ids import uuid7
from praxis.office.oversight import drafts

PRAXIS: Final = Path(__file__).parents[2] / "src" / "praxis"
FORMULAS: Final = (
    "=cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "+1+1", "-2+3", "\t=1+1", "\r=1+1",
    "\n=1+1", " =1+1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(1)", '=HYPERLINK("http://x";"y")',
)  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS, ids=repr)
def test_e07_no_cell_of_the_table_is_a_formula_and_none_is_lost(formula: str) -> None:
    at = now()
    written = drafts.table([Affected(uuid7(), at, at, 2, {formula: 1, 'a;"b"': 1})])
    head, *rows = csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""), delimiter=";")
    assert {len(row) for row in rows} == {len(head)}
    for cell in (cell for row in rows for cell in row):
        assert not re.match(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]", cell), cell
    assert {row[4].removeprefix("'") for row in rows} == {formula, 'a;"b"'}


def test_e07_tables_are_written_in_one_place() -> None:
    """A second one would need the same care."""
    makes = re.compile(r"text/csv|\.xlsx|spreadsheetml|csv\.(?:writer|DictWriter)")
    found = {
        str(file.relative_to(PRAXIS))
        for file in PRAXIS.rglob("*.py")
        if "tests" not in file.parts and makes.search(file.read_text("utf-8"))
    }
    assert found == {"office/oversight/drafts.py", "office/views/affected.py"}
