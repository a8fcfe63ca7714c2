"""A plan comes back from its bytes and its barcode as it was; what is wrong is said."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from formats import bmp
from formats.bmp import FreeLine, Ingredient, Medication, MedicationPlan, Section, barcode
from formats.bmp.check import pzn_holds
from formats.bmp.pages import MOST_BYTES
from formats.bmp.samples import invented, path
from formats.bmp.sayings import TABLE
from formats.bmp.tests.plans import plans
from formats.xdt import FormatError, UnwritableError
from house import official

_SLOW = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
_PLAN = invented.PLAN
_BYTES = invented.files()["plan.xml"]


def _codes(plan: MedicationPlan) -> set[str]:
    return bmp.check(plan).codes()


def _with(entry: Medication) -> MedicationPlan:
    return replace(_PLAN, sections=(Section((entry,)),))


def _written(plan: MedicationPlan) -> bytes:
    """The bytes, unless chance made text that looks garbled."""
    try:
        return bmp.write(plan)
    except UnwritableError as error:
        assume("UTF-8" not in error.detail)
        raise


@pytest.mark.parametrize("name", sorted(invented.files()))
def test_the_committed_sample_is_what_is_written(name: str) -> None:
    assert path(name).read_bytes() == invented.files()[name]


def test_the_bytes_begin_with_the_root_and_hold_no_blank_between_elements() -> None:
    assert _BYTES.startswith(b'<MP v="028" U="')
    assert b"> <" not in _BYTES
    assert "Größe".encode("latin-1") in _BYTES


def test_a_plan_comes_back_as_it_was() -> None:
    file = bmp.read(_BYTES)
    assert file.plan == _PLAN
    assert file.is_clean
    assert not file.problems
    assert file.plan.sections[1].title == "Wöchentliche Anwendung"


@_SLOW
@given(plans())
def test_any_plan_that_can_be_written_reads_back_equal(plan: MedicationPlan) -> None:
    assert bmp.read(_written(plan)).plan == plan


def test_text_garbled_by_an_earlier_decoding_is_not_printed_on() -> None:
    garbled = replace(_PLAN, patient=replace(_PLAN.patient, family_name="GrÃ¶n"))
    plain = replace(garbled, sections=())
    with pytest.raises(UnwritableError):
        bmp.write(plain)


@_SLOW
@given(plans())
def test_any_plan_comes_back_together_from_its_pages(plan: MedicationPlan) -> None:
    try:
        pages = bmp.split(plan)
    except UnwritableError:
        return
    written = [_written(page) for page in pages]
    assert all(len(data) <= MOST_BYTES for data in written)
    read = [bmp.read(data).plan for data in reversed(written)]
    joined = bmp.join([page for page in read if page])
    assert joined.plan == plan
    assert joined.is_whole


# Pages


def test_a_long_plan_has_numbered_pages_and_repeats_its_heading() -> None:
    first, second = bmp.split(invented.LONG)
    assert [(p.page, p.pages) for p in (first, second)] == [(1, 2), (2, 2)]
    assert first.sections[-1].title == second.sections[0].title == "Bei Bedarf"
    assert all(sum(s.rows for s in page.sections) <= 15 for page in (first, second))


def test_a_short_plan_carries_no_page_number() -> None:
    (page,) = bmp.split(_PLAN)
    assert (page.page, page.pages) == (None, None)


def test_a_missing_page_is_named_and_the_plan_is_not_whole() -> None:
    first, second = bmp.split(invented.LONG)
    joined = bmp.join([second])
    assert joined.missing == (1,)
    assert joined.problems.codes() == {"BMP60"}
    assert not joined.is_whole
    assert bmp.join([second, first, second]).plan == invented.LONG


def test_pages_of_two_patients_are_never_put_together() -> None:
    first, second = bmp.split(invented.LONG)
    other = replace(second, patient=replace(second.patient, given_name="Emil"))
    joined = bmp.join([first, other])
    assert joined.plan is None
    assert joined.problems.codes() == {"BMP61"}
    changed = replace(first, sections=first.sections[:1])
    assert bmp.join([first, changed, second]).problems.codes() == {"BMP62"}
    assert bmp.join([]).problems.codes() == {"BMP01"}


def test_more_than_five_pages_are_refused() -> None:
    lines = tuple(FreeLine(f"Zeile {n}") for n in range(40))
    blocks = tuple(Section(lines, heading=f"Block {n}") for n in range(2))
    with pytest.raises(UnwritableError):
        bmp.split(replace(_PLAN, sections=blocks))
    full = Medication(
        name="ä" * 50, hint="ü" * 80, reason="ö" * 50, addition='"' * 200,
        ingredients=(Ingredient("ß" * 80, "é" * 15),) * 3,
    )  # fmt: skip
    with pytest.raises(UnwritableError):
        bmp.split(_with(full))


def test_a_new_printing_has_a_new_instance_and_our_name() -> None:
    old = replace(_PLAN, version="025")
    clock = datetime.fromisoformat("2026-12-01T08:00:00.5")
    new = bmp.renewed(old, invented.AUTHOR, clock)
    assert new.instance != old.instance
    assert (new.version, str(new.author.printed_at)) == ("028", "2026-12-01 08:00:00")
    assert bmp.read(bmp.write(new)).plan == new
    with pytest.raises(UnwritableError):
        bmp.write(old)


# Rules


@pytest.mark.parametrize(
    ("code", "plan"),
    [
        ("BMP20", replace(_PLAN, author=replace(invented.AUTHOR, name=""))),
        ("BMP21", replace(_PLAN, author=replace(invented.AUTHOR, street="x" * 31))),
        ("BMP22", replace(_PLAN, instance="abc")),
        ("BMP22", _with(Medication(name="A", morning="1-0"))),
        ("BMP22", replace(_PLAN, observations=bmp.Observations(weight_kg=Decimal(1000)))),
        ("BMP22", replace(_PLAN, observations=bmp.Observations(height_cm=300))),
        ("BMP23", _with(Medication(hint="a~b~c"))),
        ("BMP24", _with(Medication(name="5 µg → 1 €"))),
        ("BMP24", _with(Medication(name="a\nb"))),
        ("BMP30", replace(_PLAN, author=replace(invented.AUTHOR, pharmacy_number="1234567"))),
        ("BMP31", replace(_PLAN, sections=(replace(invented.WEEKLY, heading="Woche"),))),
        ("BMP32", replace(_PLAN, sections=(invented.DAILY, invented.DAILY))),
        ("BMP33", _with(Medication(form="Tabl.", form_code="Tabl"))),
        ("BMP34", _with(Medication(morning="1", dose_text="abends"))),
        ("BMP35", _with(Medication(unit="Stück", unit_code="1"))),
        ("BMP36", _with(Medication(name="A", weekday="1"))),
        ("BMP37", _with(Medication(name="A", weekday="1", morning="1", addition="B"))),
        ("BMP38", _with(Medication())),
        ("BMP39", _with(Medication(ingredients=(Ingredient("A"),) * 4))),
        ("BMP40", replace(_PLAN, sections=(invented.WEEKLY,) * 24)),
        ("BMP41", replace(_PLAN, sections=(Section((FreeLine("A"),) * 46),))),
        ("BMP42", replace(_PLAN, page=1)),
        ("BMP42", replace(_PLAN, page=3, pages=2)),
        ("BMP42", replace(_PLAN, version="027", page=4, pages=4)),
        ("BMP43", replace(_PLAN, sections=(Section(),))),
        ("BMP44", _with(Medication(pzn="230273", name="A"))),
        ("BMP45", _with(Medication(pzn="12345678"))),
        ("BMP46", replace(_PLAN, page=1, pages=2, sections=(Section((FreeLine("A"),) * 16),))),
        ("BMP47", _with(Medication(name="A", morning="1", hint="nur montags"))),
        ("BMP47", _with(Medication(name="A", morning="1", hint="1x wöchentlich"))),
        ("BMP48", replace(_PLAN, version="027")),
    ],
)
def test_a_broken_rule_is_said(code: str, plan: MedicationPlan) -> None:
    assert code in _codes(plan)
    if any(p.code == code for p in bmp.check(plan).errors()):
        with pytest.raises(UnwritableError):
            bmp.write(plan)


@pytest.mark.parametrize("hint", ["alle 8 Stunden einnehmen", "morgens nach dem Essen", "sonnig"])
def test_a_daily_hint_is_no_alarm(hint: str) -> None:
    assert "BMP47" not in _codes(_with(Medication(name="A", morning="1", hint=hint)))


def test_the_check_digit_of_a_pzn() -> None:
    assert pzn_holds("12345678")
    assert not pzn_holds("12345679")
    assert not pzn_holds("123456789")


def test_no_sentence_holds_content_and_every_one_is_whole() -> None:
    secrets = ("Demo", "Dora", "Erfundol", "X000000001")
    broken = _BYTES.replace(b"m=", b'sex="Dora" t="Erfundol" m=').replace(b"19680314", b"Demo")
    for problem in bmp.read(broken).problems:
        assert problem.message.endswith(".")
        assert not any(secret in str(problem) for secret in secrets)
    assert all(message.endswith(".") and fix for _, message, fix in TABLE.values())


# Tolerance


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("BMP01", b" \r\n"),
        ("BMP02", b"0128000"),
        ("BMP02", b"<ClinicalDocument/>"),
        ("BMP02", b'<ClinicalDocument xmlns="urn:hl7-org:v3"/>'),
        ("BMP03", b"<MP>" + b" " * 70_000),
        ("BMP05", invented.files()["hostile_truncated.xml"]),
        ("BMP06", _BYTES.decode("latin-1").encode("utf-8")),
        ("BMP07", _BYTES.replace(b"Penicillin", b"5 \x80")),
        ("BMP08", _BYTES.replace(b'v="028"', b'v="031"')),
        ("BMP09", _BYTES.replace(b"<S>", b"<Q w='1'/><S>")),
        ("BMP10", _BYTES.replace(b"<S>", b'<S neu="1">')),
        ("BMP11", b'<MP v="028"/>'),
        ("BMP12", _BYTES.replace(b"<O ", b'<P g="Emil"/><O ')),
        ("BMP13", _BYTES.replace(b"<S>", b"<S>Text")),
        ("BMP22", _BYTES.replace(b"19680314", b"19681314")),
        ("BMP34", invented.files()["hostile_two_doses.xml"]),
    ],
)
def test_a_flaw_of_the_bytes_is_said(code: str, data: bytes) -> None:
    assert code in bmp.read(data).problems.codes()


def test_what_has_no_place_is_kept_and_stops_writing() -> None:
    data = _BYTES.replace(b"<S>", b'<S neu="1">', 1).replace(b"19680314", b"unbekannt")
    plan = bmp.read(data).plan
    assert plan is not None
    kept = [(f.path, f.text) for f in plan.further]
    assert kept == [("MP/P/@b", "unbekannt"), ("MP/S[1]/@neu", "1")]
    with pytest.raises(UnwritableError):
        bmp.write(plan)


def test_an_indented_file_with_prolog_and_byte_order_mark_is_read() -> None:
    text = _BYTES.decode("latin-1").replace("><", ">\r\n\t<")
    prolog = '<?xml version="1.0" encoding="{}"?>\r\n'
    utf8 = b"\xef\xbb\xbf" + (prolog.format("UTF-8") + text).encode("utf-8")
    latin = (prolog.format("ISO-8859-1") + text).encode("latin-1")
    assert bmp.read(utf8).plan == bmp.read(latin).plan == _PLAN


# Hostile


@pytest.mark.parametrize(
    "data",
    [
        invented.files()["hostile_entity.xml"],
        b'<!DOCTYPE MP SYSTEM "http://127.0.0.1:9/x.dtd">' + _BYTES,
        b'<!DOCTYPE MP [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><MP v="&b;"/>',
        b'<?xml version="1.0"?><!DOCTYPE MP [<!ENTITY % p SYSTEM "file:///x">%p;]><MP/>',
        b'<?xml-stylesheet href="x.xsl"?>' + _BYTES,
        b'<!-- a --><?xml-stylesheet href="x.xsl"?>' + _BYTES,
        b'<MP xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///x"/></MP>',
        b"<MP><S><![CDATA[x]]></S></MP>",
        _BYTES.replace(b"<MP ", b'<MP xmlns="urn:other" '),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE MP []><MP/>').encode("utf-16"),
        ('<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE MP+AD4-<MP/>').encode("ascii"),
        b"<MP>" + b"<S>" * 9_000,
        b"<MP " + b"a" * 60_000 + b'="1"/>',
    ],
    ids=lambda data: f"{data[:40]!r}",
)
def test_e08_hostile_xml_is_refused_unread(data: bytes) -> None:
    file = bmp.read(data)
    assert file.plan is None or data.startswith(b"<MP aaaa")
    assert file.problems.errors()


def test_e08_an_unknown_entity_is_not_expanded() -> None:
    assert bmp.read(_BYTES.replace(b"Penicillin", b"&x;")).problems.codes() == {"BMP05"}


@_SLOW
@given(st.binary(max_size=400), st.integers(0, len(_BYTES)), st.integers(0, 60))
def test_e08_any_bytes_are_read_without_an_error(junk: bytes, place: int, cut: int) -> None:
    bmp.read(junk)
    bmp.read(_BYTES[:place] + junk[:20] + _BYTES[place + cut :])


# Barcode


def _turned(picture: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        turned = image.convert("L").rotate(7, expand=True, fillcolor=255)
        turned.filter(ImageFilter.GaussianBlur(1)).save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize("name", ["plan.xml", "page_1_of_2.xml", "page_2_of_2.xml"])
def test_the_barcode_holds_the_very_bytes(name: str) -> None:
    data = invented.files()[name]
    drawn = barcode.png(data)
    assert barcode.decode(drawn) == (data,)
    assert barcode.decode(_turned(drawn)) == (data,)
    assert barcode.svg(data).lstrip().startswith("<")


@settings(deadline=None, max_examples=25)
@given(st.binary(min_size=1, max_size=MOST_BYTES))
def test_e18_any_bytes_come_back_from_the_barcode(data: bytes) -> None:
    assert barcode.decode(barcode.png(data, scale=3)) == (data,)


def test_the_fullest_page_still_fits_and_more_is_refused() -> None:
    full = b"\xe4" * MOST_BYTES
    assert barcode.decode(barcode.png(full)) == (full,)
    for data in (b"", b"\xe4" * (MOST_BYTES + 4)):
        with pytest.raises(FormatError):
            barcode.png(data)


@pytest.mark.parametrize(
    "picture", [b"", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, b"<svg/>", b"GIF89a"]
)
def test_what_is_no_picture_holds_no_barcode(picture: bytes) -> None:
    assert barcode.decode(picture) == ()


@pytest.mark.parametrize("size", [(3, 3), (100, 100), (9_000, 9_000), (20_000, 20_000)])
def test_empty_and_giant_pictures_hold_no_barcode(size: tuple[int, int]) -> None:
    out = io.BytesIO()
    Image.new("1", size, 1).save(out, "PNG")
    assert barcode.decode(out.getvalue()) == ()


# Official samples


@pytest.mark.official
@pytest.mark.parametrize("sample", official.cases("bmp", "*.xml"))
def test_an_official_plan_reads_cleanly_and_goes_through_a_barcode(sample: Path) -> None:
    file = bmp.read(sample.read_bytes())
    assert file.is_clean
    assert file.plan is not None
    assert file.plan.further == ()
    assert file.problems.codes() <= {"BMP06", "BMP45"}
    now = replace(file.plan, version="028")
    data = bmp.write(now)
    assert barcode.decode(barcode.png(data)) == (data,)
    assert bmp.read(data).plan == now
