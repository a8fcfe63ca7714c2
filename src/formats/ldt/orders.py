"""LDT 3 orders (record 8215) to what a practice ordered."""

from __future__ import annotations

from dataclasses import replace

from formats.ldt.ldt3 import further, patient
from formats.ldt.leaf import Sight
from formats.ldt.model import Moment
from formats.ldt.ordering import Diagnosis, LabOrder, OrderedTest, StatutoryBilling
from formats.ldt.tree import Obj
from formats.xdt import KeptLog, ProblemLog

_OF_THE_WHOLE = {"11": None}  # 7303: no single test is meant


def order(record: Obj, problems: ProblemLog, kept: KeptLog) -> LabOrder:
    """One record 8215; billing beyond the statutory payer is among the further fields."""
    sight = Sight(problems)
    about = record.under("8113")
    made = LabOrder(
        order_number=sight.take(about, "8310"),
        practice=sight.practice(record.under("8122")),
        patient=patient(record.under("8145"), sight),
        tests=tuple(_ordered(obj, sight) for obj in record.objects("0059")),
        specimens=tuple(sight.specimen(obj) for obj in record.objects("0037")),
        ordered_at=sight.moment(about.under("8213") if about else None),
        follow_up_id=sight.take(about, "8313"),
        diagnoses=tuple(
            Diagnosis(sight.take(obj, "6001"), sight.take(obj, "6003"), sight.take(obj, "6004"))
            for reason in record.objects("0027")
            for obj in reason.objects("0100")
        ),
        statutory=_payer(record.under("8101", "8102"), sight),
        private=record.under("8101", "8103") is not None,
        note=sight.prose(about.under("8238") if about else None),
        line=record.opener.number,
    )
    for reason in record.objects("0027"):
        sight.coded(reason, "7303", _OF_THE_WHOLE, None)
    for obj in record.objects("0059"):
        _same_moment(obj.under("8213"), made.ordered_at, sight)
    sight.loose_documents(record)
    return replace(made, further=tuple(further(record, sight, kept)))


def _ordered(obj: Obj, sight: Sight) -> OrderedTest:
    """A request in words (8434) has a name and no code."""
    code = sight.take(obj, "8410") or sight.take(obj, "7365")
    name = sight.take(obj, "8411") or sight.take(obj, "7366")
    return OrderedTest(
        code=code,
        name=name if code or name else sight.take(obj, "8434"),
        billing=sight.take(obj, "7303"),
        specimen_ids=sight.all(obj, "7364"),
        urgency=sight.take(obj, "8501"),
        note=sight.prose(obj.under("8167")),
    )


def _same_moment(obj: Obj | None, ordered_at: Moment | None, sight: Sight) -> None:
    """The moment of a request says something only where it is not that of the order."""
    if Sight(ProblemLog()).moment(obj) == ordered_at:
        sight.moment(obj)


def _payer(obj: Obj | None, sight: Sight) -> StatutoryBilling | None:
    if obj is None:
        return None
    return StatutoryBilling(
        payer_number=sight.take(obj, "4104"),
        payer_name=sight.take(obj, "4134"),
        payer_ik=sight.take(obj, "4111"),
        subgroup=sight.take(obj, "4239"),
        payer_area=sight.take(obj, "4106"),
        insured_kind=sight.take(obj, "3108"),
        wop=sight.take(obj, "3116"),
        card_read_on=sight.date(obj, "4109"),
        insured_since=sight.date(obj, "4133"),
        fee_area=sight.take(obj, "4122"),
        person_group=sight.take(obj, "4131"),
        dmp=sight.take(obj, "4132"),
        treatment=sight.take(obj, "4221"),
    )
