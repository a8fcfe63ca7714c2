"""The base of every model that holds patient data: closed unless a gate verb is at work."""

from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models

from praxis.gate.guard import insist_on_passage
from praxis.vault.rows import SealedQuery, SealedQuerySet, SealedRow


class GuardedQuery(SealedQuery):
    """A query that compiles only while a gate verb is at work in this thread."""

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        insist_on_passage(str(self.model and self.model._meta.db_table))
        return super().get_compiler(*args, **kwargs)


class GuardedQuerySet(SealedQuerySet):
    """A query set that can be built anywhere and evaluated only behind the gate."""

    def __init__(self, model: Any = None, query: Any = None, **kwargs: Any) -> None:
        if query is None and model is not None:
            query = GuardedQuery(model)
        super().__init__(model, query, **kwargs)

    def bulk_create(self, *args: Any, **kwargs: Any) -> Any:
        """Only while a verb is at work; said before anything is sealed."""
        insist_on_passage(self.model._meta.db_table)
        return super().bulk_create(*args, **kwargs)


class Guarded(SealedRow):
    """Patient data. Loading, saving and deleting work inside `praxis.gate.verbs` only.

    `PATIENT` names the attribute that holds the patient's id, for the log. `WITHIN_PATIENT` names
    the foreign keys whose row always belongs to the same patient: every write is checked for it.
    """

    is_guarded: ClassVar[bool] = True
    PATIENT: ClassVar[str] = "patient_id"
    WITHIN_PATIENT: ClassVar[tuple[str, ...]] = ()

    objects = models.Manager.from_queryset(GuardedQuerySet)()  # type: ignore[misc] # Django's way

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"

    def patient_of_row(self) -> UUID | None:
        """Whose data this row is; None for a thing not (yet) assigned to a patient."""
        return getattr(self, self.PATIENT, None)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only through `work.add` and `work.save`."""
        insist_on_passage(self._meta.db_table)
        super().save(*args, **kwargs)

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        """The same one floor deeper."""
        insist_on_passage(self._meta.db_table)
        super().save_base(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Only through `work.remove`."""
        insist_on_passage(self._meta.db_table)
        return super().delete(*args, **kwargs)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Only while a verb is at work."""
        insist_on_passage(self._meta.db_table)
        super().refresh_from_db(*args, **kwargs)

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Django's loading, refused where a query slipped past the compiler."""
        insist_on_passage(cls._meta.db_table)
        return super().from_db(*args, **kwargs)
