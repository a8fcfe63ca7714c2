"""The owner looks at a return from a backup; until then nothing goes outside (K-03)."""

import re
from datetime import timedelta

import pytest

from house.cast import Cast
from house.pages import Pages
from praxis import gate
from praxis.audit.models import AuditEvent
from praxis.core import clock
from praxis.core.health import Level
from praxis.messages.actions import restored, switching
from praxis.messages.errors import RestoreWaits
from praxis.messages.models import PostState
from praxis.office.health import saved
from praxis.office.oversight import restorations
from praxis.office.oversight.restorations import AlreadyConfirmed, NotRead
from praxis.vault.models import Restoration


def _came_back(found_by: str = "restore", **told: object) -> Restoration:
    PostState.objects.filter(one=1).update(off_since=clock.now())
    now = clock.now()
    return Restoration.objects.create(
        at=now, found_by=found_by, state_of=now - timedelta(hours=9), sequence=812, **told
    )  # fmt: skip


def _confirm(cast: Cast, row: Restoration, *, read: bool = True) -> None:
    with gate.visiting():
        restorations.confirm(cast.lea.actor, row.id, read=read)


def test_k03_the_owner_sees_the_missing_span_and_confirms(cast: Cast, page: Pages) -> None:
    row = _came_back(lost_links=17, known_until=clock.now(), sessions=3, devices=2)
    shown = page.as_(cast.lea).get("office:restored")
    shown.shows("geht nichts nach außen", "17 Glieder", "812")
    page.as_(cast.lea).post("office:restored", data={"id": str(row.id), "gelesen": "ja"})
    row.refresh_from_db()
    assert row.confirmed_by == cast.lea.id
    event = AuditEvent.objects.filter(
        act="restore:confirm", reason="confirm", subjects=[row.id]
    ).get()
    assert event.actor == cast.lea.id
    assert restored.go_on_after_restore() == 0
    assert PostState.objects.get().off_since is None
    page.as_(cast.lea).get("office:restored").shows("wieder eingeschaltet")


def test_k03_before_the_owner_confirmed_nobody_goes_outside(cast: Cast) -> None:
    _came_back()
    restored.go_on_after_restore()
    assert PostState.objects.get().off_since is not None
    with gate.visiting(), pytest.raises(RestoreWaits):
        switching.switch_on(cast.lea.actor, "eilt sehr")
    assert PostState.objects.get().off_since is not None


def test_an_outside_switched_off_by_hand_later_stays_off(cast: Cast) -> None:
    row = _came_back()
    _confirm(cast, row)
    restored.go_on_after_restore()
    with gate.visiting():
        switching.switch_off(cast.lea.actor)
    restored.go_on_after_restore()
    assert PostState.objects.get().off_since is not None


def test_it_is_confirmed_once_and_only_after_reading(cast: Cast) -> None:
    row = _came_back()
    with pytest.raises(NotRead):
        _confirm(cast, row, read=False)
    assert Restoration.objects.get().confirmed_at is None
    _confirm(cast, row)
    with pytest.raises(AlreadyConfirmed):
        _confirm(cast, row)


def test_a_database_replaced_past_the_program_is_named(cast: Cast, page: Pages) -> None:
    _came_back("anchor", lost_links=4, known_until=clock.now())
    page.as_(cast.lea).get("office:restored").shows("am Programm vorbei", "Fragen Sie zuerst")


def test_the_start_page_and_the_health_page_lead_the_owner_there(cast: Cast, page: Pages) -> None:
    page.as_(cast.lea).get("desk:start").hides("Rücksicherung bestätigen")
    _came_back()
    page.as_(cast.lea).get("desk:start").shows("Rücksicherung bestätigen")
    assert "Rücksicherung bestätigen" not in page.as_(cast.ben).get("desk:start").text
    lines = [line for line in saved.backups() if line.title == "Rücksicherung"]
    assert [line.level for line in lines] == [Level.BAD]


def test_without_a_return_the_page_says_so(cast: Cast, page: Pages) -> None:
    shown = page.as_(cast.lea).get("office:restored")
    shown.shows("nie aus einer Sicherung")
    assert not re.search("<form[^>]*ruecksicherung", shown.text)
