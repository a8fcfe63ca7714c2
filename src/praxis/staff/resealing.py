"""How everything of this floor comes under a newer login key: names, seeds, passwords, codes."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from praxis.staff import passwords
from praxis.staff.factors import CODE
from praxis.staff.models import Account, RecoveryCode
from praxis.staff.tokens import open_proof, seal_proof
from praxis.vault import PRACTICE, renewal
from praxis.vault.keys import Domain
from praxis.vault.renewal import Resealer, resealers
from praxis.vault.resealing import Passage, is_current, reseal_owner, sealed_rows_of


def put_up() -> None:
    """Called once at start-up."""
    for name, reseal, left in (
        ("rows of the practice", _reseal_rows, _rows_left),
        ("passwords and codes", _reseal_proofs, _proofs_left),
    ):
        resealers.add(Resealer(Domain.LOGIN, name, reseal, left, process=renewal.WEB))


def _reseal_rows(_version: int, passage: Passage) -> int:
    return reseal_owner(PRACTICE, passage=passage)


def _rows_left(version: int, passage: Passage) -> int:
    with passage():
        return sum(not _current(model, found, version) for model, found in _rows())


def _rows() -> list[tuple[Any, UUID]]:
    return list(sealed_rows_of(PRACTICE))


def _current(model: Any, found: UUID, version: int) -> bool:
    rows: QuerySet[Any] = QuerySet(model)
    row = rows.filter(pk=found).first()
    return row is None or is_current(row, version)


def _old_proofs(version: int) -> Iterator[tuple[type[Any], UUID, str, str]]:
    """Model, id, column and stored text of every proof under another version."""
    mark = f"{version}:"
    for model, column in ((Account, "password"), (Account, "pin"), (RecoveryCode, "sealed")):
        rows = model.objects.exclude(**{column: ""}).exclude(**{f"{column}__startswith": mark})
        for found, stored in rows.values_list("pk", column):
            yield model, found, column, stored


def _reseal_proofs(version: int, _passage: Passage) -> int:
    moved = 0
    for model, found, column, stored in list(_old_proofs(version)):
        if model is RecoveryCode:
            again = seal_proof(CODE, open_proof(CODE, stored))
        else:
            again = passwords.resealed(stored)
        # Whoever changes a password meanwhile wins; nothing typed is overwritten.
        moved += model.objects.filter(**{"pk": found, column: stored}).update(**{column: again})
    return moved


def _proofs_left(version: int, _passage: Passage) -> int:
    return sum(1 for _ in _old_proofs(version))
