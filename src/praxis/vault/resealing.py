"""Sealing rows again: under a newer key, or under the key of another owner."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import QuerySet

import seal.fields
from praxis.vault import documents, lending, row_mac
from praxis.vault.checks import sealed_models
from praxis.vault.fields import sealed_fields
from praxis.vault.models import DataKey
from praxis.vault.rows import FrozenRow, SealedRow
from praxis.vault.sealed import Sealed

# Guarded rows are reached through the gate only; who calls from above hands its passage down.
Passage = Callable[[], AbstractContextManager[Any]]
# Sets what else an assignment changes on a row (its patient) and names those columns.
Assign = Callable[[SealedRow], Iterable[str]]


def _nothing_else(_: SealedRow) -> Iterable[str]:
    return ()


def sealed_rows_of(owner: UUID) -> Iterator[tuple[type[SealedRow], UUID]]:
    """Model and id of every row that belongs to `owner`."""
    for model in sealed_models():
        rows: QuerySet[Any] = QuerySet(model)
        for found in rows.filter(key_owner=owner).order_by("pk").values_list("pk", flat=True):
            yield model, found


def is_current(row: SealedRow, key_id: int) -> bool:
    """Whether everything on this row hangs on the key `key_id`."""
    held = [row.__dict__[field.attname] for field in sealed_fields(row)]
    used = {seal.fields.key_id_of(value.value) for value in held if isinstance(value, Sealed)}
    if isinstance(row, FrozenRow):
        used.add(int.from_bytes(bytes(row.row_mac)[1:5], "big"))
    return used <= {key_id}


def reseal_row(
    row: SealedRow, owner: UUID | None = None, *, assign: Assign = _nothing_else
) -> None:
    """Seal every column of `row` again with the newest key of its (new) owner, and save it.

    A frozen row is verified first and stamped afterwards: a changed row is never made good.
    Document files move with it; the old ones go once the transaction is committed. Old and new
    owner must be lent.
    """
    if isinstance(row, FrozenRow):
        row_mac.verify(row)
    fields = sealed_fields(row)
    opened = {field.attname: getattr(row, field.attname) for field in fields}
    left = _move_documents(row, owner)
    row.key_owner = owner or row.key_owner
    for name, value in opened.items():
        setattr(row, name, value)
    changed = {"key_owner", *opened, *row.DOCUMENTS, *assign(row)}
    if isinstance(row, FrozenRow):
        row_mac.stamp(row)
        changed.add("row_mac")
    row.save(update_fields=sorted(changed))
    transaction.on_commit(lambda: _delete(left))


def reseal_owner(owner: UUID, *, passage: Passage = nullcontext) -> int:
    """Bring every row of `owner` under the newest key, one transaction per row; how many moved.

    Cut anywhere, the next call goes on where this one ended. The owner must be lent.
    """
    key_id, moved = lending.current().newest(owner), 0
    with passage():
        for model, found in list(sealed_rows_of(owner)):
            with transaction.atomic():
                rows: QuerySet[Any] = QuerySet(model)
                row = rows.select_for_update().filter(pk=found, key_owner=owner).first()
                if row is not None and not is_current(row, key_id):
                    reseal_row(row)
                    moved += 1
    return moved


def reassign(
    intake: UUID,
    patient: UUID,
    *,
    assign: Assign = _nothing_else,
    passage: Passage = nullcontext,
) -> int:
    """Give everything of an unassigned thing to a patient and destroy its data key, or nothing.

    One transaction; both owners must be lent. Returns how many rows moved.
    """
    with transaction.atomic(), passage():
        found = list(sealed_rows_of(intake))
        for model, pk in found:
            rows: QuerySet[Any] = QuerySet(model)
            reseal_row(rows.select_for_update().get(pk=pk), patient, assign=assign)
        DataKey.objects.filter(owner=intake).delete()

    def committed() -> None:
        current = lending.current_or_none()
        if current is not None:
            current.drop(intake)

    transaction.on_commit(committed)
    return len(found)


def named(addresses: Iterable[bytes], *, but: SealedRow | None = None) -> set[bytes]:
    """Which of these documents a row still names (`but` is not asked); guarded tables included."""
    asked, found = set(addresses), set[bytes]()
    for model in sealed_models():
        for name in model.DOCUMENTS:
            as_text = isinstance(model._meta.get_field(name), models.CharField)
            told = [address.hex() if as_text else address for address in asked]
            rows: QuerySet[Any] = QuerySet(model).filter(**{f"{name}__in": told})
            if isinstance(but, model):
                rows = rows.exclude(pk=but.pk)
            for stored in rows.values_list(name, flat=True):
                found.add(bytes.fromhex(stored) if as_text else bytes(stored))
    return found


def _move_documents(row: SealedRow, owner: UUID | None) -> list[bytes]:
    """Seal the row's documents again; returns old addresses that no other row names."""
    left = []
    for name in row.DOCUMENTS:
        stored = getattr(row, name)
        as_text = isinstance(stored, str)
        address = bytes.fromhex(stored) if as_text else bytes(stored or b"")
        if address:
            new = documents.store().reseal(row.key_owner, address, owner)
            setattr(row, name, new.address.hex() if as_text else new.address)
            if new.address != address and not named([address], but=row):
                left.append(address)
    return left


def _delete(addresses: list[bytes]) -> None:
    for address in addresses:
        documents.store().delete(address)
