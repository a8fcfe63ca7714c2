"""Deals a plan out over printed pages, and puts scanned pages together again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from formats.bmp.fields import MOST_PAGES, MOST_ROWS, VERSION
from formats.bmp.model import Entry, MedicationPlan, PlanAuthor, Section
from formats.bmp.sayings import problem
from formats.bmp.write import raw
from formats.xdt import ProblemLog, UnwritableError

# A DataMatrix of 144 by 144 holds 1,558 codewords; in the mode for bytes five of them are spent.
MOST_BYTES = 1553


def split(plan: MedicationPlan) -> tuple[MedicationPlan, ...]:
    """The pages of a whole plan: 15 rows and one barcode each, numbered only if several.

    An entry keeps its addition; a heading never stands alone at the foot and is repeated where
    its block goes on. Raises `UnwritableError` for more than five pages or an entry that fits on
    none.
    """
    whole = replace(plan, page=None, pages=None)
    if _fits(whole):
        return (whole,)
    pages: list[tuple[Section, ...]] = []
    current: tuple[Section, ...] = ()
    for section in plan.sections:
        begun = False
        for entry in section.entries:
            grown = _with(current, section, entry, begun=begun)
            if not _fits(_page(plan, grown)):
                pages.append(current)
                grown = _with((), section, entry, begun=False)
                if not _fits(_page(plan, grown)):
                    raise UnwritableError(detail="an entry that fits on no page")
            current, begun = grown, True
    pages.append(current)
    if len(pages) > MOST_PAGES:
        raise UnwritableError(detail="more than five pages")
    numbered = enumerate(pages, 1)
    return tuple(replace(plan, sections=s, page=n, pages=len(pages)) for n, s in numbered)


def _with(
    sections: tuple[Section, ...], section: Section, entry: Entry, *, begun: bool
) -> tuple[Section, ...]:
    if not begun:
        return (*sections, replace(section, entries=(entry,)))
    last = sections[-1]
    return (*sections[:-1], replace(last, entries=(*last.entries, entry)))


def _page(plan: MedicationPlan, sections: tuple[Section, ...]) -> MedicationPlan:
    return replace(plan, sections=sections, page=MOST_PAGES, pages=MOST_PAGES)


def _fits(page: MedicationPlan) -> bool:
    rows = sum(section.rows for section in page.sections)
    return rows <= MOST_ROWS and len(raw(page)) <= MOST_BYTES


@dataclass(frozen=True, slots=True)
class Joined:
    """The plan of several pages; `is_whole` only if every page of one printing was there."""

    plan: MedicationPlan | None
    problems: ProblemLog
    missing: tuple[int, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing or contradicts."""
        return self.plan is not None and not self.problems.errors()


def join(pages: Sequence[MedicationPlan]) -> Joined:
    """One plan from scanned pages in any order; a page scanned twice counts once.

    A block going on over the page is one block again. Pages of another printing or of a patient
    written differently refuse the whole (BMP61); missing ones are named, so nobody takes a part
    for the plan (BMP60).
    """
    log = ProblemLog()
    if not pages:
        log.add(problem("BMP01"))
        return Joined(None, log)
    first = pages[0]
    if any(_printing(page) != _printing(first) for page in pages):
        log.add(problem("BMP61"))
        return Joined(None, log)
    by_number: dict[int, MedicationPlan] = {}
    for page in pages:
        if by_number.setdefault(page.page or 1, page) != page:
            log.add(problem("BMP62", field="MP"))
    total = first.pages or 1
    missing = tuple(number for number in range(1, total + 1) if number not in by_number)
    if missing:
        log.add(problem("BMP60", field="MP"))
    ordered = [by_number[number] for number in sorted(by_number)]
    sections: list[Section] = []
    for page in ordered:
        _append(sections, page.sections)
    further = tuple(kept for page in ordered for kept in page.further)
    whole = replace(first, sections=tuple(sections), page=None, pages=None, further=further)
    return Joined(whole, log, missing)


def _append(sections: list[Section], more: tuple[Section, ...]) -> None:
    for place, section in enumerate(more):
        last = sections[-1] if sections and place == 0 else None
        if last and (last.heading, last.heading_code) == (section.heading, section.heading_code):
            sections[-1] = replace(last, entries=(*last.entries, *section.entries))
        else:
            sections.append(section)


def _printing(page: MedicationPlan) -> MedicationPlan:
    return replace(page, sections=(), page=None, further=())


def renewed(plan: MedicationPlan, author: PlanAuthor, printed_at: datetime) -> MedicationPlan:
    """The plan as a new printing: version 2.8, new instance, our name and clock.

    `printed_at` is the wall clock of the practice without zone. Units and doses are kept as they
    are; what `further` held is kept too, so writing refuses until a person has decided.
    """
    moment = printed_at.replace(tzinfo=None, microsecond=0)
    return replace(
        plan,
        version=VERSION,
        instance=secrets.token_hex(16).upper(),
        author=replace(author, printed_at=moment),
        page=None,
        pages=None,
    )
