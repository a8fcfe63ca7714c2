"""How Django meets a sealed column: opened at attribute access, refused everywhere else."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from django.db import models
from django.db.models.lookups import IsNull
from django.db.models.query_utils import DeferredAttribute

from praxis.vault.errors import SealedColumnUsed
from praxis.vault.sealed import Draft, Sealed

if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
else:
    _Field = models.Field  # generic in the stubs only

_thread = threading.local()


@contextmanager
def as_stored() -> Iterator[None]:
    """Within the block attributes of sealed columns give the `Sealed` itself, unopened."""
    before = getattr(_thread, "as_stored", False)
    _thread.as_stored = True
    try:
        yield
    finally:
        _thread.as_stored = before


@contextmanager
def reference_allowed(allowed: bool) -> Iterator[None]:
    """Within the block a query may name a sealed column; only `isnull` filters do."""
    before = getattr(_thread, "reference", False)
    _thread.reference = allowed
    try:
        yield
    finally:
        _thread.reference = before


class OpensWhenRead(DeferredAttribute):
    """The attribute of a sealed column: opens on every read and never keeps the plain text."""

    field: "SealedColumn"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        held = super().__get__(instance, cls)
        if instance is None or getattr(_thread, "as_stored", False):
            return held
        if isinstance(held, Draft):
            return held.value
        return self.field.open(instance, held) if isinstance(held, Sealed) else held

    def __set__(self, instance: models.Model, value: Any) -> None:
        keep = value if isinstance(value, Sealed | Draft) else Draft(value)
        instance.__dict__[self.field.attname] = keep


class SealedColumn(_Field):
    """What the three sealed fields have in common towards the database."""

    descriptor_class = OpensWhenRead
    empty_strings_allowed = False

    def open(self, instance: models.Model, sealed: Sealed) -> Any:
        """The value of `sealed` in the place of `instance`; StillSealed if not lent."""
        raise NotImplementedError

    def seal(self, instance: models.Model, value: Any) -> Sealed:
        """`value` sealed for the place of `instance`."""
        raise NotImplementedError

    def get_internal_type(self) -> str:
        return "BinaryField"

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed:  # noqa: ARG002 - Django's signature
        """The only place that seals: a draft becomes ciphertext and the draft is dropped."""
        held = model_instance.__dict__[self.attname]
        if isinstance(held, Draft):
            held = model_instance.__dict__[self.attname] = self.seal(model_instance, held.value)
        if not isinstance(held, Sealed):
            raise SealedColumnUsed(self.name)
        return held

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: ARG002 - Django's signature
        if not isinstance(value, Sealed):
            raise SealedColumnUsed(f"{self.name}: only sealed values reach the database")
        return connection.Database.Binary(value.value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return self.get_db_prep_value(value, connection)

    def from_db_value(self, value: Any, *_: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def get_lookup(self, lookup_name: str) -> Any:
        return IsNull if lookup_name == "isnull" else self._refuse()

    def get_transform(self, lookup_name: str) -> Any:  # noqa: ARG002 - Django's signature
        return self._refuse()

    @property
    def path_infos(self) -> Any:
        """Looked up by Django whenever a query names this column, so this is where it is refused.

        Loading whole rows does not come by here; `filter`, `values`, `order_by`, `F`, `annotate`
        and the like do, from this model or across a join.
        """
        if getattr(_thread, "reference", False):
            raise AttributeError("a plain column")
        self._refuse()

    def value_from_object(self, obj: models.Model) -> Any:
        return obj.__dict__.get(self.attname)

    def value_to_string(self, obj: models.Model) -> str:
        return str(obj.__dict__.get(self.attname))

    def formfield(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002 - Django's signature
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise SealedColumnUsed(f"{self.name} is sealed: the database can only load or store it")
