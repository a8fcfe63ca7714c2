"""K-13, M-07: kill -9 of every part in the middle of release and delivery: all once, none lost."""

import secrets
import time
from collections.abc import Iterator

import httpx
import psutil
import pytest

from canary.job import invited, released
from crash.founding import admitted, founded
from house.patience import until
from standing.phone import Pocket
from standing.practice import StandingPractice
from wire.letters import Message

pytestmark = pytest.mark.crash

# Each is killed this often, at moments nobody chose.
PARTS = ("web", "post", "worker", "relay")
ROUNDS = 3


class Job:
    """A practice with one patient, one phone, and what both have sent so far."""

    def __init__(self, practice: StandingPractice) -> None:
        self.practice = practice
        self.ada = founded(practice)
        self.patient = admitted(self.ada)
        self.pocket: Pocket = invited(practice, self.ada, self.patient)
        self.released: list[str] = []
        self.asked: list[str] = []

    def release(self, words: str) -> None:
        """Release until the server says that it did; a doctor who sees it does not repeat it."""

        def sent() -> bool:
            try:
                if words in self.ada.get(f"{self.patient}nachrichten/").text:
                    return True
                released(self.ada, self.patient, {"title": "", "comment": words})
            except (httpx.HTTPError, AssertionError):
                return False
            return True

        until(sent, what="a release")
        self.released.append(words)

    def ask(self, words: str) -> None:
        """The phone sends, again and again until the relay has it."""
        self.pocket.sends(Message("Frage", words, None, ()))
        self.asked.append(words)


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Job]:
    practice = StandingPractice(tmp_path_factory.mktemp("crash"))
    try:
        practice.start()
        yield Job(practice)
    finally:
        practice.stop()


def _kill(job: Job, part: str) -> None:
    for process in job.practice.part(part):
        try:
            process.kill()
            process.wait(10)
        except psutil.NoSuchProcess:
            continue
    if part == "relay":
        job.practice.processes["relay"].wait(10)
        job.practice.start_relay()


def _is_back(job: Job, part: str) -> bool:
    return bool(job.practice.part(part)) and job.practice.status() in {200, 302}


@pytest.mark.parametrize("part", PARTS)
def test_k13_killed_in_the_middle_everything_arrives_once(job: Job, part: str) -> None:
    for number in range(ROUNDS):
        job.release(f"Brief {part} {number}")
        job.ask(f"Frage {part} {number}")
        # Any moment between "just committed" and "long delivered".
        time.sleep(secrets.randbelow(600) / 1000)
        _kill(job, part)
        until(lambda: _is_back(job, part), what=f"{part} again")
        job.pocket.collect()
    until(lambda: _all_arrived(job), "the last letter")
    until(lambda: _all_shown(job), "the last question")
    texts = job.pocket.texts()
    assert sorted(one for one in texts if one.startswith("Brief")) == sorted(job.released)
    assert _counted(job, "incoming") == len(job.asked)
    assert _counted(job, "NOT incoming") == len(job.released)


def _all_arrived(job: Job) -> bool:
    job.pocket.collect()
    return set(job.released) <= set(job.pocket.texts())


def _all_shown(job: Job) -> bool:
    page = job.ada.get(f"{job.patient}nachrichten/").text
    return all(words in page for words in job.asked)


def _counted(job: Job, where: str) -> object:
    sql = f"SELECT count(*) FROM letter_message WHERE {where}"  # noqa: S608 - our own words
    return job.practice.query(sql)[0][0]
