"""Preparing in a child: its result and its failure reach the supervisor, what it loads does not."""

import os
import sys

import pytest

from praxis.core.errors import Conflict
from praxis.running.apart import apart
from praxis.running.parts import PartFailed


class Full(Conflict):
    """Something a person can mend."""

    message = "Der Datenträger ist voll."


def test_what_the_child_finds_comes_back() -> None:
    here = os.getpid()
    assert apart(lambda: ("Code", os.getpid() != here)) == ("Code", True)


def test_what_the_child_loads_and_sets_is_gone_with_it() -> None:
    def work() -> None:
        sys.modules["praxis_invented"] = os
        os.environ["PRAXISTRESOR_INVENTED"] = "1"

    apart(work)
    assert "praxis_invented" not in sys.modules
    assert "PRAXISTRESOR_INVENTED" not in os.environ


def test_its_sentence_for_a_person_is_ours() -> None:
    def fails() -> None:
        raise Full

    with pytest.raises(PartFailed, match="Der Datenträger ist voll"):
        apart(fails)


def test_a_child_that_dies_is_a_failure_and_not_a_hang() -> None:
    with pytest.raises(PartFailed, match="Vorbereitung"):
        apart(lambda: os._exit(3))


def test_a_mistake_in_the_child_is_a_failure(capfd: pytest.CaptureFixture[str]) -> None:
    def mistaken() -> None:
        raise ZeroDivisionError

    with pytest.raises(PartFailed, match="Vorbereitung"):
        apart(mistaken)
    assert "ZeroDivisionError" in capfd.readouterr().err
