"""The strict frame of an LDT 3 file: objects, header, closing record with its check sum.

It is one file: the objects that orders and reports share stand in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from formats.ldt.fields import FIELDS
from formats.ldt.fields2 import FIELDS_2
from formats.ldt.labels import label_of
from formats.ldt.model import Fact, Laboratory, LabPatient, Moment, Practice, Specimen
from formats.ldt.weave import Weaver, find
from formats.xdt import Charset, LineWriter, UnwritableError
from formats.xdt.dates import PartialDate

VERSION = "LDT3.2.20"
_BERLIN: Final = ZoneInfo("Europe/Berlin")

# What the line before an object must say (LDT 3.2.x).
ATTRIBUTES = {
    "8101": "Abrechnungsinformation",
    "8102": "Abrechnung_GKV",
    "8103": "Abrechnung_PKV",
    "8108": "Adressat",
    "8110": "Anhang",
    "8111": "Antibiogramm",
    "8113": "Auftragsinformation",
    "8114": "Arztidentifikation",
    "8117": "Befundinformationen",
    "8119": "Betriebsstaette",
    "8122": "Einsenderidentifikation",
    "8126": "Fehlermeldung_Aufmerksamkeit",
    "8127": "Veranlassungsgrund",
    "8131": "Kommunikationsdaten",
    "8132": "Kopfdaten",
    "8135": "Laborergebnisbericht",
    "8136": "Laborkennung",
    "8137": "Material",
    "8142": "Normalwert",
    "8143": "Organisation",
    "8145": "Patient",
    "8147": "Person",
    "8148": "RgEmpfaenger",
    "8151": "Sendendes_System",
    "8155": "Blutgruppenzugehoerigkeit",
    "8156": "Tumor",
    "8159": "Untersuchungsanforderung",
    "8160": "UE_Klinische_Chemie",
    "8161": "UE_Mikrobiologie",
    "8162": "UE_Krebsfrueherkennung_Zervix_Karzinom",
    "8163": "UE_Zytologie",
    "8167": "Zusaetzliche_Informationen",
    "8200": "Akutdiagnose",
    "8213": "Timestamp_Erstellung_Untersuchungsanforderung",
    "8214": "Timestamp_Auftragserteilung",
    "8215": "Timestamp_Auftragseingang",
    "8216": "Timestamp_Befunderstellung",
    "8218": "Timestamp_Erstellung_Datensatz",
    "8219": "Timestamp_Materialabnahme_entnahme",
    "8220": "Timestamp_Eingangserfassung_Material",
    "8222": "Timestamp_Beginn_Analytik",
    "8223": "Timestamp_Ergebniserstellung",
    "8224": "Timestamp_QM_Erfassung",
    "8225": "Timestamp_Messung",
    "8228": "Wohnanschrift",
    "8229": "Anschrift_Arbeitsstelle",
    "8236": "Testbezogene_Hinweise",
    "8237": "Ergebnistext",
    "8238": "Auftragsbezogene_Hinweise",
    "8239": "Laborbezeichnung",
    "8242": "base64-kodierte_Anlage",
    "8244": "BAK",
    "8245": "BAK-Ergebnis",
    "8246": "BAK-Ergebnisbezogene_Hinweise",
    "8248": "UE_Sonstige_Untersuchungsergebnisse",
}


@dataclass(frozen=True, slots=True)
class Sender:
    """What the header says of the writing system."""

    software: str = "Praxistresor"
    version: str = "1"
    test_number: str = ""  # 0105, only from a certified system
    sender_id: str = ""  # 8316
    receiver_id: str = ""  # 8315
    facts: tuple[Fact, ...] = ()  # of the head: who wrote the file


def refusal(fk: str, reason: str) -> UnwritableError:
    """A refusal that names the field and says in German why."""
    known = FIELDS.get(fk) or FIELDS_2.get(fk)
    label = known.label if known else ""
    return UnwritableError(detail=f"field {fk}", field=fk, label=label, reason=reason)


class Frame:
    """Collects the lines of one file; optional lines vanish when their text is empty."""

    def __init__(self) -> None:
        self._writer = LineWriter(Charset.ISO_8859_15, label_of)
        self._lines: list[bytes] = []
        self._weaver = Weaver(self._line, refusal)

    def _line(self, fk: str, text: str) -> bytes:
        return self._writer.line(fk, text, empty=fk == "3564")

    def must(self, fk: str, text: str) -> None:
        """A line that has to be there; raises `UnwritableError` for an empty or bad text."""
        self._lines.append(self._writer.line(fk, text))

    def may(self, fk: str, text: str) -> None:
        """A line that is left out when there is nothing to say."""
        if text:
            self.must(fk, text)

    def prose(self, role: str, text: str) -> None:
        """A text object; empty lines are kept, long ones are refused by the line writer."""
        if not text:
            return
        with self.obj(role, "0068"):
            for part in text.split("\n"):
                self._lines.append(self._writer.line("3564", part, empty=True))

    @contextmanager
    def obj(self, role: str, number: str, facts: tuple[Fact, ...] = ()) -> Iterator[None]:
        """An object with the line that introduces it, and its facts among the other lines."""
        if role not in ATTRIBUTES:
            raise refusal(role, "Die Zeile leitet ein Objekt ein, das fehlt.")
        self.must(role, ATTRIBUTES[role])
        self.must("8002", f"Obj_{number}")
        begun = len(self._lines)
        yield
        self._weave(number, begun, facts)
        self.must("8003", f"Obj_{number}")

    @contextmanager
    def record(self, kind: str, facts: tuple[Fact, ...] = ()) -> Iterator[None]:
        """A record with its opening and closing line."""
        self.must("8000", kind)
        begun = len(self._lines)
        yield
        self._weave(kind, begun, facts)
        self.must("8001", kind)

    def whole(self, fact: Fact) -> None:
        """An object that is one fact."""
        self._lines += self._weaver.lines_of(fact)

    def _weave(self, number: str, begun: int, facts: tuple[Fact, ...]) -> None:
        if facts:
            self._lines[begun:] = self._weaver.woven(number, self._lines[begun:], facts)

    def closed(self, kind: str) -> bytes:
        """The whole file with the closing record and the sum over everything before it."""
        self.must("8000", kind)
        digest = hashlib.sha1(b"".join(self._lines), usedforsecurity=False).hexdigest()
        self.must("9300", digest)
        self.must("8001", kind)
        return b"".join(self._lines)

    def moment(self, role: str, moment: Moment | None) -> None:
        """Object 0054."""
        if moment is None:
            return
        with self.obj(role, "0054"):
            self.must("7278", compact(moment.day))
            if moment.clock:
                self.must("7279", f"{moment.clock:%H%M%S}")
                self.must("7273", moment.zone or _german_zone(moment))
            self.may("7272", moment.text)

    def head(self, sender: Sender, created_at: Moment) -> None:
        """Object 0032."""
        with self.obj("8132", "0032", sender.facts):
            self.must("0001", VERSION)
            with self.obj("8151", "0051"):
                self.may("8315", sender.receiver_id)
                self.may("8316", sender.sender_id)
                self.may("0105", sender.test_number)
                self.must("0103", sender.software)
                self.must("0132", sender.version)
            self.moment("8218", created_at)

    def laboratory(self, laboratory: Laboratory, contact: tuple[str, str]) -> None:
        """Objects 0036 and 0019 of the header of reports."""
        with self.obj("8136", "0036"):
            with self.obj("8239", "0043"):
                self.must("1250", laboratory.name)
                if not find(laboratory.facts, "8136", "8239", "8147"):
                    self._contact(contact)
            self.must("7266", "2")
        with self.obj("8119", "0019"):
            self.must("0204", "2")
            self.must("0203", laboratory.name)
            self.may("0201", laboratory.number)
            with self.obj("8143", "0043"):
                self.must("1250", laboratory.name)
                number = find(laboratory.facts, "8119", "8143", "8229", "3109")
                self._address("8229", laboratory, number)
                self._lines_of(laboratory)

    def _contact(self, contact: tuple[str, str]) -> None:
        with self.obj("8147", "0047"):
            self.must("7420", "07")
            self.must("3101", contact[0])
            self.must("3102", contact[1])

    def _lines_of(self, laboratory: Laboratory) -> None:
        if laboratory.phone or laboratory.email:
            with self.obj("8131", "0031"):
                self.may("7330", laboratory.phone)
                self.may("7335", laboratory.email)

    def _address(self, role: str, of: Laboratory | LabPatient, number: Fact | None) -> None:
        """The street without its number where the number is a fact."""
        if not (of.street or of.postcode or of.town):
            return
        with self.obj(role, "0007"):
            self.may("3112", of.postcode)
            self.may("3113", of.town)
            self.may("3107", of.street.removesuffix(number.text).rstrip() if number else of.street)
            self.may("3114", "D" if of.postcode else "")

    def practice(self, practice: Practice) -> None:
        """Object 0022 with doctor and site."""
        with self.obj("8122", "0022", practice.facts):
            self.must("7321", "01")
            self.may("8312", practice.customer_number)
            with self.obj("8114", "0014"):
                if practice.doctor_name:
                    with self.obj("8147", "0047"):
                        self.must("7420", "02")
                        self.must("3101", practice.doctor_name.rsplit(" ", 1)[-1])
                        self.may("3102", " ".join(practice.doctor_name.split(" ")[:-1]))
                self.may("0212", practice.doctor_number)
            with self.obj("8119", "0019"):
                self.must("0204", "1")
                self.must("0203", practice.name)
                self.may("0201", practice.site_number)

    def patient(self, patient: LabPatient) -> None:
        """Object 0045."""
        with self.obj("8145", "0045", patient.facts):
            self.person(patient)
            self.may("3119", patient.insurance_number)
            self.may("3000", patient.number)

    def person(self, patient: LabPatient) -> None:
        """Object 0047 of a patient."""
        with self.obj("8147", "0047"):
            self.must("7420", "12")
            self.may("3100", patient.affix)
            self.may("3120", patient.prefix)
            self.must("3101", patient.family_name)
            for name in patient.given_name.split(" "):
                self.must("3102", name)
            if patient.birth_date:
                self.must("3103", compact(patient.birth_date))
            self.may("3104", patient.title)
            self.may("3110", patient.sex)
            self._address("8228", patient, find(patient.facts, "8147", "8228", "3109"))

    def specimen(self, specimen: Specimen) -> None:
        """Object 0037."""
        with self.obj("8137", "0037", specimen.facts):
            self.must("7364", specimen.id)
            self.may("8428", specimen.code)
            self.may("8430", specimen.name)
            self.may("8431", specimen.specification)
            self.moment("8219", specimen.taken_at)
            self.moment("8220", specimen.received_at)


def _german_zone(moment: Moment) -> str:
    """The zone of a German time of day that names none; without a whole date that of the winter."""
    if moment.day.exact is None or moment.clock is None:
        return "UTC+1"
    offset = datetime.combine(moment.day.exact, moment.clock, _BERLIN).utcoffset()
    return f"UTC+{offset // timedelta(hours=1) or 1}" if offset else "UTC+1"


def compact(day: PartialDate) -> str:
    """JJJJMMTT; refuses years beyond four digits."""
    if not 0 < day.year < 10000:
        raise refusal("7278", "Das Jahr hat nicht vier Ziffern.")
    return day.year_first
