"""C-04: every address that takes two ids refuses two that do not belong to the same patient."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from house.cast import Cast
from house.pages import Pages
from praxis import gate
from praxis.core.ids import PatientId
from praxis.messages import queries as messages
from praxis.messages.models import Outbox
from praxis.messages.tests.conftest import patient
from praxis.messages.tests.phones import paired_phone, sheet_for
from praxis.messages.tests.test_letters import attest, filed
from praxis.patients import queries
from praxis.record.actions import write_entry

Make = Callable[[Cast, PatientId, Pages], UUID]


def _entry(cast: Cast, whose: PatientId, _page: Pages) -> UUID:
    with gate.visiting():
        return write_entry(cast.ada.actor, whose, "A", "Husten seit 3 Tagen")


def _coverage(cast: Cast, whose: PatientId, page: Pages) -> UUID:
    page.as_(cast.ada).post("patients:insure", whose, data=COVER).has_status(302)
    with gate.visiting():
        return queries.coverages_of(cast.ada.actor, whose)[0].pk


def _consent(cast: Cast, whose: PatientId, page: Pages) -> UUID:
    said = {"wozu": "Befundversand", "wortlaut": "Ja."}
    page.as_(cast.ada).post("patients:consent", whose, data=said).has_status(302)
    with gate.visiting():
        return queries.consents_of(cast.ada.actor, whose)[0].pk


def _finding(cast: Cast, whose: PatientId, _page: Pages) -> UUID:
    return filed(cast, whose, "5.0")[0].pk


def _document(cast: Cast, whose: PatientId, _page: Pages) -> UUID:
    return attest(cast, whose, b"%PDF-1.7 other").pk


def _invite(cast: Cast, whose: PatientId, _page: Pages) -> UUID:
    sheet_for(cast, whose)
    with gate.visiting():
        return messages.invites_of(cast.ada.actor, whose)[0].pk


def _device(cast: Cast, whose: PatientId, _page: Pages) -> UUID:
    paired_phone(cast, whose)
    with gate.visiting():
        return messages.devices_of(cast.ada.actor, whose)[0].pk


COVER: Final = {"kasse": "Musterkasse", "art": "gkv", "seit": "01.01.2026"}
# Both ids stand in the path: its name, the method, what is made, an honest form.
IN_THE_PATH: Final[dict[tuple[str, str], tuple[Make, dict[str, str]]]] = {
    ("record:older", "GET"): (_entry, {}),
    ("patients:coverage", "GET"): (_coverage, {}),
    ("patients:coverage", "POST"): (_coverage, COVER),
    ("patients:revoke_consent", "POST"): (_consent, {}),
    ("patients:withdraw_coverage", "POST"): (_coverage, {}),
    ("messages:end_invite", "POST"): (_invite, {}),
    ("messages:end_device", "POST"): (_device, {"why": "stolen"}),
}
# The patient stands in the path, what belongs to somebody is a box of the form, `field-<id>`.
IN_THE_BODY: Final[dict[tuple[str, str], tuple[Make, dict[str, str]]]] = {
    ("messages:release", "finding"): (_finding, {"comment": "Alles gut."}),
    ("messages:release", "document"): (_document, {"comment": "Alles gut."}),
    ("messages:conversation", "document"): (_document, {"answer": "Siehe Anlage."}),
}
ELSEWHERE: Final = {
    "lab:attachment": "two ids of the laboratory: test_pages of its room",
    "patients:unname": "a colleague belongs to no patient",
}


@dataclass(frozen=True, slots=True)
class Two:
    """Two patients Ada may see alike."""

    dora: PatientId
    anna: PatientId


@pytest.fixture
def two(cast: Cast, dora: PatientId) -> Two:
    return Two(dora, patient(cast, "Andere", "Anna", "01.01.1960"))


def _with_two_parts(resolver: URLResolver, space: str = "", parts: int = 0) -> set[str]:
    found: set[str] = set()
    for entry in resolver.url_patterns:
        here = parts + len(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            found |= _with_two_parts(entry, entry.namespace or space, here)
        elif isinstance(entry, URLPattern) and here > 1:
            found.add(f"{space}:{entry.name}")
    return found


def test_c04_every_address_with_two_ids_is_tried() -> None:
    tried = {name for name, _ in IN_THE_PATH} | ELSEWHERE.keys()
    assert _with_two_parts(get_resolver()) == tried


@pytest.mark.parametrize("address", IN_THE_PATH, ids=" ".join)
def test_c04_two_ids_of_the_path_belong_together_or_nothing_is_there(
    cast: Cast, page: Pages, two: Two, address: tuple[str, str]
) -> None:
    name, method = address
    make, form = IN_THE_PATH[address]
    thing, ada = make(cast, two.dora, page), page.as_(cast.ada)
    if method == "GET":
        ada.get(name, two.anna, thing).is_not_found()
        ada.get(name, two.dora, thing).is_ok()
    else:
        ada.post(name, two.anna, thing, data=form).is_not_found()
        ada.post(name, two.dora, thing, data=form).has_status(302)


@pytest.mark.parametrize("address", IN_THE_BODY, ids=" ".join)
def test_c04_an_id_in_the_body_belongs_to_the_patient_of_the_path(
    cast: Cast, page: Pages, two: Two, address: tuple[str, str]
) -> None:
    name, field = address
    make, form = IN_THE_BODY[address]
    paired_phone(cast, two.dora)
    thing, ada = make(cast, two.anna, page), page.as_(cast.ada)
    before = Outbox.objects.count()
    ada.post(name, two.dora, data={**form, f"{field}-{thing}": "on"}).is_not_found()
    assert Outbox.objects.count() == before
    own = make(cast, two.dora, page)
    assert ada.post(name, two.dora, data={**form, f"{field}-{own}": "on"}).status in {200, 302}
