"""Laboratory files that come before the practice is set up wait, and the health page says so."""

import pytest

from praxis.core.health import Level
from praxis.exchange.lab.samples import drop_demo_files
from praxis.exchange.lab.tests.conftest import Lab
from praxis.office.health.lines import lab_spool
from praxis.staff import setup
from praxis.staff.models import Practice


def test_they_wait_without_an_error_and_are_taken_in_afterwards(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_demo_files(lab.folder)
    dropped = len(list(lab.folder.iterdir()))
    with monkeypatch.context() as before:
        # The template of these tests is a practice that is set up already.
        before.setattr(Practice, "objects", Practice.objects.none())
        assert not setup.is_done()
        assert lab.passes(3) == 0
        assert len(list(lab.folder.iterdir())) == dropped
        (line,) = lab_spool()
        assert (line.level, "eingerichtet ist" in line.meaning) == (Level.WARN, True)
        assert line.what_to_do
    lab.passes()
    assert list(lab.folder.iterdir()) == []
    assert len(lab.files()) == dropped
    (line,) = lab_spool()
    assert line.level is Level.GOOD
