"""Who may read the log, what they see of it, and what an incident's papers say."""

import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connections

from house.cast import Cast, Person
from house.pages import Pages
from praxis.audit import reading
from praxis.audit.chainer import Chainer
from praxis.audit.models import AuditEvent
from praxis.audit.reading import Asked
from praxis.core import clock
from praxis.core.clock import FixedClock, clock_set_to
from praxis.core.health import Level
from praxis.core.ids import PatientId, uuid7
from praxis.gate.visit import visiting
from praxis.office.health import lines
from praxis.office.oversight import checks, drafts, questions
from praxis.office.oversight.words import act_choices
from praxis.office.views import affected
from praxis.patients import queries
from praxis.patients.actions import create_patient
from praxis.patients.actions.seeing import break_glass, restrict_patient
from praxis.patients.identity import read_identity
from praxis.staff.accesses import accesses_of

FORM = {
    "family_name": "Demo", "given_name": "Dora", "birth_date": "12.03.1958", "sex": "W",
    "street": "Musterweg 1", "postal_code": "10115", "city": "Berlin",
}  # fmt: skip
READING = ["audit", "chain", "emergencies", "affected"]
CHANGING = ["check_chain", "export_affected", "art33", "art34"]


@pytest.fixture
def dora(cast: Cast) -> PatientId:
    """A patient of the main site, read once by Ben."""
    with visiting():
        made = create_patient(cast.ada.actor, read_identity(FORM), site=cast.main)
    with visiting():
        queries.patient(cast.ben.actor, made)
    return made


def people(cast: Cast) -> list[Person]:
    """Everybody who does not lead the practice."""
    return [cast.ben, cast.cem, cast.otto, cast.ria]


def _mac(message: bytes) -> tuple[int, bytes]:
    return 1, hmac.digest(b"c" * 32, message, "sha256")


def _fits(version: int, found: bytes, mac: bytes) -> bool:
    return hmac.compare_digest(_mac(found)[1], mac) and version == 1


def link_all() -> None:
    """What the keeper does every second; the owner of the tables stands in for its role."""
    of = connections["owner"].settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    told = {ours: of[theirs] for ours, theirs in names.items()}
    chainer = Chainer(psycopg.conninfo.make_conninfo("", **told), _mac)
    while chainer.run_once():
        pass
    chainer.close()


def test_only_the_owner_reads_the_log(cast: Cast, page: Pages) -> None:
    for who in people(cast):
        browser = page.as_(who)
        for name in READING:
            browser.get(f"office:{name}").is_refused()
        for name in CHANGING:
            browser.post(f"office:{name}", data={"account": str(cast.ben.id)}).is_refused()
        browser.get("office:audit_event", uuid7()).is_refused()
    for name in READING:
        page.as_(cast.lea).get(f"office:{name}").is_ok()
        page.nobody().get(f"office:{name}").has_status(302)


def test_k08_a_read_is_listed_with_who_where_and_what(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    asked = {"account": str(cast.ben.id), "patient": str(dora)}
    answer = page.as_(cast.lea).post("office:audit", data=asked).is_ok()
    answer.shows("Ben Muster", "Stammdaten geöffnet", "Anmeldung")


def test_k09_the_owner_alone_sees_ids_and_a_doctor_names(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    asked = {"patient": str(dora)}
    for name in ("audit", "affected"):
        page.as_(cast.lea).post(f"office:{name}", data=asked).hides("Demo, Dora").shows(
            str(dora)[-8:]
        )
        page.as_(cast.ada).post(f"office:{name}", data=asked).shows("Demo, Dora")
    row = reading.events(Asked(patient=dora))[0]
    page.as_(cast.lea).get("office:audit_event", row.id).hides("Dora").shows(str(dora))


def test_a_patient_number_is_resolved_only_for_who_may_see_it(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    with visiting():
        number = queries.patient(cast.ada.actor, dora).number
    asked = {"patient": number}
    page.as_(cast.ada).post("office:audit", data=asked).shows("Demo, Dora")
    page.as_(cast.lea).post("office:audit", data=asked).has_status(422).hides("Dora")


def test_the_log_is_asked_for_days_as_people_write_them(cast: Cast, page: Pages) -> None:
    lea = page.as_(cast.lea)
    lea.get("office:affected").hides("datetime-local").shows("auch mit Uhrzeit")
    with clock_set_to(FixedClock(datetime(2026, 3, 14, 9, tzinfo=UTC))):
        kept = dict.fromkeys(questions.FIELDS, "") | {"since": "12.3. 8:15", "until": "13.03.26"}
        found = questions.question(cast.lea.actor, kept)
        assert found.since == datetime(2026, 3, 12, 7, 15, tzinfo=UTC)
        # A day without a time counts as a whole.
        assert found.until == datetime(2026, 3, 13, 23, tzinfo=UTC)
    sent = {"since": "13.03.2026", "until": "12.03.2026"}
    lea.post("office:affected", data=sent).has_status(422).shows("vor dem Beginn", "13.03.2026")


@pytest.mark.parametrize("bad", [{"since": "gestern"}, {"account": "x"}, {"outcome": "perhaps"}])
def test_a_question_that_cannot_be_read_is_told(
    cast: Cast, page: Pages, bad: dict[str, str]
) -> None:
    page.as_(cast.lea).post("office:audit", data=bad).has_status(422).shows("Bitte prüfen Sie")


def test_every_act_the_log_can_name_has_german_words() -> None:
    assert [code for code, said in act_choices() if code and said == code] == []


def test_reading_the_log_is_in_the_log(cast: Cast, page: Pages) -> None:
    page.as_(cast.lea).get("office:audit").is_ok()
    assert AuditEvent.objects.filter(act="audit:read", actor=cast.lea.id).exists()
    page.as_(cast.ben).get("office:audit").is_refused()
    assert AuditEvent.objects.filter(act="audit:read", actor=cast.ben.id, outcome="refused")


def test_an_emergency_waits_for_the_owner_and_is_seen_once(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    with visiting():
        restrict_patient(cast.ada.actor, dora, frozenset())
        break_glass(cast.ada.actor, dora, "bewusstlos eingeliefert")
    lea = page.as_(cast.lea)
    lea.get("office:emergencies").shows("Ada Beispiel", str(dora)).hides("Dora", "bewusstlos")
    page.as_(cast.ada).get("office:emergencies").shows("Demo, Dora", "bewusstlos")
    opening = AuditEvent.objects.get(act="patient:break-glass", patients=[dora]).note
    assert opening is not None
    page.as_(cast.ben).post("office:acknowledge", opening).is_not_found()
    lea.post("office:acknowledge", opening).leads_to("/protokoll/notfaelle/")
    lea.post("office:acknowledge", opening).has_status(409)
    lea.post("office:acknowledge", uuid7()).is_not_found()


def test_k01_a_check_is_asked_once_and_done_by_the_worker(cast: Cast, page: Pages) -> None:
    lea = page.as_(cast.lea)
    lea.get("office:chain").shows("noch nicht geprüft")
    for _ in range(2):
        lea.post("office:check_chain").leads_to("/protokoll/kette/")
    lea.get("office:chain").shows("Die Prüfung beginnt gleich", "every 3s", "neu laden")
    part = lea.get("office:chain", **{"HX-Request": "true"}).is_ok().shows("beginnt gleich")
    assert "<html" not in part.text
    link_all()
    assert checks.carry_out(_fits) == 1
    assert checks.carry_out(_fits) == 0
    assert checks.running() is None
    lea.get("office:chain").shows("Glieder und", "Zeilen:", "Seit über einer Stunde")
    lea.get("office:chain", **{"HX-Request": "true"}).shows("Zeilen:").hides("every 3s")


def test_k06_a_clock_set_back_is_flagged_until_it_is_right_again(cast: Cast, page: Pages) -> None:
    page.as_(cast.lea).get("office:audit").is_ok()
    link_all()

    def said() -> list[Level]:
        return [line.level for line in lines.log() if "zurückgestellt" in line.meaning]

    assert said() == []
    with clock_set_to(FixedClock(clock.now() - timedelta(days=1))):
        assert said() == [Level.BAD]
    # A correction by seconds is what every clock gets now and then.
    with clock_set_to(FixedClock(clock.now() - timedelta(seconds=60))):
        assert said() == []


def test_k01_a_bad_link_is_named_to_the_owner(cast: Cast, page: Pages) -> None:
    page.as_(cast.lea).post("office:check_chain")
    link_all()
    checks.carry_out(lambda *_: False)
    page.as_(cast.lea).get("office:chain").shows("Glied 1 wurde nicht vom Schlüsseldienst")


def test_l12_the_affected_and_what_was_read_are_listed(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    found = reading.affected(Asked(account=cast.ben.id, patient=dora))
    assert [(one.patient, one.acts) for one in found] == [(dora, {"patient:read": 1})]
    # Other tests leave their traces of Ben's in the log for good.
    asked = {"account": str(cast.ben.id), "patient": str(dora)}
    answer = page.as_(cast.lea).post("office:affected", data=asked).is_ok()
    answer.shows(str(dora), "Stammdaten geöffnet (1)", "Untergrenze").hides("Gezeigt werden")
    page.as_(cast.lea).post("office:export_affected", data=asked).shows(str(dora), "patient:read")
    page.as_(cast.lea).post("office:affected").has_status(422).shows("Bitte ein Konto")


def test_l12_a_page_that_shows_only_the_first_says_so(
    cast: Cast, page: Pages, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(affected, "SHOWN", 0)
    asked = {"account": str(cast.ben.id), "patient": str(dora)}
    answer = page.as_(cast.lea).post("office:affected", data=asked).is_ok()
    answer.shows("1 Patient betroffen", "Gezeigt werden die ersten 0").hides("Stammdaten geöffnet")


def test_l10_the_notice_prints_the_state_of_the_log_and_the_anchor_gap(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    asked = {"account": str(cast.ben.id)}
    text = _pdf_text(page.as_(cast.lea).post("office:art33", data=asked).is_ok().raw.content)
    assert "nicht vollständig belegt" in text
    assert "noch nie vollständig geprüft" in text
    assert "Kein Anker" in text
    assert "Dora" not in text
    assert not drafts.integrity().sound


def test_letters_need_a_role_that_sees_names(cast: Cast, page: Pages, dora: PatientId) -> None:
    # By patient: other tests of this worker leave events of patients that were rolled back.
    asked = {"patient": str(dora)}
    page.as_(cast.lea).post("office:art34", data=asked).is_refused()
    text = _pdf_text(page.as_(cast.ada).post("office:art34", data=asked).is_ok().raw.content)
    assert "Dora Demo" in text
    assert "Musterweg 1" in text


def _pdf_text(content: Any) -> str:
    import io

    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_everybody_sees_the_health_page_and_nobody_else(cast: Cast, page: Pages) -> None:
    for who in cast.everyone.values():
        page.as_(who).get("office:health").is_ok().shows("Speicherplatz", "Es gibt keine Sicherung")
    page.as_(cast.otto).get("office:light").is_ok().shows('"level": "bad"')
    page.nobody().get("office:health").has_status(302)


def test_the_patients_list_says_roles_and_no_names(cast: Cast, dora: PatientId) -> None:
    found = [(one.roles, one.act) for one in accesses_of(dora)]
    assert (("medical_assistant",), "patient:read") in found
