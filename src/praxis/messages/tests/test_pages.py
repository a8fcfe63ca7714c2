"""The pages of the post, as people at the desk see them."""

import io

from pypdf import PdfReader

from house.cast import Cast
from house.pages import Pages
from praxis import gate
from praxis.core.ids import PatientId
from praxis.messages.actions.invites import Holder, create_invite
from praxis.messages.models import PostState
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
    seen.shows("Genau das sieht", "HbA1c", "7.4", "6.1", "Bitte rufen Sie an.")
    digest = seen.text.partition('name="seen" value="')[2][:64]
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
