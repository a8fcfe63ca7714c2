"""Official laboratory files, read in place: every one is taken over or set aside, never half."""

from pathlib import Path

import pytest

from house import official
from praxis.exchange.lab.tests.conftest import Lab

pytestmark = pytest.mark.official


@pytest.mark.parametrize("path", official.cases("ldt", "**/*.ldt", "**/*.LDT"))
def test_an_official_file_is_taken_over_whole_or_set_aside(lab: Lab, path: Path) -> None:
    lab.drop("a.ldt", path.read_bytes())
    lab.passes()
    (file,) = lab.files()
    assert file.state in {"imported", "quarantined"}
    assert (file.reports > 0) == (file.state == "imported")
    assert len(lab.reports()) == file.reports
    assert (file.reason == "") == (file.state == "imported")
