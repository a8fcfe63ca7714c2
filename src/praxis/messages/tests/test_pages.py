"""The pages of the post, as people at the desk see them."""

import io
import re

from django.db import connection
from pypdf import PdfReader

from house.cast import Cast
from house.pages import Pages
from praxis import gate
from praxis.core.ids import PatientId
from praxis.gate.guard import passage
from praxis.messages import keys
from praxis.messages.actions.invites import Holder, create_invite
from praxis.messages.models import PostIdentity, PostState
from praxis.messages.sheet import sheet_pdf
from praxis.messages.tests.phones import CHECKED, paired_phone, sent_to, writes
from praxis.messages.tests.test_letters import filed
from wire import letters as wire


def test_a_finding_goes_from_choice_to_preview_to_phone(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    found = filed(cast, dora, "6.1", "7.4")
    ada = page.as_(cast.ada)
    ada.get("messages:release", dora).is_ok().shows("HbA1c", "7,4")
    form = {"comment": "Bitte rufen Sie an.", f"finding-{found[0].pk}": "on"}
    seen = ada.post("messages:release", dora, data=form).is_ok()
    seen.shows("Genau das sieht", "HbA1c", "7,4", "6,1", "Bitte rufen Sie an.")
    digest = seen.text.partition('name="seen" value="')[2][:64]
    ben = page.as_(cast.ben)
    ben.get("messages:release", dora).is_ok().shows("nur Ärztinnen und Ärzte").hides("Vorschau")
    ben.post("messages:release", dora, data=form).is_ok().hides("versiegeln")
    ada.post("messages:release", dora, data={**form, "seen": digest}).has_status(302)
    assert phone.grant is not None
    assert len(sent_to(bytes(phone.grant.mailbox))) == 1
    ada.get("messages:conversation", dora).is_ok().shows("Laborbefund", "versiegelt")
    other = {**form, "comment": "Anders", "seen": digest}
    ada.post("messages:release", dora, data=other).has_status(409).shows("neue Vorschau")


def test_a_question_is_seen_given_on_and_answered(cast: Cast, page: Pages, dora: PatientId) -> None:
    phone = paired_phone(cast, dora)
    writes(phone, wire.Message("Frage", "Darf ich Sport <b>treiben</b>?", None, ()))
    ben = page.as_(cast.ben)
    ben.get("messages:inbox").is_ok().shows("Demo, Dora", "wartet auf Antwort")
    ben.get("record:chart", dora).is_ok().shows("Darf ich Sport", ">Patient/in")
    shown = ben.get("messages:conversation", dora).is_ok()
    shown.shows("Darf ich Sport <b>treiben</b>?")
    assert b"<b>treiben" not in shown.raw.content
    action = shown.text.partition("/aufgabe/")[0].rpartition("/")[2]
    ben.post("desk:question_to_task", action, data={"to": "place:Anmeldung"}).has_status(302)
    tasks = ben.get("tasks:tasks").is_ok().shows("Frage", "Demo, Dora", "Anmeldung")
    task = tasks.text.partition("/erledigt/")[0].rpartition("/")[2]
    ben.post("tasks:finish", task).has_status(302)
    ben.post("tasks:finish", task).has_status(409)
    ben.post("messages:conversation", dora, data={"answer": "Ja."}).has_status(302)
    ben.get("messages:inbox").is_ok().shows("Keine Nachricht wartet.")


def test_others_find_nothing(cast: Cast, page: Pages, dora: PatientId) -> None:
    cem, otto = page.as_(cast.cem), page.as_(cast.otto)
    for name in ("messages:conversation", "messages:release", "messages:devices"):
        cem.get(name, dora).is_not_found()
        assert otto.get(name, dora).status in {403, 404}
    cem.get("messages:inbox").is_ok().hides("Demo")
    otto.get("messages:inbox").is_refused()


def test_an_invite_shows_the_code_once_and_never_on_the_sheet(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    ben = page.as_(cast.ben)
    refused = ben.post("messages:invite", dora, data={"checked": ""}).has_status(422)
    refused.shows("wie die Identität geprüft wurde")
    made = ben.post("messages:invite", dora, data={"checked": CHECKED}).is_ok()
    made.shows("Einladung.pdf")
    assert made.header("Cache-Control") == "no-store"
    ben.get("messages:devices", dora).is_ok().shows("offen bis").hides("Einladung.pdf")


def test_o04_whoever_calls_gets_no_code_because_nobody_here_can_see_one(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    ben, ada = page.as_(cast.ben), page.as_(cast.ada)
    ben.get("messages:devices", dora).is_ok().shows("Wer anruft, bekommt keinen Code")
    made = ben.post("messages:invite", dora, data={"checked": CHECKED}).is_ok()
    made.shows("Nur der Person sagen, die vor Ihnen steht. Nie am Telefon")
    first, second = re.findall(r'class="spoken">(\d{4}) ?(\d{4})<', made.text)[0]
    for who in (ben, ada, page.as_(cast.lea)):
        for name in ("messages:devices", "messages:conversation", "record:chart"):
            who.get(name, dora).hides(f"{first} {second}", first + second)
    assert (first + second).encode() not in everything_kept()


def everything_kept() -> bytes:
    """Every column of every invite as the database holds it."""
    with passage(), connection.cursor() as cursor:
        cursor.execute("SELECT i.* FROM patient_invite i")
        kept = [one for row in cursor.fetchall() for one in row]
    assert kept
    return b"\n".join(bytes(one) if isinstance(one, bytes) else str(one).encode() for one in kept)


def test_an_invite_sent_twice_is_made_once(cast: Cast, page: Pages, dora: PatientId) -> None:
    ben = page.as_(cast.ben)
    form = ben.get("messages:devices", dora).text
    token = form.partition('name="csrfmiddlewaretoken" value="')[2][:64]
    data = {"csrfmiddlewaretoken": token, "checked": CHECKED}
    ben.post("messages:invite", dora, data=data).is_ok().shows("Einladung.pdf")
    again = ben.post("messages:invite", dora, data=data).is_ok()
    again.shows("schon ausgegeben", "offen bis").hides("Einladung.pdf")
    assert ben.get("messages:devices", dora).text.count("offen bis") == 1


def test_before_the_post_is_set_up_the_page_says_so_and_asks_again(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    ben = page.as_(cast.ben)
    PostIdentity.objects.all().delete()
    waiting = ben.get("messages:devices", dora).is_ok()
    waiting.shows("wird gerade eingerichtet", 'hx-trigger="every 2s"').hides("Identität geprüft")
    ben.post("messages:invite", dora, data={"checked": CHECKED}).has_status(503)
    keys.ensure_identity()
    part = ben.get("messages:devices", dora, **{"HX-Request": "true"}).is_ok()
    part.shows("Identität geprüft").hides("every 2s", "<html")


def test_the_patient_is_told_who_looked_by_one_button(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    page.as_(cast.ben).post("messages:access_log", dora).has_status(302)
    page.as_(cast.cem).post("messages:access_log", dora).is_not_found()
    assert phone.grant is not None
    told = phone.opens(sent_to(bytes(phone.grant.mailbox))[-1])
    assert told.statement.kind == "access-log"


def test_the_sheet_is_a_pdf_with_the_secret_and_without_the_code(
    cast: Cast, dora: PatientId
) -> None:
    with gate.visiting():
        sheet = create_invite(cast.ben.actor, dora, holder=Holder(), checked_how=CHECKED)
        pdf = sheet_pdf(sheet)
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf)).pages)
    assert sheet.paper_secret in text
    assert "Praxis Dr. Ada Beispiel" in text
    assert sheet.code not in text
    assert "Demo" not in text


def test_l11_anybody_switches_off_and_only_leitung_on(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    ben, ada = page.as_(cast.ben), page.as_(cast.ada)
    ben.post("messages:switch_off").has_status(302)
    assert PostState.objects.get().off_since is not None
    ben.get("messages:inbox").is_ok().shows("abgeschaltet")
    ben.post("messages:switch_on", data={"reason": "geht wieder"}).is_refused()
    ada.post("messages:switch_on", data={"reason": ""}).has_status(422)
    ada.post("messages:switch_on", data={"reason": "geht wieder"}).has_status(302)
    assert PostState.objects.get().off_since is None


def test_the_devices_page_says_that_the_openings_were_sent(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    ada = page.as_(cast.ada)
    ada.get("messages:devices", dora).is_ok().hides("Einsichten")
    paired_phone(cast, dora)
    ada.get("messages:devices", dora).is_ok().shows("Einsichten", "jede Woche").hides("versiegelt")
    sent = ada.post("messages:access_log", dora).has_status(302)
    ada.get(sent.location).is_ok().shows("Die Einsichten sind versiegelt")


def test_what_is_ticked_on_the_lab_sheet_comes_as_a_choice_however_old(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    paired_phone(cast, dora)
    (newest,) = filed(cast, dora, *(f"6.{at}" for at in range(10)), "7.1", "7.2")
    ada = page.as_(cast.ada)
    sheet = ada.get(f"/patienten/{dora}/laborblatt/?zurueck=8").is_ok().shows("6,0", "6,3")
    boxes = re.findall(r'name="(finding-[0-9a-f-]{36})"', sheet.text)
    assert len(boxes) == 4
    assert f"finding-{newest.pk}" not in boxes
    asked = {"auswahl": "1", boxes[0]: "on", boxes[1]: "on"}
    choice = ada.post("messages:release", dora, data=asked).is_ok().shows("Ihr Kommentar", "7,2")
    ticked = re.findall(r'name="(finding-[0-9a-f-]{36})" checked', choice.text)
    assert sorted(ticked) == sorted(boxes[:2])
