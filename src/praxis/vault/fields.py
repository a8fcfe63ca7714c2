"""The three sealed model fields: text, JSON and bytes."""

import json
from typing import Any
from uuid import UUID

from django.db import models

from praxis.vault import lending
from praxis.vault.columns import SealedColumn
from praxis.vault.errors import StillSealed
from praxis.vault.sealed import Sealed
from seal.fields import Place
from seal.padding import Pad

__all__ = ["Pad", "Sealed", "SealedBytes", "SealedField", "SealedJSON", "SealedText"]


class SealedField(SealedColumn):
    """A column that holds ciphertext and gives its value only while the gate has lent the key.

    `label` is the column's frozen name in key derivation and associated data: it never changes,
    whatever the attribute is called later. With `null=True` the value None means "not known"; it
    is sealed like any other and looks the same from outside. SQL NULL is only found in rows older
    than the column.
    """

    def __init__(self, label: str, *, pad: Pad = Pad.TEXT, **kwargs: Any) -> None:
        self.label = label
        self.pad = Pad(pad)
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.pad is not Pad.TEXT:
            kwargs["pad"] = self.pad.value
        return name, path, [self.label, *args], kwargs

    def encode(self, value: Any) -> bytes:
        """The bytes of a known value."""
        raise NotImplementedError

    def decode(self, plain: bytes) -> Any:
        """The known value of these bytes."""
        raise NotImplementedError

    def open(self, instance: models.Model, sealed: Sealed) -> Any:
        plain = lending.current().open(self.place(instance), sealed.value)
        return None if plain is None else self.decode(plain)

    def seal(self, instance: models.Model, value: Any) -> Sealed:
        if value is None and not self.null:
            raise TypeError(f"{self.name} cannot be unknown")
        plain = None if value is None else self.encode(value)
        return Sealed(lending.current().seal(self.place(instance), plain, self.pad))

    def place(self, instance: models.Model) -> Place:
        """Where a value of this column in this row lives; StillSealed if the row has no place."""
        # Historical models in migrations have no label: a data migration never needs a key.
        table = getattr(type(instance), "SEALED_AS", "")
        row, owner = instance.pk, instance.__dict__.get("key_owner")
        if not table or not isinstance(row, UUID) or not isinstance(owner, UUID):
            raise StillSealed(detail=f"no place for {type(instance).__name__}")
        return Place(table, self.label, row.bytes, owner.bytes)


class SealedText(SealedField):
    """Text, sealed; `pad=Pad.IDENTITY` for names, numbers and addresses."""

    _pyi_private_set_type: str
    _pyi_private_get_type: str

    def get_default(self) -> Any:
        return super().get_default() if self.has_default() or self.null else ""

    def encode(self, value: Any) -> bytes:
        if not isinstance(value, str):
            raise TypeError(f"{self.name} takes text")
        return value.encode()

    def decode(self, plain: bytes) -> str:
        return plain.decode()


class SealedJSON(SealedField):
    """A JSON value, sealed. Reading gives a fresh object each time: change a copy, assign it."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def encode(self, value: Any) -> bytes:
        return json.dumps(
            value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
        ).encode()

    def decode(self, plain: bytes) -> Any:
        return json.loads(plain)


class SealedBytes(SealedField):
    """Bytes, sealed; for what is small. Whole documents belong into `vault.documents`."""

    _pyi_private_set_type: bytes
    _pyi_private_get_type: bytes

    def get_default(self) -> Any:
        return super().get_default() if self.has_default() or self.null else b""

    def encode(self, value: Any) -> bytes:
        if not isinstance(value, bytes | bytearray | memoryview):
            raise TypeError(f"{self.name} takes bytes")
        return bytes(value)

    def decode(self, plain: bytes) -> bytes:
        return plain


def sealed_fields(model: type[models.Model] | models.Model) -> list[SealedField]:
    """The sealed columns of a model, in its order."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]
