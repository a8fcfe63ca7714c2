"""FHIRPath: what constraints ask, answered over a small document."""

from __future__ import annotations

import pytest

from formats.fhir.check import Library
from formats.fhir.check.instance import Reading, Thing
from formats.fhir.check.path import Evaluation, TooFar
from formats.fhir.check.path_parse import NotFhirPath
from formats.fhir.check.references import References
from formats.fhir.tree import parse

BUNDLE = b"""<Bundle xmlns="http://hl7.org/fhir"><type value="document"/>
<entry><fullUrl value="urn:uuid:0000aaaa-0000-4000-8000-000000000001"/><resource><Composition>
<status value="final"/><type><coding><code value="e16A"/></coding></type>
<date value="2026-03-01"/><author><reference value="Practitioner/p"/></author>
<title value="T"/></Composition></resource></entry>
<entry><fullUrl value="https://a.example/Practitioner/p"/><resource><Practitioner><id value="p"/>
<extension url="https://x.example"><valueBoolean value="true"/></extension>
<name><family value="M&#252;ller"><extension url="https://y.example"><valueString value="zu"/>
</extension></family></name></Practitioner></resource></entry></Bundle>"""


@pytest.fixture(scope="module")
def bundle() -> tuple[Evaluation, Thing]:
    library = Library()
    thing = Reading(library).document(parse(BUNDLE))
    assert thing is not None
    return Evaluation(library, References(thing).resolve), thing


@pytest.mark.parametrize(
    "expression",
    [
        "entry.count() = 2",
        "entry.where(resource is Composition).exists()",
        "entry.resource.ofType(Practitioner).id = 'p'",
        "entry.resource.author.reference.resolve().name.family.exists()",
        "entry.resource.author.resolve() is Practitioner",
        "(entry.resource.extension('https://x.example').value as boolean) = true",
        "entry.resource.name.family = 'Müller'",
        "entry.resource.name.family.extension('https://y.example').value = 'zu'",
        "entry.where(resource is Composition).resource.date.toString().length() = 10",
        "type = 'collection' implies false",
        "'abc'.matches('^[a-c]{3}$') and 'abc'.substring(1) = 'bc' and 'abc'.indexOf('c') = 2",
        "(1 | 2 | 2).count() = 2 and 2 in (1 | 2) and (1 + 2 * 3) = 7",
        "entry.resource.where(type.coding.code = 'e16A').date >= @2026-02-01",
        "iif(entry.exists(), true, false) xor false",
        "{}.empty() and ({} implies true)",
        "entry.select(resource as Practitioner).name.all(family.hasValue())",
        "descendants().where(reference = 'Practitioner/p').exists()",
        "entry.resource.type.coding.isDistinct() and entry.resource.type.coding.code != 'x'",
    ],
)
def test_it_holds_and_its_opposite_does_not(
    bundle: tuple[Evaluation, Thing], expression: str
) -> None:
    paths, thing = bundle
    assert paths.holds(expression, thing)
    assert not paths.holds(f"({expression}).not()", thing)


def test_what_is_empty_does_not_hold(bundle: tuple[Evaluation, Thing]) -> None:
    paths, thing = bundle
    assert not paths.holds("identifier.value = 'x'", thing)


@pytest.mark.parametrize("expression", ["", "a.", "(a", "a b", "unknown()", "'a", "%here", "a[1"])
def test_what_is_not_understood_is_said(bundle: tuple[Evaluation, Thing], expression: str) -> None:
    paths, thing = bundle
    with pytest.raises(NotFhirPath):
        paths.holds(expression, thing)


def test_an_endless_expression_is_stopped(bundle: tuple[Evaluation, Thing]) -> None:
    paths, thing = bundle
    doubled = "(1|2|3|4|5|6|7|8|9)"
    costly = doubled + f".select({doubled}" * 7 + ")" * 7
    with pytest.raises(TooFar):
        paths.holds(costly + ".exists()", thing)
