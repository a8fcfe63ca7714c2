"""What an edition changed against the one before: new, different and dropped codes."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection

from praxis.catalogues.models import Edition
from praxis.core.words import spoken

# The same code may stand several times with different periods (EBM): all its lines together count.
_SIDES: Final = """
    WITH mine AS (SELECT code, string_agg(digest, '' ORDER BY digest) AS said, min(title) AS title
                  FROM catalogue_item WHERE edition_id = %(edition)s GROUP BY code),
         before AS (SELECT code, string_agg(digest, '' ORDER BY digest) AS said, min(title) AS title
                    FROM catalogue_item WHERE edition_id = %(before)s GROUP BY code)
"""
_COUNTS: Final = (
    _SIDES  # noqa: S608 - fixed text
    + """
    SELECT count(*) FILTER (WHERE before.code IS NULL),
           count(*) FILTER (WHERE mine.said <> before.said),
           count(*) FILTER (WHERE mine.code IS NULL)
    FROM mine FULL JOIN before USING (code)
"""
)
_LIST: Final = (
    _SIDES  # noqa: S608 - fixed text
    + """
    SELECT coalesce(mine.code, before.code), before.title, mine.title
    FROM mine FULL JOIN before USING (code)
    WHERE mine.code IS NULL OR before.code IS NULL OR mine.said <> before.said
    ORDER BY 1 LIMIT %(most)s
"""
)


@dataclass(frozen=True, slots=True)
class Change:
    """One code: its text before and after; None on the side where it does not exist."""

    code: str
    before: str | None
    after: str | None

    @property
    def what(self) -> str:
        """`neu`, `entfallen` or `geändert`."""
        if self.before is None:
            return spoken("neu")
        return spoken("entfallen") if self.after is None else spoken("geändert")


def count_changes(edition: Edition) -> Edition:
    """Count against the edition before; without one everything is new."""
    if edition.compared_with_id is None:
        edition.added, edition.changed, edition.removed = edition.items, 0, 0
    else:
        with connection.cursor() as cursor:
            cursor.execute(_COUNTS, _sides(edition))
            edition.added, edition.changed, edition.removed = cursor.fetchone()
    edition.save(update_fields=["added", "changed", "removed"])
    return edition


def changes(edition: Edition, most: int = 300) -> list[Change]:
    """The first `most` changes by code; none for a first edition."""
    if edition.compared_with_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LIST, {**_sides(edition), "most": most})
        return [Change(*found) for found in cursor.fetchall()]


def _sides(edition: Edition) -> dict[str, UUID | None]:
    return {"edition": edition.pk, "before": edition.compared_with_id}
