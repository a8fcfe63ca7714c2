"""A folder of another user, or one whose database stayed behind, opens no empty practice."""

import os
import pwd
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from embedded.places import places_for
from praxis.config import config
from praxis.running import belonging, cli
from praxis.running.apart import apart
from praxis.running.belonging import DatabaseElsewhere, WrongUser, insist_on_ours, whose_else
from praxis.running.practice import embedded_databases


def _used(data: Path) -> Path:
    """A data folder as it is after a start; where its database would lie from now on."""
    (data / "vault").mkdir(parents=True)
    (data / "app.pgpass").write_text("secret")
    return places_for(data / "postgres").data


def test_a_new_folder_and_one_that_was_used_before_are_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("embedded.places._SHARED", f"{tmp_path}/lib/praxistresor-")
    insist_on_ours(tmp_path / "new")
    database = _used(tmp_path / "used")
    database.mkdir(parents=True)
    (database / "PG_VERSION").write_text("17")
    insist_on_ours(tmp_path / "used")


def test_another_user_is_told_whose_it_is_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "used"
    _used(data)
    before = sorted(tmp_path.rglob("*"))
    theirs = pwd.getpwuid(data.stat().st_uid).pw_name
    monkeypatch.setattr(os, "geteuid", lambda: 4_000_001)
    with pytest.raises(WrongUser) as refused:
        embedded_databases(data)
    assert f"als {theirs} starten" in refused.value.text
    assert "4000001" in refused.value.text
    assert sorted(tmp_path.rglob("*")) == before


def test_a_vault_made_by_another_user_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vault").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 4_000_001)
    with pytest.raises(WrongUser):
        insist_on_ours(tmp_path)


def test_a_moved_folder_whose_database_stayed_behind_is_refused_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("embedded.places._SHARED", f"{tmp_path}/lib/praxistresor-")
    data = tmp_path / "used"
    database = _used(data)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(DatabaseElsewhere) as refused:
        embedded_databases(data)
    assert "restore" in refused.value.text
    assert not database.exists()
    assert sorted(tmp_path.rglob("*")) == before
    assert belonging.DatabaseElsewhere.status == 409


def _says(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    assert cli.main(list(command)) == 1
    said = capsys.readouterr().err
    assert "Unerwarteter" not in said
    return said


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Let commands of this process be for another data folder, without a database of its own."""

    def be(data: Path) -> None:
        monkeypatch.setenv("PRAXISTRESOR_DATA", str(data))
        monkeypatch.delenv("PRAXISTRESOR_DATABASE", raising=False)
        config.cache_clear()

    yield be
    monkeypatch.undo()
    config.cache_clear()


@pytest.mark.parametrize("command", [("audit", "verify"), ("backup", "ziel"), ("status",)])
def test_a_command_of_another_user_is_told_whose_folder_it_is(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    at: Callable[[Path], None],
    command: tuple[str, ...],
) -> None:
    _used(tmp_path)
    at(tmp_path)
    theirs = pwd.getpwuid(tmp_path.stat().st_uid).pw_name
    monkeypatch.setattr(os, "geteuid", lambda: 4_000_001)
    said = _says(capsys, *command)
    assert f"gehört dem Benutzer {theirs}, diesen Befehl gab 4000001" in said
    assert f"sudo -u {theirs}" in said


def test_a_command_where_no_practice_lies_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], at: Callable[[Path], None]
) -> None:
    at(tmp_path / "nichts")
    assert f"Unter {tmp_path}/nichts liegt keine Praxis" in _says(capsys, "status")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_folder_that_lets_nobody_in_says_whose_it_is(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    _used(closed / "data")
    for above in (tmp_path, *tmp_path.parents[:2]):
        above.chmod(0o755)
    closed.chmod(0o700)

    def looked() -> str:
        os.seteuid(65534)
        found = whose_else(closed / "data")
        return found.text if found else ""

    assert "gehört dem Benutzer root" in apart(looked)
