"""The lab sheet goes back in time: eight days at once, the days before one step away."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from house.cast import Cast
from house.pages import Pages
from praxis import gate
from praxis.core import clock
from praxis.core.clock import berlin_day
from praxis.core.ids import PatientId
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity
from praxis.record import queries
from praxis.record.actions import NewFinding, NewReport, file_report
from praxis.record.models import FindingState
from praxis.record.sheet import sheet_of

DAYS = 20


@pytest.fixture
def dora(cast: Cast) -> PatientId:
    """Somebody with HbA1c of twenty days and a sodium of the first day alone."""
    with gate.visiting():
        form = {"family_name": "Demo", "given_name": "Dora", "birth_date": "12.03.1958"}
        patient = create_patient(cast.ada.actor, read_identity(form), site=cast.main)
        for at in range(DAYS):
            file_report(cast.ada.actor, patient, _report(at))
    return patient


def _report(at: int) -> NewReport:
    taken = clock.now() - timedelta(days=10 * (DAYS - at))
    sugar = NewFinding(
        analyte="HBA1C", name="HbA1c", measured_at=taken, unit="%",
        value=Decimal(7) if at else Decimal("6.5"), reference="4.0 - 6.5",
    )  # fmt: skip
    salt = NewFinding(
        analyte="NA", name="Natrium", measured_at=taken, unit="mmol/l", value=Decimal(140)
    )
    return NewReport(
        laboratory="Labor Erfunden", order_number=str(at), state=FindingState.FINAL,
        source_hash=bytes([at]) * 32, findings=[sugar] if at else [sugar, salt],
    )  # fmt: skip


def test_every_day_is_reached_step_by_step_and_back(cast: Cast, dora: PatientId) -> None:
    with gate.visiting():
        newest = sheet_of(cast.ada.actor, [dora])
        before = sheet_of(cast.ada.actor, [dora], newest.back)
        oldest = sheet_of(cast.ada.actor, [dora], before.back)
        beyond = sheet_of(cast.ada.actor, [dora], 9999)
    assert (len(newest.dates), newest.older, newest.newer) == (8, 12, 0)
    assert (len(before.dates), before.older, before.newer) == (8, 4, 8)
    assert (len(oldest.dates), oldest.older, oldest.newer) == (4, 0, 16)
    assert (before.forth, oldest.forth) == (0, 8)
    assert len({*newest.dates, *before.dates, *oldest.dates}) == DAYS
    assert beyond.dates == oldest.dates[:1]


def test_a_sheet_shows_what_was_measured_on_its_days(cast: Cast, dora: PatientId) -> None:
    with gate.visiting():
        newest, oldest = (sheet_of(cast.ada.actor, [dora], skip) for skip in (0, 16))
    assert [row.name for row in newest.rows] == ["HbA1c"]
    assert sorted(row.name for row in oldest.rows) == ["HbA1c", "Natrium"]
    assert [row.has_curve for row in oldest.rows if row.name == "Natrium"] == [False]
    assert newest.rows[0].has_curve
    assert {cell.value for cell in newest.rows[0].cells if cell} == {"7,0"}
    assert newest.rows[0].reference == "4,0 - 6,5"


def test_reports_stand_by_the_day_they_were_taken_and_no_other_is_read(cast: Cast) -> None:
    """What comes in late stands in its place, however many came in after it (before: sixty)."""
    now, form = clock.now(), {"family_name": "Spät", "given_name": "Otto"}
    with gate.visiting():
        of = create_patient(cast.ada.actor, read_identity(form), site=cast.main)
        for days in (3, 1, 2):
            taken = now - timedelta(days=days)
            report = replace(_report(days), collected_at=taken, reported_at=now)
            file_report(cast.ada.actor, of, report)
        file_report(cast.ada.actor, of, replace(_report(9), collected_at=None))
    with gate.visiting() as visit:
        shown = queries.reports(cast.ada.actor, [of], limit=3)
        ago = [(now - one.collected_at).days if one.collected_at else 0 for one in shown]
        (event,) = visit._unwritten
    assert ago == [0, 1, 2]
    assert event.subjects == tuple(one.pk for one in shown)


def test_the_page_leads_back_in_time(cast: Cast, page: Pages, dora: PatientId) -> None:
    ada = page.as_(cast.ada)
    place = f"/patienten/{dora}/laborblatt/"
    first = berlin_day(clock.now() - timedelta(days=10 * DAYS)).strftime("%d.%m.%Y")
    ada.get(place).is_ok().shows("12 ältere Tage", "?zurueck=8").hides("neuere", first)
    ada.get(place + "?zurueck=16").is_ok().shows("16 neuere Tage", "Natrium", first)
    for nonsense in ("-8", "x", "²", "9" * 40):
        ada.get(place + f"?zurueck={nonsense}").is_ok()


def test_a_sheet_without_values_offers_nothing_to_release(cast: Cast, page: Pages) -> None:
    with gate.visiting():
        form = {"family_name": "Neu", "given_name": "Nora", "birth_date": "1.2.1990"}
        nora = create_patient(cast.ada.actor, read_identity(form), site=cast.main)
    shown = page.as_(cast.ada).get(f"/patienten/{nora}/laborblatt/").is_ok()
    shown.shows("Noch keine Laborwerte").hides("Auswahl freigeben")
