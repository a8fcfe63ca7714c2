"""The command: an operator admits, counts, sweeps and removes; mistakes end in one sentence."""

from pathlib import Path

import pytest

from embedded import EmbeddedServer
from relay import cli
from relay.tests.running import Clock, Person


@pytest.fixture
def database(relay_dsns: tuple[str, str]) -> tuple[str, str]:
    return relay_dsns


def test_an_operator_admits_and_removes_a_practice(
    database: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    key = Person("x", Clock()).public.hex()
    _, owner = database
    assert cli.main(["practice", "add", key, owner, "--quota", "10"]) == 0
    assert len(capsys.readouterr().out.strip()) == 32
    assert cli.main(["practice", "add", key, owner]) == 1
    assert "known already" in capsys.readouterr().err
    assert cli.main(["stats", owner]) == 0
    assert "practices=" in capsys.readouterr().out
    other = Person("x", Clock()).public.hex()
    assert cli.main(["practice", "change", key, other, owner]) == 0
    assert cli.main(["practice", "change", key, other, owner]) == 1
    key = other
    assert cli.main(["practice", "remove", key, owner]) == 0
    assert cli.main(["practice", "remove", key, owner]) == 1


def test_purge_and_migrate_can_be_repeated(
    database: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    app, owner = database
    assert cli.main(["migrate", owner]) == 0
    assert "up to date" in capsys.readouterr().out
    assert cli.main(["purge", app]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["practice", "add", "abc", "dbname=x"],
        ["practice", "add", "00" * 32, "host=/nonexistent"],
        ["practice", "add", "11" * 32, "x", "--page-origin", "javascript:alert(1)"],
        ["stats", "host=/nonexistent dbname=x"],
        ["page", "--root", "/nonexistent", "--origin", "http://x", "--relay", "http://y"],
        ["page", "--root", "/", "--origin", "x'; *", "--relay", "http://y"],
    ],
)
def test_a_mistake_ends_in_one_sentence_without_a_password(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" not in said


def test_everything_works_on_the_private_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "relay"
    try:
        key = Person("x", Clock()).public.hex()
        assert cli.main(["practice", "add", key, "--embedded", str(folder)]) == 0
        assert cli.main(["stats", "--embedded", str(folder)]) == 0
        assert "practices=1" in capsys.readouterr().out
        assert not EmbeddedServer(folder).is_running()
    finally:
        EmbeddedServer(folder).remove()
