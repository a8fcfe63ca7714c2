"""An Attest from the template to the signed document, and everything that must not happen."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from house.cast import Cast
from house.pages import Pages
from praxis import forms
from praxis.audit.events import digest_of_rows
from praxis.audit.models import AuditEvent
from praxis.core.actors import Actor
from praxis.core.errors import NotThere, Refused
from praxis.core.ids import PatientId
from praxis.forms import actions, queries
from praxis.forms.actions import ChangedMeanwhile, ReasonMissing, WrongState
from praxis.forms.attest import FORM
from praxis.forms.attest.fields import Attest, BadAttest, NotFinished, TitleMissing
from praxis.forms.attest.layout import printed
from praxis.forms.attest.placeholders import NAMES, filled
from praxis.forms.attest.prefill import prefill, templates
from praxis.forms.manifest import BadManifest, Known, all_forms, checked
from praxis.forms.models import FilledForm
from praxis.gate.guard import passage
from praxis.gate.visit import visiting
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity
from praxis.record import queries as record
from praxis.record.documents import queries as documents
from praxis.vault.data_keys import create_data_key
from praxis.vault.resealing import reseal_owner
from praxis.vault.row_mac import ChangedRow

WORDS = {"vorname": "Dora", "nachname": "Demo", "geburtsdatum": "12.03.1958"}
TYPED = {"title": "Schulbescheinigung", "text": "{{ vorname }} fehlte am 3.11."}


def _begun(actor: Actor, dora: PatientId) -> Any:
    begun = actions.begin_form(actor, dora, "attest", "schule")
    actions.edit_form(actor, begun, 1, TYPED)
    return begun


def test_an_incomplete_manifest_stops_the_start() -> None:
    assert set(all_forms()) == {"attest"}
    for bad in (None, replace(FORM, title=""), replace(FORM, id="other"), replace(FORM, acts=())):
        with pytest.raises(BadManifest):
            checked(bad, "attest")


def test_an_assistant_prepares_and_a_doctor_signs(dora: PatientId, ada: Actor, ben: Actor) -> None:
    begun = _begun(ben, dora)
    actions.prepare_form(ben, begun, 2)
    assert [one.pk for one in queries.waiting(ada)] == [begun]
    with pytest.raises(Refused):
        actions.sign_form(ben, begun, 3)
    document = actions.sign_form(ada, begun, 3)
    assert queries.waiting(ada) == []
    pdf = b"".join(documents.content(ada, document).body)
    assert "Dora fehlte am 3.11." in PdfReader(BytesIO(pdf)).pages[0].extract_text()
    assert [one.text for one in record.entries(ada, [dora])] == ["Schulbescheinigung ausgestellt"]


def test_signed_means_frozen_and_withdrawing_issues_a_counter_document(
    dora: PatientId, ada: Actor, ben: Actor
) -> None:
    begun = _begun(ada, dora)
    with pytest.raises(WrongState):
        actions.withdraw_form(ada, begun, "Irrtum")
    signed = actions.sign_form(ada, begun, 2)
    for late in (
        lambda: actions.edit_form(ada, begun, 3, TYPED),
        lambda: actions.sign_form(ada, begun, 3),
        lambda: actions.prepare_form(ada, begun, 3),
    ):
        with pytest.raises(WrongState):
            late()
    with pytest.raises(ReasonMissing):
        actions.withdraw_form(ada, begun, " ")
    with pytest.raises(Refused):
        actions.withdraw_form(ben, begun, "Irrtum")
    counter = actions.withdraw_form(ada, begun, "Irrtum")
    assert documents.document(ada, counter).title == "Widerruf: Schulbescheinigung"
    assert documents.document(ada, signed).title == "Schulbescheinigung"
    with pytest.raises(WrongState):
        actions.withdraw_form(ada, begun, "Irrtum")


def _stored(filled_id: Any) -> dict[str, Any]:
    """The row past the gate; its patient's key is lent already."""
    with passage():
        row: FilledForm = QuerySet(FilledForm).get(pk=filled_id)
        return {"state": row.state, "content": row.content, "signed_by": row.signed_by}


@pytest.mark.parametrize("put_to_sign", [False, True])
def test_a_discarded_draft_is_gone_with_its_words(
    dora: PatientId, ada: Actor, put_to_sign: bool
) -> None:
    begun = _begun(ada, dora)
    version = 2
    if put_to_sign:
        actions.prepare_form(ada, begun, version)
        version += 1
    assert actions.discard_form(ada, begun, version) == dora
    assert _stored(begun) == {"state": "discarded", "content": {}, "signed_by": None}
    assert queries.of_patient(ada, dora) == queries.waiting(ada) == []
    with pytest.raises(NotThere):
        queries.filled(ada, begun)
    for late in (
        lambda: actions.edit_form(ada, begun, version + 1, TYPED),
        lambda: actions.sign_form(ada, begun, version + 1),
        lambda: actions.withdraw_form(ada, begun, "Irrtum"),
    ):
        with pytest.raises(NotThere):
            late()
    with pytest.raises(WrongState):
        actions.discard_form(ada, begun, version + 1)
    written = AuditEvent.objects.filter(act="form:discard", outcome="allowed", actor=ada.id)
    assert [one.subjects for one in written.exclude(row_mac=b"")] == [[begun]]


def test_an_assistant_discards_only_what_she_began(
    dora: PatientId, ada: Actor, ben: Actor, cem: Actor, ria: Actor
) -> None:
    hers, his = _begun(ada, dora), _begun(ben, dora)
    with pytest.raises(Refused):
        actions.discard_form(ben, hers, 2)
    for stranger in (cem, ria):
        with pytest.raises(NotThere):
            actions.discard_form(stranger, hers, 2)
    actions.discard_form(ben, his, 2)
    put_to_her = _begun(ben, dora)
    actions.prepare_form(ben, put_to_her, 2)
    actions.discard_form(ada, put_to_her, 3)
    assert [one.pk for one in queries.of_patient(ada, dora)] == [hers]


def test_nobody_discards_what_was_issued_or_what_they_did_not_see(
    dora: PatientId, ada: Actor, ben: Actor
) -> None:
    signed, changed = _begun(ada, dora), _begun(ada, dora)
    actions.sign_form(ada, signed, 2)
    with pytest.raises(WrongState):
        actions.discard_form(ada, signed, 3)
    actions.edit_form(ben, changed, 2, {**TYPED, "title": "Neu"})
    with pytest.raises(ChangedMeanwhile):
        actions.discard_form(ada, changed, 2)
    assert queries.filled(ada, changed).content["title"] == "Neu"
    assert queries.filled(ada, signed).state == "signed"


def test_nobody_signs_gaps_or_what_they_did_not_see(dora: PatientId, ada: Actor) -> None:
    begun = actions.begin_form(ada, dora, "attest", "sport")
    with pytest.raises(NotFinished):
        actions.sign_form(ada, begun, 1)
    actions.edit_form(ada, begun, 1, TYPED)
    with pytest.raises(ChangedMeanwhile):
        actions.sign_form(ada, begun, 1)
    assert queries.filled(ada, begun).state == "draft"
    assert record.documents(ada, [dora]) == []


def test_strangers_find_nothing(
    dora: PatientId, ada: Actor, cem: Actor, otto: Actor, ria: Actor
) -> None:
    begun = _begun(ada, dora)
    for stranger in (cem, otto, ria):
        with pytest.raises(NotThere):
            queries.filled(stranger, begun)
        with pytest.raises(NotThere):
            actions.edit_form(stranger, begun, 2, TYPED)
        with pytest.raises(NotThere):
            actions.sign_form(stranger, begun, 2)
    with pytest.raises(NotThere):
        actions.begin_form(cem, dora, "attest", "schule")
    with pytest.raises(NotThere):
        prefill("../schule")


def test_every_template_uses_only_known_placeholders() -> None:
    for one in templates().values():
        assert "{{" not in filled(one.text, WORDS)


@pytest.mark.parametrize("text", ["{{7*7}}", "{% load x %}", "${7*7}", "<%= 7 %>", "{{ settings }}",
                                  "{{ vorname.upper }}", "{{ vorname|safe }}"])  # fmt: skip
def test_e04_foreign_template_languages_are_printed_as_typed(text: str) -> None:
    assert filled(text, WORDS) == text
    pdf = printed(Attest("Attest", text), Known(WORDS))
    assert text in PdfReader(BytesIO(pdf)).pages[0].extract_text()


def test_e05_format_strings_are_text() -> None:
    assert filled("{0.__class__} %s {vorname}", WORDS) == "{0.__class__} %s {vorname}"


@given(st.text(max_size=200))
def test_e04_a_value_is_never_read_as_a_template(value: str) -> None:
    assert filled("{{ vorname }}", {"vorname": value}) == value
    assert filled(value, {}) == value or "{{" in value


@given(st.sampled_from(sorted(NAMES)), st.text(max_size=20))
def test_e04_text_around_a_placeholder_stays(name: str, around: str) -> None:
    plain = around.replace("{", "").replace("}", "")
    assert filled(f"{plain}{{{{{name}}}}}{plain}", {name: "x"}) == f"{plain}x{plain}"


HOSTILE = [
    '<img src="file:///etc/passwd">',
    "<style>@import 'http://e/';</style>",
    '<link rel="attachment" href="file:///etc/passwd">',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_e17_html_in_a_letter_is_printed_and_never_fetched(text: str) -> None:
    pdf = printed(Attest("Attest", text), Known({**WORDS, "nachname": text}))
    assert "<" in PdfReader(BytesIO(pdf)).pages[0].extract_text()
    assert b"root:" not in pdf
    assert b"EmbeddedFile" not in pdf


def test_the_pdf_is_archivable_and_tagged() -> None:
    pdf: Any = PdfReader(BytesIO(printed(Attest("Attest", "Text"), Known(WORDS))))
    assert b"pdfaid" in pdf.trailer["/Root"]["/Metadata"].get_object().get_data()
    assert "/StructTreeRoot" in pdf.trailer["/Root"]


def test_bad_fields_are_refused() -> None:
    with pytest.raises(TitleMissing):
        Attest("", "x")
    for text in ("x" * 6_001, "a\x00b", "a\ud800b"):
        with pytest.raises(BadAttest):
            Attest("t", text)


def test_the_pages_lead_from_template_to_stack(cast: Cast, page: Pages) -> None:
    with visiting():
        form = {"family_name": "Demo", "given_name": "Dora", "birth_date": "1.2.1960", "sex": "W"}
        dora = create_patient(cast.ada.actor, read_identity(form), site=cast.main)
    ben, ada = page.as_(cast.ben), page.as_(cast.ada)
    ben.get("forms:list", dora).is_ok().shows("Sportbefreiung")
    place = (
        ben.post("forms:begin", dora, data={"formular": "attest", "vorlage": "sport"})
        .has_status(302)
        .location
    )
    sent = {"titel": "Sportbefreiung", "text": "___", "fassung": "1", "dann": "vorlegen"}
    refused = ben.post(place + "schreiben/", data=sent).has_status(422).shows("Lücken")
    assert refused.text.count("noch Lücken") == 1
    sent |= {"text": "{{ vorname }} bis Mai", "fassung": "2"}
    ben.post(place + "schreiben/", data=sent).leads_to(place)
    ben.get(place).shows("Dora bis Mai", "wartet auf Unterschrift")
    text = ada.get("forms:folder").is_ok().shows("Demo, Dora", "Alle unterschreiben").text
    ben.get("forms:folder").shows("Demo, Dora", "nur Ärztinnen").hides("Alle unterschreiben")
    assert 'value="unterschreiben"' in ada.get(place).text
    assert 'value="unterschreiben"' not in ben.get(place).text
    stack = text.split('name="formulare" value="')[-1].split('"')[0]
    ben.post("forms:sign", data={"formulare": stack}).is_refused()
    ada.post("forms:sign", data={"formulare": stack}).is_ok().shows("Nichts wartet")
    ada.get(place).shows("unterschrieben", "PDF herunterladen", "Widerruf ausstellen")
    ben.get(place).shows("unterschrieben", "PDF herunterladen").hides("Widerruf ausstellen")
    ada.post(place + "widerrufen/", data={"grund": "Irrtum"}).leads_to(place)
    page.as_(cast.cem).get(place).is_not_found()
    page.as_(cast.cem).get("forms:folder").is_ok().hides("Demo, Dora")
    page.as_(cast.otto).get("forms:folder").is_refused()


def test_a_draft_is_discarded_after_a_question_on_its_own_page(cast: Cast, page: Pages) -> None:
    with visiting():
        form = {"family_name": "Demo", "given_name": "Dora", "birth_date": "1.2.1960", "sex": "W"}
        dora = create_patient(cast.ada.actor, read_identity(form), site=cast.main)
    ben, ada = page.as_(cast.ben), page.as_(cast.ada)
    begun = ada.post("forms:begin", dora, data={"formular": "attest", "vorlage": "sport"}).location
    gone = "lässt sich nicht zurückholen"
    ada.get(begun).shows("Entwurf verwerfen?", gone)
    ben.get(begun).is_ok().hides("Entwurf verwerfen?")
    ben.post(begun + "verwerfen/", data={"fassung": "1"}).is_refused()
    ada.post(begun + "verwerfen/", data={"fassung": "7"}).has_status(409).shows("neue Fassung")
    answer = ada.post(begun + "verwerfen/", data={"fassung": "1"}).has_status(302)
    ada.get(answer.location).shows("Noch keine Formulare", "Der Entwurf ist verworfen.")
    ada.get(begun).is_not_found()


def test_the_pages_know_no_form_by_name(cast: Cast, page: Pages) -> None:
    with visiting():
        form = {"family_name": "Demo", "given_name": "Dora", "birth_date": "1.2.1960", "sex": "W"}
        dora = create_patient(cast.ada.actor, read_identity(form), site=cast.main)
    ben = page.as_(cast.ben)
    ben.get("forms:list", dora).is_ok().shows('name="formular" value="attest"')
    for unknown in ("", "au", "../attest"):
        sent = {"formular": unknown, "vorlage": "sport"}
        ben.post("forms:begin", dora, data=sent).is_not_found()
    rooms = Path(forms.__file__).parent
    named = [file.name for file in rooms.glob("*.py") if "forms.attest" in file.read_text("utf-8")]
    assert named == []


def _change(filled_id: Any, setting: str, *values: Any) -> None:
    with passage(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE filled_form SET {setting} WHERE id = %s", [*values, filled_id])  # noqa: S608 - own words
        assert cursor.rowcount == 1


@pytest.mark.parametrize(
    "setting",
    [
        "author = gen_random_uuid()",
        "version = version + 1",
        "form_version = '2'",
        "signed_by = gen_random_uuid()",
        "signed_at = signed_at - interval '1 day'",
        "recorded_at = recorded_at - interval '1 day'",
        "state = 'draft', document_id = NULL",
        "row_mac = ''",
    ],
)
def test_k04_a_signed_form_changed_in_the_database_is_not_shown(
    dora: PatientId, ada: Actor, setting: str
) -> None:
    begun = _begun(ada, dora)
    actions.sign_form(ada, begun, 2)
    assert queries.filled(ada, begun).state == "signed"
    _change(begun, setting)
    with pytest.raises(ChangedRow):
        queries.filled(ada, begun)
    with pytest.raises(ChangedRow):
        actions.withdraw_form(ada, begun, "Irrtum")


def test_k04_an_older_text_put_back_is_not_signed(dora: PatientId, ada: Actor) -> None:
    begun = actions.begin_form(ada, dora, "attest", "schule")
    with passage(), connection.cursor() as cursor:
        cursor.execute("SELECT content FROM filled_form WHERE id = %s", [begun])
        older = bytes(cursor.fetchone()[0])
    actions.edit_form(ada, begun, 1, TYPED)
    _change(begun, "content = %s", older)
    with pytest.raises(ChangedRow):
        actions.sign_form(ada, begun, 2)


def test_k04_another_document_of_the_patient_does_not_become_the_signed_one(
    dora: PatientId, ada: Actor
) -> None:
    first, second = _begun(ada, dora), _begun(ada, dora)
    actions.sign_form(ada, first, 2)
    other = actions.sign_form(ada, second, 2)
    actions.withdraw_form(ada, second, "Irrtum")
    spare = queries.filled(ada, second).counter_document_id
    assert queries.filled(ada, first).document_id not in {other, spare}
    _change(first, "document_id = %s", spare)
    with pytest.raises(ChangedRow):
        queries.filled(ada, first)


def test_a_form_moves_to_a_new_data_key_and_the_log_binds_every_change(
    dora: PatientId, ada: Actor
) -> None:
    begun = _begun(ada, dora)
    before = bytes(queries.filled(ada, begun).row_mac)
    event = AuditEvent.objects.filter(actor=ada.id, subjects=[begun], act="form:read")
    assert digest_of_rows([(begun, before)]) in {bytes(one.row_mac) for one in event}
    create_data_key(dora)
    reseal_owner(dora, passage=passage)
    after = queries.filled(ada, begun)
    assert bytes(after.row_mac)[1:5] != before[1:5]
    assert after.content["title"] == "Schulbescheinigung"
    actions.sign_form(ada, begun, 2)
    assert queries.filled(ada, begun).state == "signed"
