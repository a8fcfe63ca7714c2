"""Changing patient data: fetch, check, lock, change and log in one transaction.

One row and several go the same way through checking and logging: hence one file.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import transaction

from praxis.audit.events import MOST_IDS, Event, Outcome, digest_of_rows
from praxis.audit.writer import write_inside
from praxis.core.actors import AnyActor
from praxis.core.errors import NotThere
from praxis.gate.asking import stays_within_patient
from praxis.gate.guard import passage
from praxis.gate.guarded import Guarded
from praxis.gate.holding import hold_rows_of
from praxis.gate.rules import Act, Rule, rule_of
from praxis.gate.verbs import MOST_ROWS, covers, hand_out, refuse, seen
from praxis.gate.visit import Visit, current_visit
from praxis.vault.rows import FrozenRow

G = TypeVar("G", bound=Guarded)
A = TypeVar("A", bound=Guarded)


class Work(Generic[G]):
    """One change in progress. Everything it writes is checked against the rule of its act."""

    def __init__(self, visit: Visit, actor: AnyActor | None, act: Act, subject: G) -> None:
        self.subject = subject
        self.actor = actor
        self.act = act
        self.reason = ""
        self.note: UUID | None = None
        self._visit = visit
        self._touched: dict[UUID, Guarded] = {}
        self._macs: dict[UUID, bytes] = {}

    def add(self, row: A, *, act: Act | None = None) -> A:
        """Insert a new row; the rule of the act (this work's, unless named) must cover it."""
        with passage():
            row.save(force_insert=True)
        return self._checked(row, act or self.act)

    def add_many(self, rows: Sequence[A], *, act: Act | None = None) -> None:
        """Insert many rows of one model in one statement, checked like `add`."""
        if not rows:
            return
        model, rule = type(rows[0]), rule_of(act or self.act, type(rows[0]))
        with passage():
            model.objects.bulk_create(rows)
        self._all_checked(rows, rule)

    def _all_checked(self, rows: Sequence[A], rule: Rule) -> None:
        """The same as `_checked` with one question for all of them."""
        if barred := _uncovered(rule, self.actor, rows):
            refuse(self._visit, self.actor, rule, barred[0])
        for row in rows:
            if isinstance(row, FrozenRow):
                self._macs[row.pk] = bytes(row.row_mac)
        self._visit.decide(rows)
        self._touched.update({row.pk: row for row in rows})

    def save(self, row: A, *fields: str, act: Act | None = None) -> A:
        """Write the named fields of a row that is already there."""
        if not fields:
            raise ValueError("name the fields to save")
        with passage():
            row.save(update_fields=fields)
        return self._checked(row, act or self.act)

    def save_many(self, rows: Sequence[A], *fields: str) -> None:
        """Write the named fields of many rows of one model, checked together like `save`."""
        if not fields:
            raise ValueError("name the fields to save")
        if not rows:
            return
        with passage():
            for row in rows:
                row.save(update_fields=fields)
        self._all_checked(rows, rule_of(self.act, type(rows[0])))

    def set_many(self, rows: Sequence[Guarded], **values: Any) -> None:
        """Write the same clear values into many rows of one model with one statement.

        Not for rows under a row MAC: each of those is stamped by itself.
        """
        if not rows:
            return
        model = type(rows[0])
        if issubclass(model, FrozenRow):
            raise TypeError("every change of such a row is stamped: use save")
        with passage():
            model.objects.filter(pk__in=[row.pk for row in rows]).update(**values)
        for row in rows:
            for name, value in values.items():
                setattr(row, name, value)
        self._all_checked(rows, rule_of(self.act, model))

    def remove(self, row: Guarded, *, act: Act | None = None) -> None:
        """Delete a row that is not part of the record (a draft, a queue row); checked before."""
        self._checked(row, act or self.act)
        with passage():
            row.delete()

    def _checked(self, row: A, act: Act) -> A:
        """Like SQL's WITH CHECK: the row as it is now must be one the actor may do this to."""
        rule = rule_of(act, type(row))
        if not (covers(rule, self.actor, row.pk) and _stays(row)):
            refuse(self._visit, self.actor, rule, row.pk)
        if isinstance(row, FrozenRow):
            self._macs[row.pk] = bytes(row.row_mac)
        self._visit.decide([row])
        self._touched[row.pk] = row
        return row

    def concerns(self, rows: Sequence[Guarded]) -> None:
        """Name these rows in the log, whether or not they are written."""
        self._touched.update({row.pk: row for row in rows})

    def events(self) -> list[Event]:
        """What this work touched, in events of at most MOST_IDS rows; none is left out."""
        touched: dict[UUID, Guarded] = dict(self._touched)
        if self.subject is not None:
            touched = {self.subject.pk: self.subject, **touched}
        rows = list(touched.values())
        parts = [rows[at : at + MOST_IDS] for at in range(0, len(rows), MOST_IDS)]
        return [self._event(part) for part in parts]

    def _event(self, rows: list[Guarded]) -> Event:
        patients = dict.fromkeys(p for row in rows if (p := row.patient_of_row()))
        labels = {row._meta.label_lower for row in rows}
        return Event.by(
            self.actor,
            self.act,
            Outcome.ALLOWED,
            model=labels.pop() if len(labels) == 1 else "",
            subjects=tuple(row.pk for row in rows),
            patients=tuple(patients),
            reason=self.reason,
            note=self.note,
            request=self._visit.id,
            row_mac=digest_of_rows(
                (row.pk, self._macs[row.pk]) for row in rows if row.pk in self._macs
            ),
        )


def _uncovered(rule: Rule, actor: AnyActor | None, rows: Sequence[Guarded]) -> list[UUID]:
    """Which of these rows of one model the rule does not cover as they stand in the database."""
    q, covered = rule.q(actor), set[UUID]()
    if q is not None and rows:
        wanted = q & stays_within_patient(rows)
        with passage():
            found = type(rows[0]).objects.filter(wanted, pk__in=[row.pk for row in rows])
            covered = set(found.values_list("pk", flat=True))
    return [row.pk for row in rows if row.pk not in covered]


def _stays(row: Guarded) -> bool:
    """Whether the rows this one hangs on are the same patient's."""
    wanted = stays_within_patient([row])
    if not wanted:
        return True
    with passage():
        return type(row).objects.filter(wanted, pk=row.pk).exists()


@contextmanager
def doing(
    actor: AnyActor | None, act: Act, model: type[G], row_id: UUID, *, lock: bool = True
) -> Iterator[Work[G]]:
    """Open the row for a change: visible, allowed, locked; commits with its event or not at all."""
    visit, rule = current_visit(), rule_of(act, model)
    with _transaction(visit):
        row: G | None = None
        if rule.admits(actor):
            with passage():
                rows = model.objects.filter(pk=row_id)
                if lock:
                    rows = rows.select_for_update(of=("self",))
                # Locked first, judged after: the rule sees the row as the lock found it.
                row = rows.first()
                if row is not None and lock:
                    hold_rows_of(row.patient_of_row())
                if row is not None and not covers(rule, actor, row_id):
                    row = None
        if row is None:
            refuse(visit, actor, rule, row_id)
        hand_out(visit, [row])
        visit.decide([row])
        work = Work(visit, actor, act, row)
        try:
            yield work
        except BaseException:
            # The change is undone, not the look at the row: a refused form may show it.
            visit.note_read(seen(visit, actor, act, model, [row], "broken-off"))
            visit.flush()
            raise
        write_inside(work.events())
    visit.decided = True


@contextmanager
def doing_many(
    actor: AnyActor | None, act: Act, model: type[G], ids: Sequence[UUID]
) -> Iterator[tuple[Work[Guarded], list[G]]]:
    """As `doing` for at most MOST_ROWS rows of one model, locked in the order of their ids.

    All of them are visible and allowed, or none is opened; they change together or not at all.
    The refusal names the first one that is not, and says no more of it than `doing` would.
    """
    if not 0 < len(ids) <= MOST_ROWS:
        raise ValueError(f"name one to {MOST_ROWS} rows")
    visit, rule = current_visit(), rule_of(act, model)
    with _transaction(visit):
        rows: list[G] = []
        if rule.admits(actor):
            with passage():
                found = model.objects.filter(pk__in=ids).order_by("pk")
                rows = list(found.select_for_update(of=("self",)))
                for patient in dict.fromkeys(row.patient_of_row() for row in rows):
                    hold_rows_of(patient)
        allowed = {row.pk for row in rows}.difference(_uncovered(rule, actor, rows))
        if barred := [one for one in ids if one not in allowed]:
            refuse(visit, actor, rule, barred[0])
        hand_out(visit, rows)
        visit.decide(rows)
        work: Work[Guarded] = Work(visit, actor, act, None)  # type: ignore[arg-type] # several
        work.concerns(rows)
        try:
            yield work, rows
        except BaseException:
            visit.note_read(seen(visit, actor, act, model, rows, "broken-off"))
            visit.flush()
            raise
        write_inside(work.events())
    visit.decided = True


@contextmanager
def creating(actor: AnyActor | None, act: Act) -> Iterator[Work[Guarded]]:
    """Create rows that hang on nothing yet; every `add` is checked against the act's rule."""
    visit = current_visit()
    with _transaction(visit):
        work: Work[Guarded] = Work(visit, actor, act, None)  # type: ignore[arg-type] # no subject yet
        yield work
        events = work.events()
        if not events:
            raise NotThere(detail=f"{act} created nothing")
        write_inside(events)
    visit.decided = True


@contextmanager
def _transaction(visit: Visit) -> Iterator[None]:
    """The transaction of a verb: durable when it is the outermost, joined when nested."""
    visit.writing += 1
    try:
        with transaction.atomic(durable=visit.writing == 1):
            yield
    finally:
        visit.writing -= 1
