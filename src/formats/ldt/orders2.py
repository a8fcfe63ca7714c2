"""LDT 2 orders (records 8218 and 8219, flat lines) to what a practice ordered."""

from __future__ import annotations

import re
from dataclasses import replace

from formats.ldt.ldt2 import further, length, patient, specimen, tests
from formats.ldt.ldt3 import Header
from formats.ldt.leaf import Sight
from formats.ldt.ordering import Diagnosis, LabOrder, OrderedTest, StatutoryBilling
from formats.ldt.tree import Obj
from formats.xdt import KeptLog, Line, ProblemLog

_DIAGNOSIS = re.compile(r"([A-Z][0-9]{2}(?:\.[0-9-]{1,2})?)(?: ([AGVZ]))?(?: ([RLB]))?")
# What 7303 of LDT 3 says stands here in the kind of the record and the subgroup of the case.
_BILLING = {"27": "1", "28": "2"}


def order(record: Obj, head: Header, problems: ProblemLog, kept: KeptLog) -> LabOrder:
    """One record 8218 (referral) or 8219 (to a community of laboratories).

    A test without ident (8434, free text) has a name only; the practice is that of the header.
    """
    sight = Sight(problems)
    length(record, sight)
    payer = _payer(record, sight)
    group = payer.subgroup if payer else ("28" if record.id == "8219" else "")
    made = LabOrder(
        order_number=sight.take(record, "8310"),
        practice=head.practice,
        patient=patient(record, sight),
        tests=(
            *(_test(lines, _BILLING.get(group, ""), sight) for lines in tests(record)),
            *(OrderedTest(name=text) for text in sight.all(record, "8434")),
        ),
        diagnoses=tuple(_diagnoses(record, sight)),
        statutory=payer,
        note="\n".join(sight.all(record, "8490")),
        line=record.opener.number,
    )
    return replace(made, further=tuple(further(record, sight, kept)))


def _test(lines: list[Line], billing: str, sight: Sight) -> OrderedTest:
    test = Obj("8410", lines[0], entries=list(lines))
    return OrderedTest(
        code=sight.take(test, "8410"),
        name=sight.take(test, "8411"),
        billing=billing,
        urgency=sight.take(test, "8501"),
        note="\n".join(sight.all(test, "8470")),
        specimen=specimen(test, sight),
    )


def _diagnoses(record: Obj, sight: Sight) -> list[Diagnosis]:
    """4207 is text; where it is a code with its marks, it is a diagnosis."""
    found: list[Diagnosis] = []
    for line in record.lines():
        if line.field == "4207" and (parts := _DIAGNOSIS.fullmatch(line.text)):
            sight.used.add(line.number)
            found.append(Diagnosis(*(part or "" for part in parts.groups())))
    return found


def _payer(record: Obj, sight: Sight) -> StatutoryBilling | None:
    if not record.text("4104"):
        return None
    return StatutoryBilling(
        payer_number=sight.take(record, "4104"),
        payer_name=sight.take(record, "4134"),
        payer_ik=sight.take(record, "4111"),
        subgroup=sight.take(record, "4239"),
        payer_area=sight.take(record, "4106"),
        insured_kind=sight.take(record, "3108"),
        wop=sight.take(record, "3116"),
        card_read_on=sight.date(record, "4109", day_first=True),
        insured_since=sight.date(record, "4133", day_first=True),
        fee_area=sight.take(record, "4122"),
        person_group=sight.take(record, "4131"),
        dmp=sight.take(record, "4132"),
        treatment=sight.take(record, "4221"),
    )
