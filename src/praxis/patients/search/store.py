"""The in-memory SQLite that holds the index: its tables, how it is filled, changed and copied."""

import sqlite3
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from typing import Any, Final
from uuid import UUID

from praxis.patients.search.phonetic import sound
from praxis.patients.search.records import IdentityRecord, State
from praxis.patients.search.terms import Kept, Row, document, kept_of, phones_of
from praxis.patients.search.vocabulary import Vocabulary

LAYOUT: Final = 1
_TABLES: Final = """
CREATE TABLE mark (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE party (number INTEGER PRIMARY KEY, uid BLOB NOT NULL UNIQUE, kind TEXT NOT NULL);
CREATE TABLE person (
    id INTEGER PRIMARY KEY, uid BLOB NOT NULL, names TEXT NOT NULL, birth INTEGER NOT NULL,
    town INTEGER NOT NULL, insurance INTEGER, number NUMERIC, phones BLOB NOT NULL,
    access TEXT NOT NULL, closed INTEGER NOT NULL
);
CREATE TABLE phone (number INTEGER, person INTEGER, PRIMARY KEY (number, person)) WITHOUT ROWID;
CREATE TABLE word (
    text TEXT PRIMARY KEY, sound TEXT NOT NULL, people INTEGER NOT NULL, fields INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE town (number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE names USING fts5(
    terms, content='', columnsize=0, detail=none, tokenize='ascii'
);
"""
# Made after the rows on a build: a sorted fill leaves full pages, and that is the memory.
_INDEXES: Final = """
CREATE INDEX IF NOT EXISTS person_uid ON person (substr(uid, 9));
CREATE INDEX IF NOT EXISTS person_insurance ON person (insurance) WHERE insurance IS NOT NULL;
CREATE INDEX IF NOT EXISTS person_number ON person (number) WHERE number IS NOT NULL;
"""
_INSERT: Final = "INSERT INTO person VALUES (?,?,?,?,?,?,?,?,?,?)"
_BATCH: Final = 5_000


class Store:
    """One database in memory, never on a disk (temp_store and journal are in memory too)."""

    def __init__(self, image: bytes | bytearray | None = None) -> None:
        self.database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self.database.deserialize(image or _empty())
        # Part of an image could be written by a thief of the index key; views and triggers no.
        for pragma in ("trusted_schema=0", "temp_store=2", "journal_mode=MEMORY"):
            self.database.execute(f"PRAGMA {pragma}")
        self.database.execute("PRAGMA cache_size=-4000")
        self.vocabulary = Vocabulary(self.database)
        self.vocabulary.load()
        self._towns: dict[int, str] = {}
        self._town_words: list[tuple[str, int]] = []
        for number, text in self.database.execute("SELECT number, text FROM town"):
            self._know_town(number, text)

    def close(self) -> None:
        self.database.close()

    def image(self) -> bytes:
        """Return the whole database as bytes."""
        return self.database.serialize()

    def marked(self, name: str) -> int | bytes | None:
        found = self.database.execute("SELECT value FROM mark WHERE name = ?", (name,)).fetchone()
        return found[0] if found else None

    def mark(self, name: str, value: int | bytes) -> None:
        self.database.execute("INSERT OR REPLACE INTO mark VALUES (?, ?)", (name, value))

    def people(self) -> int:
        return int(self.database.execute("SELECT count(*) FROM person").fetchone()[0])

    def party(self, uid: UUID) -> int | None:
        """Return the small number of a site or member of staff, None if nobody has it."""
        row = self.database.execute("SELECT number FROM party WHERE uid = ?", (uid.bytes,))
        return next((number for (number,) in row), None)

    def every_site(self) -> set[int]:
        return {n for (n,) in self.database.execute("SELECT number FROM party WHERE kind = 's'")}

    def fill(self, records: Iterable[IdentityRecord]) -> None:
        """Fill an empty store, sorted by name, so that row order is the order of the alphabet."""
        staging = sqlite3.connect(":memory:", isolation_level=None)
        staging.execute("PRAGMA temp_store=2")  # the sorter too stays off the disk
        staging.execute("CREATE TABLE person (uid, names, birth, d, e, f, g, h, i)")
        self.database.execute("BEGIN")
        living = (record for record in records if record.state is not State.GONE)
        for batch in _batches(living):
            rows = [self._values(record, kept_of(record)) for record in batch]
            staging.executemany("INSERT INTO person VALUES (?,?,?,?,?,?,?,?,?)", rows)
        ordered = staging.execute("SELECT * FROM person ORDER BY names, birth, uid")
        counts: dict[str, int] = {}
        fields: dict[str, int] = {}
        for number, values in enumerate(ordered, start=1):
            row = self._row((number, *values))
            self._insert(row)
            for word, bits in row.words.items():
                counts[word] = counts.get(word, 0) + 1
                fields[word] = fields.get(word, 0) | bits
        staging.close()
        known = sorted((word, sound(word), n, fields[word]) for word, n in counts.items())
        self.database.executemany("INSERT INTO word VALUES (?,?,?,?)", known)
        self.database.execute("COMMIT")
        self.database.execute("INSERT INTO names (names) VALUES ('optimize')")
        self.database.executescript(_INDEXES)
        self.vocabulary.load()

    def change(self, records: Iterable[IdentityRecord]) -> None:
        """Replace each person by the record; State.GONE removes them. Inside a transaction."""
        for record in records:
            for row in self._rows_of(record.patient_id):
                self._delete(row)
            if record.state is not State.GONE:
                values = self._values(record, kept_of(record))
                next_id = self.database.execute("SELECT coalesce(max(id), 0) + 1 FROM person")
                row = self._row((next_id.fetchone()[0], *values))
                self._insert(row)
                self.vocabulary.count(row.words, 1)

    def rows(self, ids: Iterable[int]) -> Iterator[Row]:
        """Yield the people with these row numbers."""
        wanted = list(ids)
        marks = ",".join("?" * len(wanted))
        query = f"SELECT * FROM person WHERE id IN ({marks})"  # noqa: S608 - question marks only
        return map(self._row, self.database.execute(query, wanted))

    def rows_of(self, uids: Iterable[bytes]) -> Iterator[Row]:
        """Yield the people with these patient ids; the index holds half of each, to be small."""
        wanted = set(uids)
        marks = ",".join("?" * len(wanted))
        query = f"SELECT * FROM person WHERE substr(uid, 9) IN ({marks})"  # noqa: S608 - question marks only
        found = self.database.execute(query, [uid[8:] for uid in wanted])
        return (row for row in map(self._row, found) if row.uid in wanted)

    def towns(self, word: str, most: int) -> list[int]:
        """Return the numbers of towns that have a word beginning with `word`."""
        found: dict[int, None] = {}
        for at in range(bisect_left(self._town_words, (word, 0)), len(self._town_words)):
            town_word, number = self._town_words[at]
            if not town_word.startswith(word) or len(found) >= most:
                break
            found[number] = None
        return list(found)

    def _row(self, values: tuple[Any, ...]) -> Row:
        return Row._make((*values[:5], self._towns[values[4]], *values[5:]))

    def _town(self, text: str) -> int:
        found = self.database.execute("SELECT number FROM town WHERE text = ?", (text,)).fetchone()
        if found is None:
            made = self.database.execute("INSERT INTO town (text) VALUES (?)", (text,))
            number = int(made.lastrowid or 0)
            self._know_town(number, text)
            return number
        return int(found[0])

    def _know_town(self, number: int, text: str) -> None:
        # A rolled-back insert may leave a town here that has no number any more; its number is
        # then given again, and the newer text wins.
        self._towns[number] = text
        for word in text.split():
            insort(self._town_words, (word, number))

    def _rows_of(self, patient_id: UUID) -> list[Row]:
        return list(self.rows_of([patient_id.bytes]))

    def _insert(self, row: Row) -> None:
        self.database.execute(_INSERT, row.stored)
        self.database.execute(
            "INSERT INTO names (rowid, terms) VALUES (?, ?)", (row.id, document(row))
        )
        for number in phones_of(row):
            self.database.execute("INSERT OR IGNORE INTO phone VALUES (?, ?)", (number, row.id))

    def _delete(self, row: Row) -> None:
        self.database.execute(
            "INSERT INTO names (names, rowid, terms) VALUES ('delete', ?, ?)",
            (row.id, document(row)),
        )
        for number in phones_of(row):
            key = (number, row.id)
            self.database.execute("DELETE FROM phone WHERE number = ? AND person = ?", key)
        self.database.execute("DELETE FROM person WHERE id = ?", (row.id,))
        self.vocabulary.count(row.words, -1)

    def _values(self, record: IdentityRecord, kept: Kept) -> tuple[object, ...]:
        return (
            record.patient_id.bytes,
            kept.names,
            kept.birth,
            self._town(kept.place),
            kept.insurance,
            kept.number,
            kept.phones,
            self._access(record),
            int(record.state is State.CLOSED),
        )

    def _access(self, record: IdentityRecord) -> str:
        """Return the scope terms: `s1 s2`, or for a restricted record `n7s1 n7s2`.

        A restricted record has no site term at all, so no query without the name can match it.
        """
        sites = [f"s{self._party(site, 's')}" for site in record.sites]
        if not record.restricted:
            return " ".join(sites)
        named = [f"n{self._party(staff, 'n')}" for staff in record.named_staff]
        return " ".join(staff + site for staff in named for site in sites)

    def _party(self, uid: UUID, kind: str) -> int:
        if (number := self.party(uid)) is None:
            self.database.execute("INSERT INTO party (uid, kind) VALUES (?, ?)", (uid.bytes, kind))
            number = self.party(uid)
        assert number is not None
        return number


def _batches(records: Iterable[IdentityRecord]) -> Iterator[list[IdentityRecord]]:
    batch: list[IdentityRecord] = []
    for record in records:
        batch.append(record)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _empty() -> bytes:
    """Return an empty index as an image: only a deserialized database keeps its pages once."""
    fresh = sqlite3.connect(":memory:")
    fresh.execute("PRAGMA page_size=4096")
    fresh.executescript(_TABLES)
    image = fresh.serialize()
    fresh.close()
    return image
