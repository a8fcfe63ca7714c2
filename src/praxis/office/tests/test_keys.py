"""The keys page: for the owner only, everything written down, no secret left on the screen."""

import re
from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from typing import Any

import psycopg
import pytest
from django.db import connections
from pypdf import PdfReader

from house.cast import Cast
from house.pages import Pages
from praxis.audit.models import AuditEvent
from praxis.core import clock
from praxis.office.views import keys as views
from praxis.vault import ceremony, openers, sheets
from praxis.vault.chest import Chest
from praxis.vault.client import Client
from praxis.vault.models import KeyRenewal
from praxis.vault.roles import Role
from praxis.vault.service import KeeperService

PASSPHRASE = "erst gehen dann laufen dann fliegen"


class InProcess(Client):
    """A line to a keeper's service without its socket; refusals come as from the socket."""

    def __init__(self, service: KeeperService) -> None:
        self.service = service
        self.generation = 0

    def ask(self, op: str, **said: Any) -> dict[str, Any]:
        from praxis.vault.client import _refusal

        answer = self.service.answer(Role.WEB, {"op": op, **said})
        if not answer["ok"]:
            raise _refusal(answer)
        return answer


@pytest.fixture
def line(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> InProcess:
    """A vault of its own with a passphrase and sheets; its words are in `words`."""
    monkeypatch.setattr(openers, "ARGON2_MEMORY_KIB", 64)
    monkeypatch.setattr(openers, "ARGON2_TIME", 1)
    material = openers.passphrase(PASSPHRASE)
    words = ceremony.create_vault(tmp_path / "v", [material])
    service = KeeperService(lambda given: Chest.open(tmp_path / "v", given))
    found = InProcess(service)
    found.unseal(material)
    found.words = words  # type: ignore[attr-defined] # what a person typed, as a page keeps it
    monkeypatch.setattr(views, "client", lambda: found)
    return found


@pytest.fixture
def written(cast: Cast) -> Callable[[], list[str]]:
    """The reasons that were written into the log since the test began."""
    before = AuditEvent.objects.order_by("-n").values_list("n", flat=True).first() or 0

    def reasons() -> list[str]:
        rows = AuditEvent.objects.filter(act="keys:manage", outcome="allowed", n__gt=before)
        return [reason for reason in rows.order_by("n").values_list("reason", flat=True) if reason]

    return reasons


def test_the_owner_sees_the_ways_in_and_when_each_key_was_replaced(
    cast: Cast, page: Pages, line: InProcess
) -> None:
    KeyRenewal.objects.create(
        what="post", started_at=clock.now(), finished_at=clock.now(), total=3, done=3
    )
    answer = page.as_(cast.lea).get("office:keys").is_ok()
    answer.shows("Passphrase", "Wiederherstellungsblätter (2 von 3)", "Anmeldung", "fertig")
    answer.shows("Zehn Jahre Protokoll", "seit der Einrichtung nicht")
    page.as_(cast.otto).get("office:keys").is_refused()


def test_o10_the_owner_reads_in_the_log_how_the_vault_was_opened_and_closed(
    cast: Cast, page: Pages, line: InProcess
) -> None:
    with pytest.raises(openers.WrongOpener):
        line.prove(openers.passphrase("falsche Wörter am falschen Ort"))
    line.seal()
    assert line.service.diary.write(_as_owner()) == 3
    answer = page.as_(cast.lea).get("office:audit").is_ok()
    answer.shows("Tresor geöffnet", "Tresor geschlossen", "Schlüssel des Tresors geprüft")
    answer.shows("abgelehnt", "Passphrase", "Schlüsseldienst")
    page.as_(cast.otto).get("office:audit").is_refused()


def _as_owner() -> str:
    """The tables' owner stands in for the keeper's role, as in every test with a cast."""
    of = connections["owner"].settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    return psycopg.conninfo.make_conninfo("", **{ours: of[name] for ours, name in names.items()})


def test_a_keeper_that_is_away_is_said_and_the_keys_still_show(cast: Cast, page: Pages) -> None:
    answer = page.as_(cast.lea).get("office:keys").is_ok()
    answer.shows("Der Schlüsseldienst antwortet nicht", "Jetzt wechseln")
    answer.hides("Neue Blätter drucken")


def test_a_key_is_replaced_once_at_a_time_and_written_down(
    cast: Cast, page: Pages, line: InProcess, written: Callable[[], list[str]]
) -> None:
    lea = page.as_(cast.lea)
    lea.post("office:keys_renew", data={"what": "post"}).has_status(302)
    job = KeyRenewal.objects.get()
    assert (job.what, job.started_by) == ("post", cast.lea.id)
    lea.get("office:keys").shows("läuft", "disabled", "/schluessel/stand/")
    lea.post("office:keys_renew", data={"what": "post"}).has_status(409).shows("schon gewechselt")
    lea.post("office:keys_renew", data={"what": "audit-row"}).has_status(422)
    page.as_(cast.ben).post("office:keys_renew", data={"what": "login"}).is_refused()
    assert KeyRenewal.objects.count() == 1
    assert written() == ["renew-post", "renew-post", "renew-unknown"]


def test_the_owner_begins_a_change_of_the_keys_towards_the_phones(
    cast: Cast, page: Pages, line: InProcess, written: Callable[[], list[str]]
) -> None:
    lea = page.as_(cast.lea)
    shown = lea.get("office:keys").is_ok()
    shown.shows("Praxis gegenüber den Telefonen", "die Sicherheitsnummern ändern sich")
    lea.post("office:keys_renew", data={"what": "sign"}).has_status(302)
    assert KeyRenewal.objects.get().what == "sign"
    assert written() == ["renew-sign"]


def test_progress_says_how_far_and_stops_asking_when_done(
    cast: Cast, page: Pages, line: InProcess
) -> None:
    job = KeyRenewal.objects.create(what="index", started_at=clock.now(), total=1200, done=300)
    lea = page.as_(cast.lea)
    lea.get("office:keys_progress").is_ok().shows(
        "300", "von", "1\N{NARROW NO-BREAK SPACE}200", "every 5s"
    )
    job.done = job.total
    job.save(update_fields=["done"])
    lea.get("office:keys_progress").shows("der alte Schlüssel wartet noch")
    job.finished_at = clock.now()
    job.save(update_fields=["finished_at"])
    lea.get("office:keys_progress").shows("fertig").hides("every 5s")


def test_a_sheet_typed_from_paper_is_checked_and_not_shown_again(
    cast: Cast, page: Pages, line: Any, written: Callable[[], list[str]]
) -> None:
    lea, second = page.as_(cast.lea), line.words[1]
    typed = "  " + second.upper().replace(" ", "\n", 3)
    answer = lea.post("office:keys_check", data={"words": typed})
    answer.is_ok().shows("Blatt 2 von 3 ist lesbar").hides(" ".join(second.split()[4:7]))
    wrong = " ".join(reversed(second.split()))
    answer = lea.post("office:keys_check", data={"words": wrong})
    answer.has_status(422).shows("Diese Wörter ergeben kein Blatt").hides(wrong[:40])
    foreign = sheets.new_sheets()[1][0]
    lea.post("office:keys_check", data={"words": foreign}).shows(
        "gehört aber nicht zum gültigen Satz"
    )
    assert written() == ["sheet-check"] * 3


def test_new_sheets_come_once_and_close_the_old_ones(cast: Cast, page: Pages, line: Any) -> None:
    lea = page.as_(cast.lea)
    answer = lea.post("office:keys_sheets", data={"passphrase": PASSPHRASE}).is_ok()
    pdf = b64decode(re.findall(r"application/pdf;base64,([A-Za-z0-9+/=]+)", answer.text)[0])
    pages = [one.extract_text() for one in PdfReader(BytesIO(pdf)).pages]
    printed = [re.findall(r"^([a-z]+)$", text, re.MULTILINE) for text in pages]
    assert len(printed) == 3
    with pytest.raises(openers.WrongOpener):
        line.prove(sheets.combine(line.words[:2]))
    words = [" ".join(sheet) for sheet in printed]
    line.prove(sheets.combine(words[1:]))
    lea.post("office:keys_check", data={"words": words[2]}).shows("Blatt 3 von 3")
    lea.post("office:keys_check", data={"words": line.words[0]}).shows(
        "gehört aber nicht zum gültigen"
    )
    assert answer.header("Cache-Control") == "no-store"


def test_changing_who_can_open_needs_the_passphrase_and_guessing_is_slowed(
    cast: Cast, page: Pages, line: Any
) -> None:
    lea = page.as_(cast.lea)
    for name in ("keys_sheets", "keys_root"):
        lea.post(f"office:{name}").has_status(422).shows("Passphrase des Tresors")
    said = [lea.post("office:keys_root", data={"passphrase": "falsch"}) for _ in range(7)]
    assert said[0].status == 403
    assert said[-1].status == 429
    line.prove(sheets.combine(line.words[:2]))
    page.as_(cast.otto).post("office:keys_root", data={"passphrase": PASSPHRASE}).is_refused()


def test_the_root_is_replaced_and_every_way_still_opens(
    cast: Cast, page: Pages, line: Any, written: Callable[[], list[str]]
) -> None:
    answer = page.as_(cast.lea).post("office:keys_root", data={"passphrase": PASSPHRASE})
    answer.is_ok().shows("Der Wurzelschlüssel ist gewechselt")
    assert PASSPHRASE not in answer.text
    line.prove(openers.passphrase(PASSPHRASE))
    line.prove(sheets.combine(line.words[1:]))
    assert written() == ["root"]
