"""Holds what a rule reads beside the row itself, so that it is still true when a change commits."""

from typing import Final
from uuid import UUID

from django.db import connection

from praxis.gate.guard import passage
from praxis.gate.guarded import Guarded

_held: Final[list[type[Guarded]]] = []


def hold(*models: type[Guarded]) -> None:
    """From now on the rows of these models that belong to a changed row's patient are held."""
    _held.extend(model for model in models if model not in _held)


def hold_rows_of(patient: UUID | None) -> None:
    """Share-lock them until the transaction ends: nobody takes a membership away meanwhile."""
    if patient is None or not _held:
        return
    parts = [
        f"(SELECT count(*) FROM (SELECT 1 FROM {model._meta.db_table}"  # noqa: S608 - own names
        f" WHERE {model.PATIENT} = %s FOR SHARE) held)"
        for model in _held
    ]
    with passage(), connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), [patient] * len(parts))
