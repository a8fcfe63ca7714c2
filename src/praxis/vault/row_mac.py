"""The MAC that binds the columns of a frozen row together, under a subkey of its data key."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db import models

from praxis.core.words import marked
from praxis.vault import lending
from praxis.vault.errors import BrokenSeal
from praxis.vault.fields import SealedField
from praxis.vault.sealed import Sealed
from seal.keys import mac_with, same

if TYPE_CHECKING:
    _Field = models.Field[bytes, bytes]
else:
    _Field = models.Field  # generic in the stubs only

_LABEL: Final = "row_mac"
_FORMAT: Final = 1
_LENGTH: Final = 1 + 4 + 32
_JSON: Final = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))
_MISSING: Final = object()
# The types of values that come from the database as they are written into the MAC; what else
# stands in such a column (an assigned text for an id) its field turns into one first.
_PLAIN: Final[dict[type, type]] = {
    models.UUIDField: UUID,
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.DateTimeField: datetime,
}


class ChangedRow(BrokenSeal):
    """A frozen row is not as it was written: a column was changed past the program."""

    message = marked(
        "Ein abgeschlossener Eintrag wurde außerhalb des Programms verändert. "
        "Bitte benachrichtigen Sie die Praxisleitung; er wird nicht angezeigt."
    )


class RowMacField(_Field):
    """Fills itself when the row is added, and never again by itself.

    Not a BinaryField: with its placeholder Django would insert many rows value by value instead of
    column by column, which takes longer.
    """

    empty_strings_allowed = False

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)  # as in the migrations, from when it was a BinaryField
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: ARG002 - Django's signature
        return None if value is None else connection.Database.Binary(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:
        if add:
            stamp(model_instance)
        stored: bytes = model_instance.__dict__[self.attname]
        return stored


def stamp(row: models.Model) -> bytes:
    """Seal the drafts of `row`, compute its MAC with the newest key and keep it on the row."""
    for field in row._meta.concrete_fields:
        if isinstance(field, SealedField):
            field.pre_save(row, False)
    owner: UUID = row.__dict__["key_owner"]
    row.__dict__[_LABEL] = stamped = compute(row, lending.current().newest(owner))
    return stamped


def compute(row: models.Model, key_id: int) -> bytes:
    """Format byte ‖ u32 key id ‖ HMAC-SHA256 over label, ids and the frozen columns.

    Clear columns count with their stored value, sealed ones with the hash of their ciphertext.
    """
    model: Any = type(row)
    owner: UUID = row.__dict__["key_owner"]
    key = lending.current().row_mac_key(owner, key_id, model.SEALED_AS)
    said = [model.SEALED_AS, str(row.pk), str(owner), key_id]
    columns = [[column.name, _canonical(row, column)] for column in _frozen_columns(model)]
    message = _JSON.encode([*said, columns]).encode()
    return bytes([_FORMAT]) + key_id.to_bytes(4, "big") + mac_with(key, message)


def verify(row: models.Model) -> None:
    """ChangedRow unless every frozen column is as it was written; StillSealed if not lent."""
    stored = bytes(row.__dict__.get(_LABEL) or b"")
    if len(stored) != _LENGTH or stored[0] != _FORMAT:
        raise ChangedRow(detail=str(row))
    expected = compute(row, int.from_bytes(stored[1:5], "big"))
    if not same(stored, expected):
        raise ChangedRow(detail=str(row))


@dataclass(frozen=True, slots=True)
class _Column:
    """A frozen column; a value of the `plain` type is one its field would leave as it is."""

    name: str
    attname: str
    sealed: bool
    plain: type | None
    field: Any


@cache
def _frozen_columns(model: Any) -> tuple[_Column, ...]:
    return tuple(_column(name, model._meta.get_field(name)) for name in model.FROZEN)


def _column(name: str, field: Any) -> _Column:
    assert isinstance(field, models.Field)
    plain = _PLAIN.get(type(getattr(field, "target_field", field)))
    return _Column(name, field.attname, isinstance(field, SealedField), plain, field)


def _canonical(row: models.Model, column: _Column) -> Any:
    # What a row was loaded with lies in its __dict__; a column not loaded yet is asked for.
    held = row.__dict__.get(column.attname, _MISSING)
    if column.sealed:
        if held is None or held is _MISSING:
            return None
        if not isinstance(held, Sealed):
            raise BrokenSeal(detail=f"{column.name} holds an unsaved draft")
        return ["sealed", hashlib.sha256(held.value).hexdigest()]
    kind = type(held)
    if kind is column.plain:
        if kind is UUID:
            return ["uuid", str(held)]
        return held if kind is str else _plain(held)
    return _of_field(column.field, getattr(row, column.attname))


def _of_field(field: Any, held: Any) -> Any:
    """What stands in a column, from whatever was assigned."""
    value = field.to_python(held)
    if isinstance(field, models.DecimalField) and value is not None:
        value = value.quantize(Decimal(1).scaleb(-field.decimal_places))
    return _plain(value)


def _plain(value: Any) -> Any:
    """A JSON value that differs whenever the stored value or its type differs."""
    match value:
        case None | bool() | int() | str():
            return value
        case datetime():
            if value.tzinfo is None:
                raise TypeError("a frozen time needs a zone")
            return ["at", value.astimezone(UTC).isoformat(timespec="microseconds")]
        case date() | time():
            return [type(value).__name__, value.isoformat()]
        case Decimal():
            return ["decimal", format(value, "f")]
        case UUID():
            return ["uuid", str(value)]
        case bytes() | bytearray() | memoryview():
            return ["bytes", bytes(value).hex()]
        case list() | tuple():
            return ["list", [_plain(item) for item in value]]
        case dict():
            return ["map", [[key, _plain(value[key])] for key in sorted(value)]]
    raise TypeError(f"{type(value).__name__} cannot be part of a frozen row")
