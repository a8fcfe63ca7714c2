"""Takes a catalogue file over: one transaction, all or nothing, the same file only once."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Max

from formats.catalogues import IcdFacts, Item, Part, UnreadableCatalogueError, open_catalogue
from praxis import gate
from praxis.audit.events import Event, Outcome
from praxis.audit.writer import write_inside
from praxis.catalogues import models
from praxis.catalogues.access import CatalogueAct
from praxis.catalogues.changes import count_changes
from praxis.catalogues.errors import AlreadyImported, BadCatalogue, EmptyCatalogue
from praxis.catalogues.words import folded, key_of, vector, words_of
from praxis.core import clock
from praxis.core.actors import Actor, AnyActor

Progress = Callable[[int], None]
_TELL_EVERY: Final = 1_000
_COLUMNS: Final = (
    "edition_id", "position", "code", "key", "kind", "parent", "mark", "title", "notes", "final",
    "usable", "hidden", "valid_from", "valid_until", "facts", "digest", "folded", "words",
    "all_words",
)  # fmt: skip
# One import at a time: numbers, predecessors and the report depend on what is already there.
_LOCK: Final = 0x6361745F


@dataclass(frozen=True, slots=True)
class Shipped:
    """What the program adds to a file it brings along: `amend` completes its items (exclusions of
    the GOÄ), `beside` is the content of all that decides how, so that a change makes an edition.
    """

    amend: Callable[[Item], Item] = lambda item: item
    beside: bytes = b""


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where an edition comes from."""

    who: UUID | None
    name: str
    sha256: str
    shipped: Shipped | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did: the editions it made."""

    editions: tuple[models.Edition, ...]


def import_catalogue(
    actor: AnyActor,
    stream: BinaryIO,
    name: str,
    progress: Progress = lambda _count: None,
    *,
    asked_by: UUID | None = None,
    shipped: Shipped | None = None,
) -> Taken:
    """Read a file and keep it as new editions; `shipped` where it comes with the program.

    Refused for anybody but Leitung, IT and the jobs. BadCatalogue with the reason, EmptyCatalogue
    and AlreadyImported leave everything as it was.
    """
    gate.allow_function(actor, CatalogueAct.IMPORT)
    who = actor.id if isinstance(actor, Actor) else asked_by
    name = name.replace("\\", "/").rpartition("/")[2][:200]
    beside = shipped.beside if shipped else b""
    origin = _Origin(who, name, digest_of(stream, beside), shipped)
    try:
        with transaction.atomic():
            _lock()
            taken = _import(origin, stream, progress)
            _write_down(actor, taken)
    except UnreadableCatalogueError as bad:
        reason = f"{bad.sentence} Es wurde nichts geändert."
        raise BadCatalogue(detail=type(bad).__name__, message=reason) from None
    return Taken(taken)


def digest_of(stream: BinaryIO, beside: bytes = b"") -> str:
    """What an edition is recognised by: the content of the file, and what was put beside it."""
    found = hashlib.sha256()
    while piece := stream.read(1 << 20):
        found.update(piece)
    stream.seek(0)
    found.update(beside)
    return found.hexdigest()


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _import(origin: _Origin, stream: BinaryIO, progress: Progress) -> tuple[models.Edition, ...]:
    if models.Edition.objects.filter(sha256=origin.sha256).exists():
        raise AlreadyImported
    amend = origin.shipped.amend if origin.shipped else lambda item: item
    made = []
    done = 0
    for part in open_catalogue(stream, origin.name):
        edition = _edition(origin, part)
        done = _copy(edition, part, done, progress, amend)
        made.append(count_changes(edition))
    if not made:
        raise EmptyCatalogue
    return tuple(made)


def _edition(origin: _Origin, part: Part) -> models.Edition:
    said = part.edition
    last = models.Edition.objects.aggregate(last=Max("number"))["last"] or 0
    edition = models.Edition(
        number=last + 1, catalogue=said.catalogue.value, table=said.table, version=said.version,
        title=said.title, valid_from=said.valid_from, valid_until=said.valid_until,
        source=origin.name, sha256=origin.sha256, shipped=origin.shipped is not None,
        imported_at=clock.now(), items=0, added=0, changed=0, removed=0, imported_by=origin.who,
        compared_with=predecessor(said.catalogue.value, said.table, said.valid_from),
    )  # fmt: skip
    edition.save(force_insert=True)
    return edition


def predecessor(catalogue: str, table: str, valid_from: Any) -> models.Edition | None:
    """The edition that was the newest before: what a report of changes compares with."""
    found = models.Edition.objects.filter(catalogue=catalogue, table=table)
    if valid_from is not None:
        found = found.filter(valid_from__lte=valid_from)
    return found.order_by(F("valid_from").desc(nulls_last=True), "-number").first()


def _copy(
    edition: models.Edition,
    part: Part,
    done: int,
    progress: Progress,
    amend: Callable[[Item], Item],
) -> int:
    count = 0
    statement = f"COPY catalogue_item ({', '.join(_COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for item in part.items:
            copy.write_row(row(edition, count, amend(item)))
            count += 1
            if (done + count) % _TELL_EVERY == 0:
                progress(done + count)
    if count == 0:
        raise EmptyCatalogue
    edition.items = count
    edition.save(update_fields=["items"])
    progress(done + count)
    return done + count


def row(edition: models.Edition, position: int, item: Item) -> tuple[Any, ...]:
    """The columns of one item, with what a search needs."""
    facts = json.dumps(item.plain_facts(), ensure_ascii=False)
    title, notes = _clean(item.title), _clean("\n".join(item.notes))
    said = words_of(title)
    return (
        edition.pk, position, item.code[:40], key_of(item.code)[:40], item.kind.value,
        item.parent[:40], item.mark, title, notes, item.final, item.usable, _is_hidden(item),
        item.valid_from, item.valid_until, facts, _fingerprint(item, facts), folded(title),
        vector(edition.number, said), vector(edition.number, [*said, *words_of(notes)]),
    )  # fmt: skip


def _clean(text: str) -> str:
    return text.replace("\x00", "")


def _is_hidden(item: Item) -> bool:
    """Codes without content may not be used, so nobody should find them."""
    return isinstance(item.facts, IcdFacts) and not item.facts.filled


def _fingerprint(item: Item, facts: str) -> bytes:
    """Equal for items that say the same."""
    said = [
        item.title, item.mark, str(item.final), str(item.usable), *item.notes,
        str(item.valid_from), str(item.valid_until), facts,
    ]  # fmt: skip
    return hashlib.blake2b("\x1f".join(said).encode(), digest_size=16).digest()


def _write_down(actor: AnyActor, editions: tuple[models.Edition, ...]) -> None:
    ids: tuple[UUID, ...] = tuple(edition.pk for edition in editions)
    write_inside(
        [
            Event.by(
                actor, CatalogueAct.IMPORT, Outcome.ALLOWED, model="catalogues.edition",
                subjects=ids, reason="imported",
            )
        ]
    )  # fmt: skip
