"""Billing files: strict out, patient in, every rule with its place."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats import kvdt
from formats.kvdt import DiagnosisEntry, Record, ServiceEntry
from formats.kvdt.digits import kvnr_is_sound, lanr_is_sound, quarter_bounds
from formats.kvdt.grammar import TREES, accepts, explain
from formats.kvdt.rules import RULES
from formats.kvdt.samples import invented, path
from formats.xdt import Line, UnwritableError

_FILES = invented.files()
_VISIT = ServiceEntry("20261005", "03003", invented.SITE, invented.ADA)


def _check(data: bytes, name: str = "") -> kvdt.Checked:
    return kvdt.check(io.BytesIO(data), name)


def _file(*cases: Record) -> bytes:
    """A whole file around some cases, written without asking the grammar."""
    frame = list(invented.quarter(0))
    records = [*frame[:-2], *cases, *frame[-2:]]
    lines = [
        f"{len(text.encode('iso8859-15')) + 9:03d}{fk}{text}\r\n"
        for record in records
        for fk, text in [("8000", record.kind), *((li.field, li.text) for li in record.lines)]
    ]
    return "".join(lines).encode("iso8859-15")


def _case(kind: str, changes: dict[str, str], *services: ServiceEntry) -> Record:
    base = {"0101": "00", "0102": "21", "0103": "30", "0104": "41"}[kind]
    head: dict[str, str] = dict(invented._HEAD) | {"4239": base}
    if kind == "0102":
        head |= {"4205": "EKG", "4218": "999999700", "4242": invented.CEM, "4220": "Innere"}
    if kind == "0103":
        head |= {"4233": "2026100120261010"}
    if kind == "0104":
        head |= {"4243": "Dr. Fremd"}
    head |= changes
    return kvdt.case(
        kind, {k: v for k, v in head.items() if v}, services or (_VISIT,), [invented.FLU]
    )


@pytest.mark.parametrize("name", sorted(_FILES))
def test_the_committed_sample_is_what_our_writer_makes(name: str) -> None:
    assert path(name).read_bytes() == _FILES[name]


@pytest.mark.parametrize("name", ["adt.con", "kadt.con", "hybrid.con", "sadt.con"])
def test_a_written_file_is_clean_and_comes_back_byte_for_byte(name: str) -> None:
    checked = _check(_FILES[name])
    assert list(checked.problems) == []
    assert kvdt.write(kvdt.read(io.BytesIO(_FILES[name])).records) == _FILES[name]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("hostile_truncated.con", {"K12"}),
        ("hostile_wrong_code.con", {"K09"}),
        ("hostile_missing_certainty.con", {"K06"}),
        ("hostile_unsorted_days.con", {"FSORT"}),
        ("hostile_unknown_doctor.con", {"R715"}),
        ("hostile_split_line.con", {"X07", "X08"}),
        ("hostile_utf8.con", {"X07", "X09"}),
        ("hostile_empty.con", {"X01", "K01"}),
    ],
)
def test_e09_a_hostile_file_is_named_and_never_clean(name: str, codes: set[str]) -> None:
    checked = _check(_FILES[name])
    assert codes <= checked.problems.codes()
    assert not checked.is_clean


@pytest.mark.parametrize(
    ("code", "kind", "changes"),
    [
        ("R331", "0101", {"4239": "21"}),
        ("R356", "0102", {"4239": "00"}),
        ("R426", "0103", {"4239": "41"}),
        ("R427", "0104", {"4239": "00"}),
        ("R328", "0102", {"4218": "", "4242": ""}),
        ("R320", "0102", {"4220": ""}),
        ("R404", "0102", {"4221": "1"}),
        ("R404", "0102", {"4239": "27"}),
        ("R405", "0102", {"4239": "28"}),
        ("R754", "0102", {"4239": "28", "4221": "3"}),
        ("R744", "0102", {"4205": ""}),
        ("R432", "0102", {"4229": "32005"}),
        ("R354", "0103", {"4233": ""}),
        ("R746", "0103", {"4239": "31"}),
        ("R841", "0102", {"4242": ""}),
        ("R870", "0101", {"4103": "3"}),
        ("R877", "0102", {"4103": "3"}),
        ("R406", "0101", {"4102": "20270101"}),
        ("R056", "0102", {"4242": "123456740"}),
        ("R764", "0102", {"4242": "888888800"}),
        ("R774", "0101", {"3116": ""}),
        ("R775", "0101", {"4133": ""}),
        ("R777", "0101", {"4134": ""}),
        ("R784", "0101", {"3114": ""}),
        ("R307", "0101", {"3006": ""}),
        ("R778", "0101", {"4131": "07"}),
        ("R779", "0101", {"4131": "06"}),
        ("R780", "0101", {"4131": "04", "4106": "01"}),
        ("R534", "0101", {"4131": "03"}),
        ("R479", "0101", {"3112": ""}),
        ("R485", "0101", {"3113": ""}),
        ("PLZ", "0101", {"3112": "9999"}),
        ("KVNR", "0101", {"3119": "A123456781"}),
        ("R537", "0101", {"3119": "T555558879"}),
        ("R212", "0101", {"4104": "74799"}),
        ("R480", "0101", {"4109": "20260905"}),
        ("R782", "0101", {"4133": "20261101"}),
        ("R315", "0101", {"4110": "20261001"}),
        ("R324", "0101", {"4101": "32026"}),
        ("RQL1", "0101", {"4101": "12027"}),
        ("RQL3", "0101", {"4101": "12024"}),
        ("R363", "0101", {"4125": "2026110120261130"}),
        ("R886", "0101", {"4103": "1", "4115": "20260701"}),
        ("R887", "0101", {"4103": "1", "4115": "20270101"}),
        ("R900", "0102", {"4214": "20260701"}),
        ("R895", "0101", {"4112": "1"}),
        ("R308", "0101", {"3006": "5.3.0"}),
        ("R309", "0101", {"3012": "99999"}),
        ("R310", "0101", {"3006": "5.1.0", "3012": "12345"}),
        ("R319", "0102", {"4239": "27", "4217": "999999700", "4241": invented.CEM}),
        ("R431", "0102", {"4217": "999999600", "4241": invented.CEM}),
        ("R431", "0102", {"4239": "27", "4217": "999999600", "4225": "001234566"}),
        ("R720", "0102", {"4239": "28"}),
        ("R721", "0102", {"4239": "28"}),
        ("R755", "0102", {"4239": "27", "4205": ""}),
        ("R756", "0102", {"4209": "Zusatz"}),
        ("R776a", "0101", {"4104": "99100", "3119": ""}),
        ("R776b", "0101", {"3119": ""}),
        ("R790", "0101", {"4104": "99100", "3006": ""}),
        ("R818", "0101", {"4131": "09", "4106": "01"}),
        ("R844", "0102", {"4239": "27", "4225": "001234566"}),
        ("R845", "0102", {"4226": "001234566", "4218": "", "4242": ""}),
        ("R845", "0102", {"4239": "28", "4226": "001234566", "4249": "555555101"}),
        ("R850", "0101", {"4234": "1", "4235": "20260101", "4252": "12"}),
        ("R850", "0101", {"4234": "1", "4235": "20260101", "4253": "35401"}),
        ("R851", "0101", {"4234": "1", "4235": "20260101", "4255": "12"}),
        ("R851", "0101", {"4234": "1", "4235": "20260101", "4256": "35401"}),
        ("R852", "0101", {"4234": "1", "4235": "20260101", "4255": "12"}),
        ("R864", "0101", {"3010": "20260901120000", "3011": "1"}),
        ("R867", "0101", {"3010": "20270101120000", "3011": "1"}),
        ("R876", "0101", {"3010": "20261005120000", "3011": "1", "4109": ""}),
        ("R899", "0102", {"4214": "20261201"}),
        ("R897", "0101", {"4234": "1", "4235": "20260101"}),
        ("R313", "0101", {"3103": "20261006"}),
        ("R536", "0101", {"4132": "29"}),
        ("R162", "0102", {"4218": "229999700"}),
        ("R162", "0102", {"4218": "352299970"}),
        ("R062", "0102", {"4218": "740199970"}),
        ("R059", "0102", {"4239": "27", "4225": "991234566", "4241": invented.CEM}),
    ],
)
def test_a_broken_rule_is_found_at_its_place(code: str, kind: str, changes: dict[str, str]) -> None:
    good, bad = _check(_file(_case(kind, {}))), _check(_file(_case(kind, changes)))
    assert code not in good.problems.codes()
    found = [problem for problem in bad.problems if problem.code == code]
    assert found
    assert all(problem.line and problem.message for problem in found)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("R859", lambda s: ServiceEntry(s.day, s.code, "", s.doctor_number)),
        ("R837", lambda s: ServiceEntry(s.day, s.code, s.site_number, "")),
        ("R716", lambda s: ServiceEntry(s.day, s.code, "111111100", s.doctor_number)),
        ("R050", lambda s: ServiceEntry(s.day, s.code, s.site_number, "123456740")),
        ("R497", lambda s: ServiceEntry(s.day, "3003", s.site_number, s.doctor_number)),
        ("R162", lambda s: ServiceEntry(s.day, s.code, "229999700", s.doctor_number)),
        ("R711b", lambda s: _with(s, ("5012", "100"), ("5074", "Hersteller"))),
        ("FFK", lambda s: _with(s, ("5005", "002"), ("5005", "003"))),
        ("R521", lambda s: _with(s, ("5024", "X"))),
        ("R706", lambda s: _with(s, ("5035", "5-780"), ("5041", "B"))),
        ("R707", lambda s: _with(s, ("5042", "10"), ("5043", "1"), ("5005", "002"))),
        ("R710", lambda s: _with(s, ("5012", "1000000"), ("5011", "Stent"))),
        ("R891", lambda s: _with(s, ("5077", "999999"))),
        ("R893", lambda s: _with(s, ("5077", "1100"), ("5078", "Gen"))),
        ("R894", lambda s: _with(s, ("5050", "1234567890"), ("5005", "003"))),
        ("R770", lambda s: ServiceEntry(s.day, "11511", s.site_number, s.doctor_number)),
        ("R828", lambda s: _with(_code(s, "11302"), ("5077", "1100"))),
        ("R829", lambda s: _code(s, "19421")),
        ("R830", lambda s: _code(s, "19424")),
        ("R834", lambda s: _code(s, "11522")),
        ("R843", lambda s: _with(_code(s, "32901"), ("5079", "X"))),
        ("R847", lambda s: _code(s, "19421")),
        ("R848", lambda s: _code(s, "19424")),
        ("R854", lambda s: _with(_code(s, "32915"), ("5079", "X"))),
        ("R789", lambda s: _with(s, ("5100", "001234566"))),
        ("R839", lambda s: _with(s, ("5101", "555555101"))),
        ("R304", lambda s: ServiceEntry("20270115", s.code, s.site_number, s.doctor_number)),
        ("R816", lambda s: ServiceEntry(s.day, "11233", s.site_number, s.doctor_number)),
    ],
)
def test_a_broken_service_rule_is_found(
    code: str, change: Callable[[ServiceEntry], ServiceEntry]
) -> None:
    assert code not in _check(_file(_case("0101", {}))).problems.codes()
    assert code in _check(_file(_case("0101", {}, change(_VISIT)))).problems.codes()


@pytest.mark.parametrize(
    ("schedule", "code", "found"),
    [
        ("3", "ABC", {"R496"}),
        ("3", "A1234A1/x", {"R496"}),
        ("3", "3003", set()),
        ("3", "K1a2/#", set()),
        ("1", "3003", {"R497"}),
        ("2", "03003a", {"R497"}),
        ("0", "03003A", set()),
    ],
)
def test_the_form_of_a_number_follows_its_fee_schedule(
    schedule: str, code: str, found: set[str]
) -> None:
    entry = ServiceEntry(_VISIT.day, code, _VISIT.site_number, _VISIT.doctor_number)
    codes = _check(_file(_case("0101", {"4121": schedule}, entry))).problems.codes()
    assert {"R496", "R497"} & codes == found


@pytest.mark.parametrize(
    "number", ["010123499", "350123456", "740112363", "999999700", "777777700"]
)
def test_site_numbers_of_every_kind_are_accepted(number: str) -> None:
    codes = _check(_file(_case("0102", {"4218": number}))).problems.codes()
    assert not {"R162", "R062"} & codes


@pytest.mark.parametrize(
    ("code", "told", "own"),
    [("R838", ("4226", "001234566"), "5100"), ("R842", ("4249", "555555101"), "5101")],
)
def test_a_laboratory_community_names_itself_twice_alike(
    code: str, told: tuple[str, str], own: str
) -> None:
    changes = {"4239": "28", "4221": "1", "4102": "20261001", told[0]: told[1]}
    same, other = (_with(_VISIT, (own, text)) for text in (told[1], "009999999"))
    assert code not in _check(_file(_case("0102", changes, same))).problems.codes()
    assert code in _check(_file(_case("0102", changes, other))).problems.codes()


def test_an_online_check_needs_a_connector_at_one_of_the_sites() -> None:
    checked = {"3010": "20261005120000", "3011": "1"}
    data = _file(_case("0101", checked))
    assert "R869" not in _check(data).problems.codes()
    bare = data.replace(b"01002245\r\n", b"")
    assert bare != data
    assert "R869" in _check(bare).problems.codes()


def test_articles_of_material_belong_to_asv_only_since_2020() -> None:
    asv = _with(_VISIT, ("5012", "100"), ("5074", "Hersteller"), ("5100", "001234566"))
    assert "R711b" not in _check(_file(_case("0101", {}, asv))).problems.codes()
    before = _with(_VISIT, ("5012", "100"), ("5074", "Hersteller"))
    assert "R711b" not in _check(_file(_case("0101", {"4101": "42019"}, before))).problems.codes()


def _code(entry: ServiceEntry, code: str) -> ServiceEntry:
    return ServiceEntry(entry.day, code, entry.site_number, entry.doctor_number)


@pytest.mark.parametrize(
    ("code", "diagnoses"),
    [
        ("R486", []),
        ("R043", [DiagnosisEntry("J0", "G")]),
        ("R856", [DiagnosisEntry("Z01.7", "V")]),
        ("R860", [DiagnosisEntry("Z01.7", "G", is_permanent=True)]),
        ("FK3674", [DiagnosisEntry("I10.90", "V", is_permanent=True)]),
    ],
)
def test_a_broken_diagnosis_rule_is_found(code: str, diagnoses: list[DiagnosisEntry]) -> None:
    head: dict[str, str] = dict(invented._HEAD) | {"4239": "00"}
    assert code in _check(_file(kvdt.case("0101", head, [_VISIT], diagnoses))).problems.codes()


def test_a_granted_service_stands_once_in_its_block() -> None:
    head = dict(invented._HEAD) | {"4239": "00", "4234": "1", "4235": "20260101", "4252": "12"}
    twice = kvdt.case("0101", head | {"4253": ["35401", "35401"]}, [_VISIT], [invented.FLU])
    once = kvdt.case("0101", head | {"4253": ["35401", "35402"]}, [_VISIT], [invented.FLU])
    assert "R853" in _check(_file(twice)).problems.codes()
    assert "R853" not in _check(_file(once)).problems.codes()


def _with(entry: ServiceEntry, *additions: tuple[str, str]) -> ServiceEntry:
    return ServiceEntry(entry.day, entry.code, entry.site_number, entry.doctor_number, additions)


def test_every_rule_speaks_german_without_content() -> None:
    for rule in RULES:
        assert rule.message.endswith(".")
        assert rule.message[0].isupper() or rule.message[0].isdigit()


def test_several_sites_and_doctors_are_known() -> None:
    checked = _check(_FILES["adt.con"])
    assert checked.cases == 4
    assert not {"R715", "R716"} & checked.problems.codes()


def test_a_missing_package_and_a_wrong_name_are_named() -> None:
    data = _FILES["adt.con"].replace(b"01091321", b"01091323", 1)
    assert {"RDP1", "RDP2"} <= _check(data).problems.codes()
    good = "Z01999999900_31.12.2026_12.00.con"
    assert "FILE" not in _check(_FILES["adt.con"], good).problems.codes()
    assert "FILE" in _check(_FILES["adt.con"], good.replace("Z01", "Z04")).problems.codes()


def test_names_are_built_and_read() -> None:
    moment = datetime(2026, 12, 31, 12, 5)  # noqa: DTZ001 - names hold no zone
    both = kvdt.name_for([kvdt.Package.ADT, kvdt.Package.KADT], "999999900", moment)
    assert str(both) == "Z05999999900_31.12.2026_12.05.con"
    assert kvdt.parse_name(str(both)) == both
    assert kvdt.parse_name("../Z01.con") is None
    with pytest.raises(UnwritableError):
        kvdt.name_for([kvdt.Package.ADT, kvdt.Package.HYBRID_DRG], "999999900", moment)


@pytest.mark.parametrize(
    "pairs",
    [
        [("9103", "20261231"), ("9132", "1"), ("9106", "4")],
        [("9103", "20261331"), ("9106", "4"), ("9132", "1")],
        [("9103", "20261231"), ("9106", "4")],
        [("9103", "20261231"), ("9106", "4"), ("9132", "1"), ("3101", "x")],
    ],
)
def test_the_writer_refuses_wrong_order_content_and_number(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(UnwritableError):
        kvdt.write([kvdt.record("con0", *pairs)])


def test_a_case_with_a_foreign_field_is_refused() -> None:
    with pytest.raises(UnwritableError):
        kvdt.case("0104", {"4218": "999999700"}, [_VISIT], [DiagnosisEntry("J06.9", "G")])


@given(
    st.sampled_from(sorted(TREES)),
    st.lists(st.sampled_from(["3000", "3101", "5000", "5001", "5098", "6001", "6003", "9103"])),
)
def test_the_walk_and_the_pattern_agree(kind: str, fks: list[str]) -> None:
    lines = [Line(fk, "x", number, 0) for number, fk in enumerate(fks)]
    assert accepts(kind, lines) is not any(True for _ in explain(kind, lines))


def _could_be_utf_8(text: str) -> bool:
    """Whether the bytes happen to be UTF-8, too: then they are read so, and it is said."""
    try:
        return text.encode("iso8859-15").decode("utf-8") != text
    except UnicodeDecodeError:
        return False


_TEXT = st.text(
    st.characters(codec="iso8859-15", exclude_categories=("Cc", "Zl", "Zp", "Cf", "Zs")),
    min_size=1,
    max_size=40,
).filter(lambda text: not _could_be_utf_8(text))


@given(
    _TEXT,
    st.lists(
        st.tuples(
            st.integers(1, 31).map("202610{:02d}".format),
            st.integers(0, 99999).map("{:05d}".format),
            st.none() | _TEXT,
        ),
        min_size=1,
        max_size=6,
    ),
)
def test_what_is_built_and_written_is_read(
    name: str, days: list[tuple[str, str, str | None]]
) -> None:
    services = [
        ServiceEntry(day, code, invented.SITE, invented.ADA, (("5009", why),) if why else ())
        for day, code, why in days
    ]
    head: dict[str, str] = dict(invented._HEAD) | {"4239": "00", "3101": name}
    made = kvdt.case("0101", head, services, [invented.FLU])
    (back,) = kvdt.read(io.BytesIO(kvdt.write([made]))).records
    assert [(li.field, li.text) for li in back.lines] == [(li.field, li.text) for li in made.lines]


@given(st.binary(max_size=3000))
def test_e09_any_bytes_are_checked_without_an_error(data: bytes) -> None:
    _check(data)
    _check(_FILES["adt.con"][:900] + data + _FILES["adt.con"][900:])


def test_check_digits_and_quarters() -> None:
    assert kvnr_is_sound("A123456780")
    assert not kvnr_is_sound("A123456781")
    assert lanr_is_sound("123456640")
    assert not lanr_is_sound("123456740")
    assert quarter_bounds("42026") == ("20261001", "20261231")
    assert quarter_bounds("52026") == ("", "")
