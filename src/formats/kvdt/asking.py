"""What rules with master data ask first: the quarter of a case, and whether the data cover it."""

from __future__ import annotations

from datetime import date

from formats.catalogues.model import Catalogue, Item, PayerFacts
from formats.kvdt.digits import day_number, quarter_bounds
from formats.kvdt.master import MasterData
from formats.kvdt.model import Case
from formats.kvdt.rules import Context
from formats.xdt.dates import quarter_in


def day_of(text: str) -> date | None:
    """JJJJMMTT as a date, None if it is no full one."""
    number = day_number(text)
    return date.fromordinal(number) if number else None


def quarter_of(case: Case, context: Context) -> tuple[date, date] | None:
    """First and last day of the quarter of a case.

    A Hybrid-DRG file states no quarter; the operation has a date, or else the begin of the service.
    """
    stated = case.one("4101") or context.quarter
    if not stated:
        day = case.one("5034") or case.one("5028")
        stated = f"{quarter_in(int(day[4:6]))}{day[:4]}" if day_number(day) else ""
    first, last = (day_of(text) for text in quarter_bounds(stated))
    return (first, last) if first and last else None


def known(
    case: Case, context: Context, catalogue: Catalogue, table: str = ""
) -> tuple[MasterData, date, date] | None:
    """The master data and the quarter, if both are there and fit each other."""
    quarter, master = quarter_of(case, context), context.master
    if quarter is None or master is None or not master.knows(catalogue, quarter[0], table):
        return None
    return master, *quarter


def payer(case: Case, context: Context) -> tuple[Item | None, date] | None:
    """The payer of a case (None if the file does not know it) and the first day of its quarter."""
    asked = known(case, context, Catalogue.PAYERS)
    if asked is None or not case.one("4104"):
        return None
    return asked[0].item(Catalogue.PAYERS, case.one("4104"), asked[1]), asked[1]


def payer_facts(case: Case, context: Context) -> PayerFacts | None:
    """What is known of the payer of a case."""
    found = payer(case, context)
    facts = found[0].facts if found and found[0] else None
    return facts if isinstance(facts, PayerFacts) else None
