"""Builds, changes and asks the in-memory store, and asks only through a caller's scope."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple
from uuid import UUID

from praxis.patients.search import question as asked
from praxis.patients.search.expressions import Level, levels, places_of
from praxis.patients.search.matching import Match, Matcher, insurance_range, phone_range
from praxis.patients.search.question import Number
from praxis.patients.search.records import ActorScope, Changes, Hit, Kind
from praxis.patients.search.store import LAYOUT, Store
from praxis.patients.search.terms import EVERY_SITE, Row

MOST_HITS: Final = 50
MOST_TODAY: Final = 500
# Candidates per level: enough that sorting them is not chance, few enough to be quick.
_CANDIDATES: Final = 60
# With this many people found, guessing at typing errors would only add noise.
_ENOUGH: Final = 3
_REMEMBERED_DAYS: Final = 8


class _Sight(NamedTuple):
    """The scope terms of a caller: those a row must hold one of, and those the query names."""

    terms: frozenset[str]
    query: str


class _Found(NamedTuple):
    row: Row
    match: Match


class PatientIndex:
    """Finds people by what is typed. Everything lives in memory; nothing here knows Django."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._days: dict[bytes, list[Row]] = {}

    @classmethod
    def build(cls, everyone: Changes, epoch: bytes) -> "PatientIndex":
        """Return an index over all records."""
        store = Store()
        store.fill(everyone.records)
        store.mark("epoch", epoch)
        store.mark("counter", everyone.counter)
        store.mark("layout", LAYOUT)
        return cls(store)

    @classmethod
    def from_image(cls, image: bytes | bytearray) -> "PatientIndex":
        """Return the index that `image` was taken of; sqlite3.DatabaseError if it is none."""
        return cls(Store(image))

    @property
    def counter(self) -> int:
        """The change counter this index stands at."""
        value = self._store.marked("counter")
        return value if isinstance(value, int) else -1

    @property
    def epoch(self) -> bytes:
        value = self._store.marked("epoch")
        return value if isinstance(value, bytes) else b""

    @property
    def layout(self) -> int:
        value = self._store.marked("layout")
        return value if isinstance(value, int) else -1

    def people(self) -> int:
        """Return how many people can be found."""
        return self._store.people()

    def image(self) -> bytes:
        """Return the index as bytes; they are identities in clear, for sealing only."""
        return self._store.image()

    def watch(self, stop: Callable[[], bool] | None, steps: int) -> None:
        """Have SQLite ask `stop` every so many steps and give up a query if it says so."""
        self._store.database.set_progress_handler(stop, steps)

    def close(self) -> None:
        self._store.close()

    def apply(self, changes: Changes) -> None:
        """Take over changed records and their counter, all or nothing."""
        database = self._store.database
        database.execute("BEGIN")
        try:
            self._store.change(changes.records)
            self._store.mark("counter", changes.counter)
        except BaseException:
            database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")
        self._days.clear()

    def search(
        self, text: str, scope: ActorScope, today: Iterable[UUID] = (), limit: int = 20
    ) -> list[Hit]:
        """Return the people `scope` may see whom `text` fits, best first, in a fixed order."""
        units = asked.read(text)
        sight = self._sight(scope)
        if not units or not sight.terms:
            return []
        limit = max(1, min(limit, MOST_HITS))
        day = self._day(today)
        here = {row.id for row in day}
        matcher = Matcher(units, self._store.vocabulary)
        found: dict[int, _Found] = {}
        self._keep(found, day, matcher, sight)
        self._keep(found, self._store.rows(self._by_number(units)), matcher, sight)
        self._by_levels(found, matcher, sight, limit)
        ranked = sorted(found.values(), key=lambda one: _rank(one, here))[:limit]
        return [Hit(UUID(bytes=one.row.uid), one.match.kind, one.row.id in here) for one in ranked]

    def _by_levels(
        self, found: dict[int, _Found], matcher: Matcher, sight: _Sight, limit: int
    ) -> None:
        """Ask the index from exact to typing errors until there are enough."""
        alone = len(matcher.units) == 1
        places = places_of(matcher, self._store)
        before = ""
        for level, expression in levels(matcher, places):
            good = sum(1 for one in found.values() if one.match.kind <= level.kind)
            enough = limit if level.kind is not Kind.TYPO else _ENOUGH if alone else 1
            if good >= enough:
                break
            if level.kind is Kind.TYPO:
                matcher.typos = True
            if (query := expression()) and query != before:
                before = query
                self._keep(found, self._ask(query, sight, level), matcher, sight)

    def _ask(self, query: str, sight: _Sight, level: Level) -> Iterator[Row]:
        most = _CANDIDATES * (4 if level.kind >= Kind.PHONETIC else 1)
        ids = self._store.database.execute(
            "SELECT rowid FROM names WHERE names MATCH ? ORDER BY rowid LIMIT ?",
            (f"({query}) AND ({sight.query})", most),
        )
        return self._store.rows([number for (number,) in ids])

    def _keep(
        self, found: dict[int, _Found], rows: Iterable[Row], matcher: Matcher, sight: _Sight
    ) -> None:
        """Add the rows that are visible and fit; both are decided again here, from the row."""
        for row in rows:
            if row.id not in found and not sight.terms.isdisjoint(row.access.split(" ")):
                match = matcher.judge(row)
                if match is not None:
                    found[row.id] = _Found(row, match)

    def _by_number(self, units: tuple[asked.Unit, ...]) -> set[int]:
        """Return rows by patient number, insurance number or phone; these are few by nature."""
        ids: set[int] = set()
        for unit in units:
            if isinstance(unit, Number) and unit.text:
                ids.update(self._ids("person WHERE number = ?", unit.text))
                if between := insurance_range(unit.text):
                    ids.update(self._ids("person WHERE insurance >= ? AND insurance < ?", *between))
                if ends := phone_range(unit.text):
                    ids.update(
                        self._ids("phone WHERE number >= ? AND number < ?", *ends, column="person")
                    )
        return ids

    def _ids(self, where: str, *values: str | int, column: str = "id") -> Iterator[int]:
        query = f"SELECT {column} FROM {where} LIMIT {4 * _CANDIDATES}"  # noqa: S608 - literals of this module
        return (number for (number,) in self._store.database.execute(query, values))

    def _sight(self, scope: ActorScope) -> _Sight:
        """Return what the caller may see as terms; an unknown site or person adds none."""
        sites = {number for site in scope.sites if (number := self._store.party(site)) is not None}
        sites &= (every := self._store.every_site())
        open_terms = [f"s{site}" for site in sorted(sites)]
        staff = self._store.party(scope.staff)
        named = [f"n{staff}{site}" for site in open_terms] if staff is not None else []
        # One term for "any site" is quicker than merging every site's list.
        query = [EVERY_SITE] if sites and sites == every else open_terms
        return _Sight(
            frozenset(open_terms + named), " OR ".join(f'"{t}"' for t in [*query, *named])
        )

    def _day(self, today: Iterable[UUID]) -> list[Row]:
        """Return the rows of people with an appointment today; the set is asked many times."""
        uids = sorted({uid.bytes for uid in today})[:MOST_TODAY]
        key = b"".join(uids)
        if (rows := self._days.get(key)) is None:
            rows = list(self._store.rows_of(uids))
            if len(self._days) >= _REMEMBERED_DAYS:
                self._days.pop(next(iter(self._days)))
            self._days[key] = rows
        return rows


def _rank(one: _Found, here: set[int]) -> tuple[object, ...]:
    """Today's people first, except that a guess at a typing error never beats a real match."""
    kind, weight = one.match
    row = one.row
    absent = row.id not in here
    return (kind is Kind.TYPO, absent, kind, row.closed, weight, row.names, row.birth, row.uid)
