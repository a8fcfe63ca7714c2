"""The invented practice and cases behind the sample files; `python -m` writes them anew."""

from __future__ import annotations

from collections.abc import Iterable

from formats.kvdt.build import DiagnosisEntry, ServiceEntry, case
from formats.kvdt.model import Record
from formats.kvdt.samples import path
from formats.kvdt.write import record, write

SITE, BRANCH = "999999900", "999999800"
ADA, CEM = "999999901", "123456640"
_COMPONENTS = [str(n) for n in range(1, 14) if n != 2]
_HEAD = {
    "3000": "D-0001",
    "3006": "5.2.0",
    "3101": "Demo",
    "3102": "Dora",
    "3103": "19680314",
    "3107": "Musterweg",
    "3109": "3",
    "3110": "W",
    "3112": "99999",
    "3113": "Beispielstadt",
    "3114": "D",
    "3116": "20",
    "3119": "A123456780",
    "3108": "1",
    "4101": "42026",
    "4104": "99999",
    "4106": "00",
    "4109": "20261005",
    "4133": "20200101",
    "4111": "109999999",
    "4134": "Erfundene Kasse",
    "4131": "00",
    "4132": "00",
    "4121": "1",
    "4122": "00",
}
FLU = DiagnosisEntry("J06.9", "G")
PRESSURE = DiagnosisEntry("I10.90", "G", is_permanent=True)


def _site(number: str, name: str, doctors: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    pairs = [("0201", number), ("0203", name)]
    for lanr, doctor in doctors:
        pairs += [("0212", lanr), ("0211", doctor)]
    pairs += [("0205", "Hauptstraße 1"), ("0215", "99999"), ("0216", "Beispielstadt")]
    pairs += [("0208", "0999 1234"), ("0224", "5"), ("0227", "20290101"), ("0228", "Erfunden")]
    for component in _COMPONENTS:
        pairs += [("0225", component), ("0226", "1" if component == "1" else "0")]
    return pairs


def _frame(code: str) -> list[Record]:
    besa = _site(SITE, "Praxis Dr. Ada Beispiel", [(ADA, "Dr. Ada Beispiel")])
    besa += _site(BRANCH, "Zweigpraxis", [(CEM, "Cem Beispiel"), (ADA, "Dr. Ada Beispiel")])
    return [
        record("con0", ("9103", "20261231"), ("9106", "4"), ("9132", code)),
        record("besa", *besa),
        record("rvsa", ("0201", SITE), ("0300", "0"), ("0201", BRANCH), ("0300", "0")),
    ]


def _opening(kind: str, version: str, day_field: str) -> Record:
    maker = [("0102", "Praxistresor"), ("0121", "Weg 1"), ("0122", "99999"), ("0123", "Ort")]
    maker += [("0124", "0999 1"), ("0126", "Keiner"), ("0127", "Weg 1"), ("0128", "99999")]
    maker += [("0129", "Ort"), ("0130", "0999 1"), ("0103", "Praxistresor"), ("0132", "1")]
    head = [("0105", "X/1/2601/36/aaa"), ("9102", "20"), ("9212", version)]
    return record(kind, *head, *maker, (day_field, "20261231"), ("9204", "42026"))


def cases() -> list[Record]:
    """One case of each ambulatory kind, two sites, two doctors."""
    visit = ServiceEntry("20261005", "03003", SITE, ADA)
    lab = ServiceEntry("20261006", "32025", BRANCH, CEM, (("5005", "002"),))
    referral = {"4102": "20261001", "4205": "EKG erbeten", "4218": "999999700"}
    referral |= {"4242": CEM, "4220": "Innere Medizin", "4239": "21"}
    inpatient = {"4233": "2026100120261010", "4239": "30"}
    return [
        case("0101", _HEAD | {"4239": "00"}, [lab, visit], [FLU, PRESSURE]),
        case("0102", _HEAD | referral, [visit], [DiagnosisEntry("M54.4", "V", "R")]),
        case("0103", _HEAD | inpatient, [visit], [FLU]),
        case("0104", _HEAD | {"4239": "41", "4243": "Dr. Fremd"}, [visit], [FLU]),
    ]


def quarter(count: int) -> Iterable[Record]:
    """A whole quarter of `count` cases for measuring."""
    yield from _frame("1")
    yield _opening("adt0", "ADT1026.01", "9115")
    made = cases()
    for number in range(count):
        yield made[number % len(made)]
    yield record("adt9")
    yield record("con9")


def spa() -> list[Record]:
    """A file of spa treatment."""
    head = [(fk, text) for fk, text in _HEAD.items() if fk not in ("3116", "4121", "4122")]
    own = {fk: text for fk, text in head if fk not in ("4101", "4106")}
    own |= {"4261": "1", "4263": "3", "4264": "20261001", "4265": "20261022"}
    order = "3000 3006 3101 3102 3103 3119 3107 3109 3112 3114 3113 3108 3110 4104 4109 4133 4111"
    order += " 4134 4131 4132 4261 4263 4264 4265"
    pairs = [(fk, own[fk]) for fk in order.split()]
    pairs += [("5000", "20261005"), ("5001", "00170"), ("5098", SITE), ("5099", ADA)]
    pairs += [("6001", "M54.4"), ("6003", "G")]
    opening = _opening("kad0", "KADT0926.01", "9116")
    return [*_frame("3"), opening, record("0109", *pairs), record("kad9"), record("con9")]


def hybrid() -> list[Record]:
    """A file of one Hybrid-DRG case."""
    order = "3000 3006 3101 3102 3103 3119 3107 3109 3112 3114 3113 3116 3108 3110 4104 4106 4109"
    order += " 4133 4111 4131 4132"
    pairs = [(fk, _HEAD[fk]) for fk in order.split()]
    pairs += [("5027", "G09N"), ("5028", "20261006"), ("5029", "20261007"), ("5034", "20261006")]
    pairs += [("5035", "5-530.00"), ("5041", "R"), ("5098", SITE), ("5099", ADA)]
    pairs += [("6009", "K40.90"), ("6010", "R"), ("6011", "I10.90")]
    head = [("9103", "20261231"), ("9106", "4"), ("9132", "7")]
    opening = [("0105", "X/1/2601/36/aaa"), ("9212", "HDRG1026.01"), ("0103", "Praxistresor")]
    return [
        record("con0", *head),
        record("hdrg0", *opening, ("0132", "1"), ("9117", "20261231")),
        record("hdrg1", *pairs),
        record("hdrg9"),
        record("con9"),
    ]


def terminations() -> list[Record]:
    """A file of terminations paid by a state: one of each kind, none names anybody."""
    head = {"3005": "10503902901234567890123ABC", "4101": "42026", "4104": "99999"}
    head |= {"4111": "109012345"}
    visit = ServiceEntry("20261005", "01904", SITE, ADA)
    costs = (("5009", "Erfunden"), ("5012", "12345"), ("5011", "Muster"), ("5076", "R-1"))
    second = ServiceEntry("20261006", "31822", SITE, ADA, costs)
    referral = {"4205": "Narkose", "4218": "999999700", "4242": CEM, "4220": "Anästhesie"}
    return [
        *_frame("6"),
        _opening("sad0", "SADT0125.01", "9122"),
        case("sad1", head, [visit, second], []),
        case("sad2", head | referral, [visit], []),
        case("sad3", head, [visit], []),
        record("sad9"),
        record("con9"),
    ]


def files() -> dict[str, bytes]:
    """Every sample file by name; the hostile ones are damaged copies."""
    adt = write(quarter(4))
    wrong = adt.replace(b"01031" + b"10W", b"0103110Q")
    return {
        "adt.con": adt,
        "kadt.con": write(spa()),
        "hybrid.con": write(hybrid()),
        "sadt.con": write(terminations()),
        "hostile_truncated.con": adt[: len(adt) * 2 // 3],
        "hostile_wrong_code.con": wrong,
        "hostile_missing_certainty.con": adt.replace(b"0106003G\r\n", b"", 1),
        "hostile_unsorted_days.con": adt.replace(b"500020261006", b"500020261004", 1),
        "hostile_unknown_doctor.con": adt.replace(b"5099999999901", b"5099999999902", 1),
        "hostile_split_line.con": adt.replace(b"3101Demo", b"3101D\r\nmo", 1),
        "hostile_utf8.con": adt.decode("iso8859-15").encode("utf-8"),
        "hostile_empty.con": b"",
    }


def main() -> None:
    """Write all sample files."""
    for name, data in files().items():
        path(name).write_bytes(data)


if __name__ == "__main__":
    main()
