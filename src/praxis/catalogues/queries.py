"""What can be asked: which edition counts on a day, what a code meant then, where words lead."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import F, Q

from praxis.catalogues.models import Edition, Item
from praxis.catalogues.words import folded, key_of, query, words_of
from praxis.core import clock

MOST: Final = 20
_COLUMNS: Final = "code, title, kind, mark, final, usable, facts, notes"
_VALID: Final = (
    " AND (valid_from IS NULL OR valid_from <= %(day)s)"
    " AND (valid_until IS NULL OR valid_until >= %(day)s)"
)
_FROM: Final = f"SELECT {_COLUMNS} FROM catalogue_item WHERE edition_id = %(edition)s"  # noqa: S608 - own names
_LOOK_UP: Final = f"{_FROM} AND key = %(key)s AND kind = 'code'{_VALID} ORDER BY position LIMIT 1"


@dataclass(frozen=True, slots=True)
class Counting:
    """The edition that counts on a day; `stale` if it ended before and nothing newer is here."""

    edition: Edition
    stale: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One item as searches and look-ups give it."""

    code: str
    title: str
    kind: str
    mark: str
    final: bool | None
    usable: bool | None
    facts: dict[str, Any]
    notes: str

    @property
    def shown(self) -> str:
        """The code with its mark: `D63.0*`."""
        return self.code + self.mark


def counting(catalogue: str, day: date | None = None, table: str = "") -> Counting | None:
    """The edition that counts on a day (today): the newest that had begun.

    One that has ended still answers, marked stale, until somebody imports its successor.
    """
    on = day or clock.today()
    edition = (
        Edition.objects.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on))
        .filter(catalogue=catalogue, table=table)
        .order_by(F("valid_from").desc(nulls_last=True), "-number")
        .first()
    )
    if edition is None:
        return None
    return Counting(edition, edition.valid_until is not None and edition.valid_until < on)


def look_up(edition: Edition, code: str, day: date | None = None) -> Found | None:
    """What a code says in this edition on a day, with or without dots and marks; None if nothing.

    Codes without content are found here, too: checks must be able to say so.
    """
    on = day or edition.valid_from or clock.today()
    told = {"edition": edition.pk, "key": key_of(code), "day": on}
    return next(_ask(_LOOK_UP, told), None)


def search(
    edition: Edition,
    text: str,
    *,
    day: date | None = None,
    limit: int = MOST,
    enough: int = 0,
    only_usable: bool = False,
) -> list[Found]:
    """The best items for what was typed: exact code, codes that begin so, all words in the title,
    in the notes, at last words inside longer ones. Words in any order, each may be unfinished.
    With `enough` (at most `limit`) hits, weaker ones are not looked for.
    """
    typed = text.strip()[:200]
    found: dict[str, Found] = {}
    told = {
        "edition": edition.pk,
        "day": day or clock.today(),
        "usable": only_usable,
        "limit": limit,
    }
    for sql, more in _steps(edition, typed):
        if len(found) >= (enough or limit):
            break
        for one in _ask(sql, told | more):
            found.setdefault(one.code, one)
    return list(found.values())[:limit]


def _steps(edition: Edition, typed: str) -> Iterator[tuple[str, dict[str, Any]]]:
    key, words = key_of(typed), words_of(typed)
    if key and " " not in typed and typed[:1].isalnum():
        like = key.replace("%", "").replace("_", "") + "%"
        yield _step("key LIKE %(like)s", "key <> %(key)s, key, code"), {"like": like, "key": key}
    if not words or len(words[-1]) < 2:
        return
    asked = {"asked": query(edition.number, words), "said": folded(typed)}
    best = (
        "folded <> %(said)s, NOT starts_with(folded, %(said)s), usable IS FALSE,"
        " final IS FALSE, length(title), code"
    )
    yield _step("words @@ %(asked)s::tsquery", best), asked
    yield _step("all_words @@ %(asked)s::tsquery", "length(title), code"), asked
    if min(map(len, words)) >= 4:
        inside = {f"w{n}": f"%{word}%" for n, word in enumerate(words)}
        where = " AND ".join(f"folded LIKE %({name})s" for name in inside)
        yield _step(where, "usable IS FALSE, length(title), code"), inside


def _step(where: str, order: str) -> str:
    return (
        f"{_FROM} AND {where} AND NOT hidden{_VALID}"
        " AND (NOT %(usable)s OR (usable IS NOT FALSE AND kind = 'code'))"
        f" ORDER BY {order} LIMIT %(limit)s"
    )


def _ask(sql: str, told: dict[str, Any]) -> Iterator[Found]:
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        for code, title, kind, mark, final, usable, facts, notes in cursor.fetchall():
            said = json.loads(facts) if isinstance(facts, str) else facts
            yield Found(code, title, kind, mark, final, usable, said, notes)


def editions() -> list[Edition]:
    """Everything that was ever imported, the newest first."""
    return list(Edition.objects.order_by("catalogue", "table", "-valid_from", "-number"))


def items_of(edition: Edition) -> int:
    """How many items an edition has in the database."""
    return Item.objects.filter(edition=edition).count()
