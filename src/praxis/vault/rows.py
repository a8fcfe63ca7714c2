"""The base of every row with sealed columns, and of rows that never change again."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import sql

from praxis.core.ids import uuid7
from praxis.vault import row_mac
from praxis.vault.columns import as_stored, reference_allowed
from praxis.vault.errors import SealedColumnUsed
from praxis.vault.fields import sealed_fields
from praxis.vault.sealed import Sealed


class SealedQuery(sql.Query):
    """A query that may ask whether a sealed column was ever set, and nothing else about it."""

    def build_filter(self, filter_expr: Any, *args: Any, **kwargs: Any) -> Any:
        isnull = isinstance(filter_expr, tuple) and str(filter_expr[0]).endswith("__isnull")
        with reference_allowed(isnull):
            return super().build_filter(filter_expr, *args, **kwargs)


class SealedQuerySet(models.QuerySet[Any]):
    """A query set whose bulk writes keep away from sealed columns."""

    def __init__(self, model: Any = None, query: Any = None, **kwargs: Any) -> None:
        if query is None and model is not None:
            query = SealedQuery(model)
        super().__init__(model, query, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._refuse(kwargs)
        return super().update(**kwargs)

    def bulk_update(self, objs: Any, fields: Any, batch_size: int | None = None) -> int:
        self._refuse(fields)
        return super().bulk_update(objs, fields, batch_size=batch_size)

    def _refuse(self, names: Any) -> None:
        for field in sealed_fields(self.model):
            if field.name in names:
                raise SealedColumnUsed(f"{field.name} is sealed row by row, in save() only")


def _manager() -> Any:
    return models.Manager.from_queryset(SealedQuerySet)()


class SealedRow(models.Model):
    """A row whose sealed columns open with the data key of its `key_owner`.

    `SEALED_AS` is the table's frozen label in key derivation and associated data: it never
    changes, whatever the table is called later (`labels.txt`). `id` is made before the insert,
    because the ciphertext is bound to it.
    """

    SEALED_AS: ClassVar[str] = ""
    # Clear columns that hold the address of a document (`vault.documents`): it hangs on the key.
    DOCUMENTS: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key_owner = models.UUIDField(editable=False)

    objects: ClassVar[Any] = _manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"

    def __repr__(self) -> str:
        return f"<{self}>"

    def __getitem__(self, name: str) -> Any:
        """For templates, which ask here first: a sealed value that is not lent shows ‹sealed›."""
        held = self.__dict__.get(name)
        if isinstance(held, Sealed) and not self.opens():
            return held
        raise KeyError(name)

    def opens(self) -> bool:
        """Whether the sealed columns of this row can be read now."""
        from praxis.vault import lending

        current = lending.current_or_none()
        return current is not None and current.lends(self.key_owner)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Load again as stored: sealed columns are copied unopened."""
        with as_stored():
            super().refresh_from_db(*args, **kwargs)


class FrozenRow(SealedRow):
    """A row that never changes: `row_mac` binds the columns named in `FROZEN` together.

    Written once when the row is added; `row_mac.verify` is called on every opening.
    """

    FROZEN: ClassVar[tuple[str, ...]] = ()

    row_mac = row_mac.RowMacField(editable=False)

    class Meta:
        abstract = True


class BoundRow(FrozenRow):
    """A row that only the program changes: every save stamps `row_mac` anew.

    All of `FROZEN` is written with it, so that the stored columns are the ones it binds.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stamp and write; a row is opened, and so verified, before it can be changed."""
        if not self._state.adding:
            row_mac.stamp(self)
            named = kwargs.get("update_fields") or ()
            kwargs["update_fields"] = sorted({*named, *self.FROZEN, "row_mac"})
        super().save(*args, **kwargs)
