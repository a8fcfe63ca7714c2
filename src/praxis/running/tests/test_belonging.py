"""A folder of another user, or one whose database stayed behind, opens no empty practice."""

import os
import pwd
from pathlib import Path

import pytest

from embedded.places import places_for
from praxis.running import belonging
from praxis.running.belonging import DatabaseElsewhere, WrongUser, insist_on_ours
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
