"""Screens with something on them are English too: reports, conversations, devices, inboxes."""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from english.test_walk import english, left_german
from house.cast import Cast
from house.pages import Page, Pages
from house.post import TestSigner
from praxis import gate
from praxis.config import config
from praxis.core.assigning import Addressee
from praxis.exchange.lab import importing
from praxis.exchange.lab.models import LabReport
from praxis.gate.guard import passage
from praxis.messages import keys, queries
from praxis.messages.actions import writing
from praxis.messages.actions.devices import revoke_device
from praxis.messages.tests.phones import paired_phone, sheet_for
from praxis.staff import accounts
from praxis.staff.setup import SiteForm
from praxis.staff.sites import close_site, open_site
from praxis.tasks.actions import create_task, finish_task
from screens import filled
from screens.filled import Filled
from screens.test_every_screen import SCREENS
from wire.notices import RevokeReason


@pytest.fixture
def full(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Filled]:
    """The filled practice, with a chart of a few lines."""
    monkeypatch.setattr(filled, "LINES", 6)
    monkeypatch.setattr(filled, "LAB_DAYS", 3)
    with keys.signing_with(TestSigner()):
        yield filled.fill(cast)
    for left in config().lab_spool.iterdir():
        left.unlink()


def _wrong(browser: Page, paths: list[str]) -> dict[str, list[str]]:
    """What is left German on each of these pages; every one of them is there."""
    found = {path: left_german(browser.get(path).is_ok().text) for path in paths}
    return {path: words for path, words in found.items() if words}


def test_every_filled_screen_is_english(cast: Cast, page: Pages, full: Filled) -> None:
    parts = {name: str(one) for name, one in full.parts.items()}
    named = [one for one in SCREENS if one.parts]
    paths = [reverse(one.name, kwargs={p: parts[p] for p in one.parts}) for one in named]
    assert _wrong(english(page, cast.ada), paths) == {}


def test_the_inboxes_are_english(cast: Cast, page: Pages, full: Filled) -> None:
    with gate.visiting():
        done = create_task(cast.ada.actor, full.dora, "Rückruf", to=Addressee())
        finish_task(cast.ada.actor, done)
        for_ben = Addressee(account=cast.ben.id)
        create_task(cast.ada.actor, full.dora, "Rückruf", to=for_ben)
        ours = queries.conversation(cast.ada.actor, full.long)
        assert ours is not None
        writing.assign(cast.ada.actor, ours.pk, for_ben)
    ada = english(page, cast.ada)
    ada.get("/").is_ok().shows("Lab", "Messages", "Tasks")
    ada.get("messages:inbox").is_ok().shows("Demo, Dora")
    accounts.leave(cast.lea.actor, cast.ben.id)
    ada.get("tasks:tasks").is_ok().shows("Ben Muster (no longer here)")
    paths = ["/", "/labor/", "/labor/verlauf/", "/nachrichten/", "/unterschriften/", "/aufgaben/"]
    paths += ["/aufgaben/?alle=1", "/aufgaben/?erledigt=1", "/praxisgesundheit/"]
    assert _wrong(ada, paths) == {}


def test_reports_of_nobody_and_files_set_aside_are_english(
    cast: Cast, page: Pages, full: Filled
) -> None:
    (config().lab_spool / "broken.ldt").write_bytes(b"01380008230\r\n")
    for _ in range(2):
        importing.run_pass()
    with passage():
        found = dict(LabReport.objects.values_list("state", "id"))
    assert "open" in found
    paths = [reverse("lab:report", args=[one]) for one in found.values()]
    paths += [reverse("lab:quarantine"), reverse("lab:history"), reverse("lab:inbox")]
    ada = english(page, cast.ada)
    ada.get("lab:report", found["open"]).is_ok().shows("Unbekannt")
    ada.get("lab:quarantine").is_ok().shows("broken.ldt")
    assert _wrong(ada, paths) == {}


def test_devices_and_conversations_in_every_state_are_english(
    cast: Cast, page: Pages, full: Filled
) -> None:
    ada, dora = english(page, cast.ada), full.dora
    with gate.visiting():
        (first,) = queries.devices_of(cast.ada.actor, dora)
        revoke_device(cast.ada.actor, first.pk, RevokeReason.STOLEN)
    paired_phone(cast, dora)
    sheet_for(cast, dora)
    with gate.visiting():
        writing.answer(cast.ada.actor, dora, "Bitte kommen Sie morgen.")
    paths = [
        reverse(name, args=[one])
        for name in ("messages:devices", "messages:conversation", "messages:release")
        for one in (dora, full.long)
    ]
    ada.get("messages:conversation", dora).is_ok().shows("Bitte kommen Sie morgen.")
    ada.get("messages:devices", dora).is_ok().shows("open until", "ended")
    assert _wrong(ada, paths) == {}
    invited = ada.post("messages:invite", dora, data={"checked": "Personalausweis"}).is_ok()
    assert left_german(invited.text) == []


def test_the_same_screens_are_german_for_whoever_did_not_choose(
    cast: Cast, page: Pages, full: Filled
) -> None:
    paths = [reverse("messages:conversation", args=[full.dora]), "/labor/", "/aufgaben/"]
    assert sorted(_wrong(page.as_(cast.ben), paths)) == sorted(paths)


def test_a_site_before_and_after_it_is_closed_is_english(
    cast: Cast, page: Pages, full: Filled
) -> None:
    lea = english(page, cast.lea)
    third = open_site(cast.lea.actor, SiteForm("Neubau"))
    close_site(cast.lea.actor, third, cast.branch)
    one = reverse("office:close_site", args=[cast.branch])
    lea.get(one).is_ok().shows("What this site took over itself", "Neubau", "Cem Beispiel")
    assert _wrong(lea, [one, reverse("office:site", args=[cast.main]), "/standorte/"]) == {}
    refused = lea.post(one, data={"heir": ""}).has_status(422)
    assert left_german(refused.text) == []
