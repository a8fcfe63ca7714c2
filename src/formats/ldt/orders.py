"""LDT 3 orders (record 8215) to what a practice ordered."""

from __future__ import annotations

from dataclasses import replace

from formats.ldt.held import held, same
from formats.ldt.ldt3 import further, patient
from formats.ldt.leaf import Sight
from formats.ldt.model import Moment
from formats.ldt.ordering import Diagnosis, LabOrder, OrderedTest, StatutoryBilling
from formats.ldt.tree import Obj
from formats.xdt import KeptLog, ProblemLog

_OF_THE_WHOLE = "11"  # 7303: no single test is meant


def order(record: Obj, problems: ProblemLog, kept: KeptLog) -> LabOrder:
    """One record 8215; billing beyond the statutory payer is among the further fields."""
    sight = Sight(problems)
    about = record.under("8113")
    ordered_at = sight.moment(about.under("8213") if about else None)
    made = LabOrder(
        order_number=sight.take(about, "8310"),
        practice=sight.practice(record.under("8122"), record.id),
        patient=patient(record.under("8145"), sight),
        specimens=tuple(sight.specimen(obj) for obj in record.objects("0037")),
        ordered_at=ordered_at,
        tests=tuple(_ordered(obj, sight, ordered_at) for obj in record.objects("0059")),
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
    reasons = [obj for obj in record.objects("0027") if any(obj.objects("0100"))]
    reason = sight.take(reasons[0], "7303") if len(reasons) == 1 else ""
    made = replace(made, reason="" if reason == _OF_THE_WHOLE else reason)
    _private(record, made.order_number, sight)
    sight.loose_documents(record)
    facts = held(record, sight)
    return replace(made, facts=facts, further=tuple(further(record, sight, kept)))


def _private(record: Obj, number: str, sight: Sight) -> None:
    """A private order whose invoice goes to the patient says no more than that it is private."""
    billing, patient = record.under("8101", "8103"), record.under("8145", "8147")
    invoice = billing.under("8148") if billing else None
    person = invoice.under("8108", "8147") if invoice else None
    if not (billing and invoice and person and patient and same(person, patient)):
        return
    said = [(one.field, one.text) for obj in (billing, invoice) for one in obj.lines()]
    if said == [("7362", "1"), ("4121", "3"), ("8310", number), ("7421", "12")]:
        for obj in billing.everything():
            sight.used |= {line.number for line in obj.lines()}


def _ordered(obj: Obj, sight: Sight, ordered_at: Moment | None) -> OrderedTest:
    """A request in words (8434) has a name and no code."""
    code = sight.take(obj, "8410") or sight.take(obj, "7365")
    name = sight.take(obj, "8411") or sight.take(obj, "7366")
    _same_moment(obj.under("8213"), ordered_at, sight)
    return OrderedTest(
        code=code,
        name=name if code or name else sight.take(obj, "8434"),
        billing=sight.take(obj, "7303"),
        specimen_ids=sight.all(obj, "7364"),
        urgency=sight.take(obj, "8501"),
        note=sight.prose(obj.under("8167")),
        facts=held(obj, sight),
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
        facts=held(obj, sight),
    )
