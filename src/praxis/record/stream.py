"""The chart's stream as plain values: lines grouped by day, ready for the screen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

from praxis.core.actors import AnyActor
from praxis.core.clock import berlin_day
from praxis.core.words import spoken
from praxis.record import queries
from praxis.record.models import Entry
from praxis.record.queries import PAGE, Before
from praxis.staff import people

# Written later than this after it happened, a line is marked as added afterwards.
_LATE: Final = timedelta(hours=12)


def correct_url(line: UUID | str) -> str:
    """Where a line is corrected; written out, because reversing a hundred of them is slow."""
    return f"/eintraege/{line}/aendern/"


def history_url(line: UUID | str) -> str:
    """Where the former texts of a line are."""
    return f"/eintraege/{line}/frueher/"


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One line of the stream, opened."""

    id: UUID
    code: str
    text: str
    at: datetime
    recorded: datetime
    by: str
    corrected: bool
    withdrawn: bool

    @property
    def url(self) -> str:
        """Where the line alone is shown."""
        return f"/eintraege/{self.id}/"

    @property
    def correct_url(self) -> str:
        """Where it is corrected."""
        return correct_url(self.id)

    @property
    def history_url(self) -> str:
        """Where its former texts are."""
        return history_url(self.id)

    @property
    def late(self) -> bool:
        """Whether it was written down long after it happened: then only its day is known."""
        return self.recorded - self.at > _LATE


@dataclass(frozen=True, slots=True, repr=False)
class Day:
    """One day of the stream, its lines oldest first."""

    day: date
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Stream:
    """One page of the stream, oldest day first; `older` is where the next page begins."""

    days: tuple[Day, ...]
    older: UUID | None = field(default=None)


def stream(
    actor: AnyActor, ids: Iterable[UUID], *, before: Before | None = None, codes: Sequence[str] = ()
) -> Stream:
    """The newest hundred lines before a point, by day; four queries whatever the history."""
    return stream_of(queries.entries(actor, ids, before=before, codes=codes))


def stream_of(newest_first: Sequence[Entry]) -> Stream:
    """Open one page of entries as `queries.entries` gives them."""
    lines = lines_of(newest_first)
    grouped = groupby(reversed(lines), key=lambda line: berlin_day(line.at))
    days = tuple(Day(day, tuple(of)) for day, of in grouped)
    return Stream(days, newest_first[-1].pk if len(newest_first) == PAGE else None)


def _outside(code: str) -> str:
    """Who wrote a line nobody of the practice wrote: a letter came from the patient's device."""
    return spoken("Patient/in") if code == "MSG" else ""


def lines_of(entries: Sequence[Entry]) -> list[Line]:
    """Open these entries, in their order."""
    names = short_names({entry.author for entry in entries})
    return [
        Line(
            id=entry.pk,
            code=entry.code,
            text=entry.text,
            at=entry.happened_at,
            recorded=entry.recorded_at,
            by=names.get(entry.author, "") or _outside(entry.code),
            corrected=entry.replaces_id is not None and not entry.withdrawn,
            withdrawn=entry.withdrawn,
        )
        for entry in entries
    ]


def short_names(accounts: Iterable[UUID]) -> dict[UUID, str]:
    """`A. Beispiel` by account: enough to know who wrote a line."""
    return {account: _short(name) for account, name in people.names_of(accounts).items()}


def _short(name: str) -> str:
    words = [word for word in name.split() if not word.endswith(".")]
    return f"{words[0][0]}. {words[-1]}" if len(words) > 1 else name
