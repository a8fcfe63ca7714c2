"""One part that keeps falling is tried with growing pauses and never ends the others."""

import json
from pathlib import Path

import pytest

from praxis.core.health import Level
from praxis.office.health import lines
from praxis.running.supervisor import REPORT, Supervisor


class Shaky:
    """Falls at once, as often as asked."""

    name = "shaky"

    def __init__(self, fails: bool = False) -> None:
        self.running = False
        self.starts: list[float] = []
        self.now = 0.0
        self._fails = fails

    def start(self) -> None:
        """Started, for a moment."""
        self.starts.append(self.now)
        if self._fails:
            raise OSError("no such program")

    def stop(self) -> None:
        """Nothing to end."""


def _watch(part: Shaky, seconds: float, said: list[str], report: Path | None = None) -> Supervisor:
    supervisor = Supervisor(said.append, report)
    while part.now < seconds:
        supervisor.look_at(part, part.now)
        part.now += 0.5
    return supervisor


@pytest.mark.parametrize("fails", [False, True])
def test_the_first_restart_is_at_once_and_the_pauses_grow(fails: bool) -> None:
    part, said = Shaky(fails), list[str]()
    _watch(part, 300, said)
    gaps = [later - earlier for earlier, later in zip(part.starts, part.starts[1:], strict=False)]
    assert part.starts[0] == 0
    assert gaps == sorted(gaps)
    assert 60 <= gaps[-1] <= 61
    assert len(part.starts) < 15


def test_it_says_clearly_that_a_part_keeps_falling() -> None:
    said: list[str] = []
    _watch(Shaky(), 120, said)
    assert said[0].endswith("wird neu gestartet.")
    assert "fällt immer wieder aus (6-mal" in said[5]
    assert "die anderen Teile laufen weiter" in said[5]


def test_a_part_that_stays_up_is_forgiven(tmp_path: Path) -> None:
    part, said = Shaky(), list[str]()
    supervisor = _watch(part, 5, said, tmp_path)
    assert json.loads((tmp_path / REPORT).read_bytes())["shaky"] >= 3
    part.running = True
    supervisor.look_at(part, 1_000.0)
    assert json.loads((tmp_path / REPORT).read_bytes()) == {}


@pytest.mark.parametrize(
    ("told", "level"), [({}, Level.GOOD), ({"web": 2}, Level.WARN), ({"web": 6}, Level.BAD)]
)
def test_the_health_page_says_what_falls(
    told: dict[str, int], level: Level, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from praxis import config

    monkeypatch.setenv("PRAXISTRESOR_DATA", str(tmp_path))
    config.config.cache_clear()
    try:
        assert list(lines.parts()) == []
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / REPORT).write_text(json.dumps(told))
        assert [line.level for line in lines.parts()] == [level]
    finally:
        monkeypatch.undo()
        config.config.cache_clear()
