"""A flood in the inbox: the desk's pages ask and show no more than before, and it ends (H-06)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from house.cast import Cast
from house.pages import Page, Pages
from praxis.core import clock
from praxis.core.ids import PatientId
from praxis.messages.actions import sorting
from praxis.messages.models import Inbox, PostState
from praxis.messages.states import InboxState
from praxis.messages.tests.phones import arrives, paired_phone, writes
from wire import letters as wire

FLOOD = 2_000
PAGES = ("messages:inbox", "messages:conversation", "record:chart", "messages:devices")


def flooded(mailbox: bytes, rows: int = FLOOD, frame: bytes = b"\x01" + b"x" * 4000) -> None:
    """So many envelopes as the carrier leaves unsorted at most, before the worker saw one."""
    Inbox.objects.bulk_create(
        Inbox(
            number=number, mailbox=mailbox, envelope=number.to_bytes(16, "big"),
            digest=number.to_bytes(32, "big"), frame=frame, arrived_at=clock.now(),
        )
        for number in range(10, 10 + rows)
    )  # fmt: skip


def looked(who: Page, dora: PatientId) -> dict[str, tuple[int, int]]:
    """How many questions to the database each page took, and how long it is."""
    seen = {}
    for name in PAGES:
        arguments: list[Any] = [] if name == "messages:inbox" else [dora]
        who.get(name, *arguments).is_ok()  # what is compiled once is compiled now
        with CaptureQueriesContext(connection) as asked:
            answer = who.get(name, *arguments).is_ok()
        seen[name] = len(asked), len(answer.text)
    return seen


def test_h06_no_page_of_the_desk_grows_with_what_floods_in(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    writes(phone, wire.Message("Frage", "Darf ich Sport treiben?", None, ()))
    ada = page.as_(cast.ada)
    before = looked(ada, dora)
    assert phone.grant is not None
    flooded(bytes(phone.grant.mailbox))
    during = looked(ada, dora)
    for name, (questions, length) in before.items():
        assert during[name][0] <= questions, name
        assert during[name][1] <= length + 200, name


def test_h06_a_conversation_shows_the_newest_hundred_however_many_came(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    for number in range(104):
        writes(phone, wire.Message("", f"Nachricht-{number:03}.", None, ()))
    shown = page.as_(cast.ada).get("messages:conversation", dora).is_ok()
    shown.shows("Nachricht-103.", "Nachricht-004.").hides("Nachricht-003.")


def test_h06_the_worker_takes_a_flood_in_bites_and_lets_its_other_duties_in_between(
    cast: Cast, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    assert phone.grant is not None
    flooded(bytes(phone.grant.mailbox), 120, b"\x02" + b"x" * 4000)
    dead = PostState.objects.get().dead_letters
    for left in (70, 20, 0):
        sorting.sort_inbox()
        assert Inbox.objects.filter(state=InboxState.RAW).count() == left
    assert PostState.objects.get().dead_letters == dead + 120
    assert not any(row.frame for row in Inbox.objects.filter(state=InboxState.DEAD))
    writes(phone, wire.Message("", "Danach.", None, ()))
    assert Inbox.objects.latest("arrived_at").state == InboxState.DONE


@pytest.mark.parametrize("bound", ["MOST_WAITING", "MOST_WAITING_BYTES"])
def test_h06_files_without_a_letter_do_not_fill_the_disk_of_the_practice(
    cast: Cast, dora: PatientId, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    phone = paired_phone(cast, dora)
    assert phone.grant is not None
    _letter, *orphan = phone.writes(wire.Message("", "Foto", None, ()), (b"f" * 9000,))
    monkeypatch.setattr(sorting, bound, 5 if bound == "MOST_WAITING" else 5 * len(orphan[0]) + 99)
    for number in range(8):
        flooded_by(bytes(phone.grant.mailbox), orphan[0], number)
    states = list(Inbox.objects.filter(number__gte=100).values_list("state", "why"))
    assert [one for one, _ in states].count(InboxState.ORPHAN) == 5
    assert states.count((InboxState.DEAD, "too much waits")) == 3
    arrives(bytes(phone.grant.mailbox), _letter)
    assert Inbox.objects.filter(state=InboxState.DONE, frame=b"").count() >= 1


def flooded_by(mailbox: bytes, frame: bytes, number: int) -> None:
    """One more envelope with these bytes, sorted at once."""
    Inbox.objects.create(
        number=100 + number, mailbox=mailbox, envelope=(100 + number).to_bytes(16, "big"),
        digest=(100 + number).to_bytes(32, "big"), frame=frame, arrived_at=clock.now(),
    )  # fmt: skip
    sorting.sort_inbox()
