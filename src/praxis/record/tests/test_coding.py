"""Diagnoses and the ICD-10-GM: completion, official text, refusals of the right day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from attacks.subjects import patient
from formats.catalogues.samples import path
from house.cast import Cast
from house.pages import Pages
from praxis import gate
from praxis.catalogues.importing import import_catalogue
from praxis.core.clock import FixedClock, clock_set_to
from praxis.core.ids import EntryId, PatientId
from praxis.record.access import RecordAct
from praxis.record.actions import correct_entry, diagnose
from praxis.record.coding import coded
from praxis.record.completing import diagnosis_groups
from praxis.record.errors import NoSuchDiagnosis, NotFineEnough
from praxis.record.models import Diagnosis, Entry
from praxis.record.typed import TypedDiagnosis

DAY = date(2031, 6, 1)
NOON = FixedClock(datetime(2031, 6, 1, 12, tzinfo=UTC))
ICD = "icd10gm2031syst_kodes.txt"


@pytest.fixture
def icd(cast: Cast, db: None) -> None:
    """The invented ICD-10-GM 2031 is there."""
    with gate.visiting(), path(ICD).open("rb") as stream:
        import_catalogue(cast.otto.actor, stream, ICD)


def _offered(typed: str, *, day: date = DAY, only_suspicion: bool = False) -> list[str]:
    groups = diagnosis_groups(typed, day, only_suspicion=only_suspicion)
    return [choice.fill for group in groups for choice in group.choices]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("D A07.0", "D A07.0 "),
        ("d a070", "d A07.0 "),
        ("D übermüd", "D A07.0 "),
        ("DD naeher bez", "DD A07.9 "),
        ("D 30.5. sonst muster", "D 30.5. A07.8 "),
        ("D akutes v l", "D A07.0 V L"),
    ],
)
def test_a_code_is_offered_by_its_beginning_and_by_words(icd: None, typed: str, first: str) -> None:
    assert _offered(typed)[:1] == [first]


def test_what_the_practice_uses_most_comes_first_but_never_before_the_code_itself(
    cast: Cast, icd: None
) -> None:
    before = _offered("D A07")
    assert len(before) > 1
    often = before[-1].removeprefix("D ").strip()
    with gate.visiting(), clock_set_to(NOON):
        dora = patient(cast)
        diagnose(cast.ada.actor, dora, TypedDiagnosis.read(f"{often} G"))
        diagnose(cast.ada.actor, dora, TypedDiagnosis.read(f"{often} V"))
    assert _offered("D A07")[0] == before[-1]
    assert set(_offered("D A07")) == set(before)
    assert _offered("D A07.0")[0] == "D A07.0 "


def test_headings_and_codes_without_content_are_not_offered(icd: None) -> None:
    assert "D A07 " not in _offered("D A07")
    assert _offered("D U13") == []


def test_certainty_and_side_follow_and_never_stand_in_the_way_of_enter(icd: None) -> None:
    assert _offered("D A07.0 ") == ["D A07.0 G", "D A07.0 V", "D A07.0 Z", "D A07.0 A"]
    assert _offered("D A07.0 V ") == ["D A07.0 V R", "D A07.0 V L", "D A07.0 V B"]
    assert _offered("D A07.0 V") == []
    assert _offered("D A07.0 G nach Reise") == []
    for typed in ("D A07.0", "D A07.0 ", "D A07.0 V "):
        assert all(one.optional for one in diagnosis_groups(typed, DAY, only_suspicion=False))
    assert not diagnosis_groups("D A07", DAY, only_suspicion=False)[0].optional


def test_who_may_only_suspect_is_offered_a_suspicion(icd: None) -> None:
    assert _offered("D akut muster", only_suspicion=True)[0] == "D A07.0 V"


def test_an_expired_edition_still_helps_and_says_so(icd: None) -> None:
    groups = diagnosis_groups("D akut muster", date(2035, 1, 1), only_suspicion=False)
    assert "abgelaufen" in groups[0].title
    assert groups[0].choices[0].fill == "D A07.0 "


def test_the_official_text_and_year_are_kept_with_the_diagnosis(cast: Cast, icd: None) -> None:
    with gate.visiting():
        dora = patient(cast)
        with clock_set_to(NOON):
            diagnose(cast.ada.actor, dora, TypedDiagnosis.read("A07.0 V L"))
        kept, line = _kept(cast, dora)
        assert (kept.icd, kept.catalogue_year, kept.certainty, kept.side) == (
            "A07.0",
            2031,
            "V",
            "L",
        )
        assert kept.note == "Akutes Musterfieber durch Übermüdung"
        assert line.text == "A07.0 V L Akutes Musterfieber durch Übermüdung"
        assert repr(kept.__dict__["note"]) == "‹sealed›"


def _kept(cast: Cast, dora: PatientId) -> tuple[Diagnosis, Entry]:
    (kept,) = gate.many(
        cast.ada.actor, RecordAct.READ_DIAGNOSES, Diagnosis, patient_id=dora,
        replaced_by__isnull=True,
    )  # fmt: skip
    assert kept.entry_id is not None
    return kept, gate.one(cast.ada.actor, RecordAct.READ, Entry, kept.entry_id)


def test_words_of_ones_own_stay(icd: None) -> None:
    assert coded(TypedDiagnosis.read("A07.0 G nach Reise"), DAY).typed.note == "nach Reise"


def test_a_correction_takes_the_text_of_the_new_code(cast: Cast, icd: None) -> None:
    with gate.visiting(), clock_set_to(NOON):
        dora = patient(cast)
        diagnose(cast.ada.actor, dora, TypedDiagnosis.read("A07.0 G"))
        _diagnosis, line = _kept(cast, dora)
        typed = line.text.replace("A07.0", "A07.9")
        correct_entry(cast.ada.actor, EntryId(line.pk), typed)
        kept, line = _kept(cast, dora)
        assert line.text == "A07.9 G Musterfieber, nicht näher bezeichnet"
        assert (kept.icd, kept.note) == ("A07.9", "Musterfieber, nicht näher bezeichnet")


@pytest.mark.parametrize(
    ("typed", "refused"),
    [("X99.9 G", NoSuchDiagnosis), ("U13 G", NoSuchDiagnosis), ("A07 G", NotFineEnough)],
)
def test_what_the_edition_of_the_day_does_not_know_is_refused(
    icd: None, typed: str, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        coded(TypedDiagnosis.read(typed), DAY)
    assert coded(TypedDiagnosis.read(typed), date(2035, 1, 1)).typed.icd == typed.split()[0]


@pytest.mark.django_db
def test_without_a_catalogue_a_code_is_taken_as_typed() -> None:
    typed = TypedDiagnosis.read("J06.9 G")
    assert coded(typed, DAY).typed == typed


@pytest.fixture
def in_2031() -> Iterator[None]:
    """The day the invented edition counts."""
    with clock_set_to(NOON):
        yield


def test_the_command_line_shows_codes_and_takes_the_line(
    cast: Cast, page: Pages, icd: None, in_2031: None
) -> None:
    with gate.visiting():
        dora = patient(cast)
    browser, part = page.as_(cast.ada), {"HX-Request": "true"}
    offered = browser.post("record:complete", dora, data={"zeile": "D übermüd"}, **part)
    offered.is_ok().shows("A07.0", "Akutes Musterfieber", 'data-fill="D A07.0 "')
    endings = browser.post("record:complete", dora, data={"zeile": "D A07.0 "}, **part)
    endings.shows("Verdacht auf", "data-optional")
    browser.post("record:write", dora, data={"zeile": "D A07.0 V"}).is_ok()
    browser.get("record:chart", dora).shows("A07.0 V Akutes Musterfieber durch Übermüdung")
    browser.post("record:write", dora, data={"zeile": "D A07 G"}).has_status(422).shows(
        "weiter unterteilt"
    )
