"""PostgreSQL is killed under a working practice: a clear page, nothing lost, back by itself."""

import os
import signal
from collections.abc import Iterator

import httpx
import pytest

from canary.job import PASSWORD
from embedded.processes import working_in
from standing.desk import Desk
from standing.practice import StandingPractice, until

pytestmark = pytest.mark.crash


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandingPractice]:
    standing = StandingPractice(tmp_path_factory.mktemp("gone"))
    try:
        standing.start()
        yield standing
    finally:
        standing.stop()


def test_k13_a_killed_database_comes_back_with_everything_that_was_confirmed(
    practice: StandingPractice,
) -> None:
    ada = Desk(practice, "ada")
    ada.set_up(
        PASSWORD["ada"], practice="Praxis", site="Hauptpraxis", bsnr="123456700",
        login_name="ada", display_name="Ada Beispiel", title="", lanr="", doctor="1",
    )  # fmt: skip
    form = {"family_name": "Demo", "given_name": "Dora", "aufnehmen": "1"}
    chart = ada.done("/patienten/neu/", form).location
    patient = chart.removesuffix("karteikarte/")
    written: list[str] = []
    for round_ in range(3):
        words = f"Husten Runde {round_}"
        ada.done(f"{patient}eintragen/", {"zeile": f"A {words}"})
        written.append(words)
        for pid in working_in(practice.database.places.data):
            os.kill(pid, signal.SIGKILL)
        _only_clear_answers(ada, chart)
        until(lambda: _status(ada, chart) == 200, what="the chart again")
        text = ada.get(chart).text
        assert all(one in text for one in written)
    assert "Der Teil „postgres“ ist ausgefallen" in practice.said("practice")
    ada.done(f"{patient}eintragen/", {"zeile": "A Und es geht weiter"})
    assert "Und es geht weiter" in ada.get(chart).text


def _status(desk: Desk, path: str) -> int:
    try:
        return desk.get(path).status
    except httpx.HTTPError:
        return 0


def _only_clear_answers(desk: Desk, path: str) -> None:
    """While it is down: 503 with a German sentence, never a trace of how."""
    for _ in range(5):
        answer = desk.get(path)
        if answer.status == 200:
            continue
        assert answer.status == 503, answer.text[:300]
        assert "psycopg" not in answer.text
        assert "Traceback" not in answer.text
        assert "Datenbank" in answer.text
