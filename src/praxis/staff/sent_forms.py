"""One form, one effect: what was sent already is known by a keyed hash and answered as before."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from praxis.core.clock import now
from praxis.staff.models import SentForm
from praxis.staff.tokens import keyed_hash

KEPT: Final = timedelta(days=1)


def key_of(person: UUID, token: str, address: str, fields: str) -> bytes:
    """The key of one sending: of a person, not of a session, which may end before the answer came.

    Every page shows its session's token masked anew, so it names session and page too.
    """
    return keyed_hash("sent-form", repr((str(person), token, address, fields)))[1]


def first_answer(key: bytes) -> str | None:
    """Where the same form led before; empty if it showed a page, None if it was not sent yet."""
    return SentForm.objects.filter(key_hash=key).values_list("answer", flat=True).first()


def remember(session: UUID, key: bytes, answer: str) -> None:
    """The form had its effect."""
    SentForm.objects.create(session_id=session, key_hash=key, answer=answer)


def forget_old() -> int:
    """Delete what no open page can send again; a nightly job calls this."""
    return SentForm.objects.filter(at__lt=now() - KEPT).delete()[0]
