"""A fake database at the door of the search process: a file of changes, one JSON list a line."""

import json
import os
from pathlib import Path

from praxis.patients.search.process import Doors
from praxis.patients.search.records import Changes, IdentityRecord, State
from praxis.patients.search.snapshot import IndexKey
from praxis.patients.search.tests.cast import BRANCH, EPOCH, MAIN, person
from seal.keys import SecretKey

KEY = IndexKey(1, SecretKey(bytes(range(32))))
WHERE = "SEARCH_TEST_SOURCE"


class FileSource:
    """Reads the file anew at each call, as another process's commits would be seen."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, at: int, nickname: str, family: str, given: str, site: str = "main") -> None:
        """Commit one change; `site` "gone" erases the person."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([at, nickname, family, given, site]) + "\n")

    def epoch(self) -> bytes:
        return EPOCH

    def everyone(self) -> Changes:
        return self.changes_since(0)

    def changes_since(self, counter: int) -> Changes:
        newest, latest = 0, {}
        for line in self._path.read_text("utf-8").splitlines():
            at, nickname, family, given, site = json.loads(line)
            newest = max(newest, at)
            if at > counter:
                latest[nickname] = self._record(nickname, family, given, site)
        return Changes(list(latest.values()), newest)

    def _record(self, nickname: str, family: str, given: str, site: str) -> IdentityRecord:
        state = State.GONE if site == "gone" else State.OPEN
        sites = (BRANCH if site == "branch" else MAIN,)
        return person(nickname, family, given, sites=sites, state=state)


def doors() -> Doors:
    """Return key and source for a process under test."""
    return Doors(lambda: KEY, FileSource(Path(os.environ[WHERE])))
