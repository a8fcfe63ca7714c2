"""Nightly tidying: sealed documents no row names any more, and sessions that ended long ago."""

import logging
from datetime import timedelta
from typing import Final

from django.db.models import Q

from praxis.config import config
from praxis.core import clock
from praxis.running.backup import documents, tables
from praxis.staff.models import Session
from praxis.vault.documents import DocumentStore, store

log = logging.getLogger("praxis.tidying")
KEPT: Final = timedelta(days=30)
# More than this at once is no litter but a mistake, such as a database of another practice.
_FEW: Final = 100
_SHARE: Final = 0.1


def sweep_documents(folder: DocumentStore | None = None, *, older_than: float = 86_400) -> int:
    """Remove files that a crash or a change of keys left behind; how many.

    Nothing is removed if it would be more than a tenth of everything: a person must look.
    """
    place = folder or store()
    with tables.at_one_moment(config().database or _conninfo()) as connection:
        named = documents.named_by_rows(connection)
    there = set(place.addresses())
    if len(there - named) > max(_FEW, _SHARE * len(there)):
        log.warning("documents: %d of %d have no row; none removed", len(there - named), len(there))
        return 0
    return place.sweep(lambda batch: named & set(batch), older_than=older_than)


def _conninfo() -> str:
    from psycopg.conninfo import make_conninfo

    from praxis.audit.writer import target

    return make_conninfo("", **target())


def forget_sessions() -> int:
    """Delete sessions that ended a month ago; the log keeps who was where."""
    before = clock.now() - KEPT
    over = Q(ended_at__lt=before) | Q(ended_at=None, created_at__lt=before)
    return Session.objects.filter(over).delete()[0]
