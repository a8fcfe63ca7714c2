"""Completion of a diagnosis while it is typed: the code by its beginning or by words, then
certainty and side. Choosing never sends: Enter takes a suggestion, the next one the line."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from praxis.catalogues import queries as catalogues
from praxis.catalogues.queries import Found
from praxis.record.coding import ICD
from praxis.record.errors import BadDay
from praxis.record.line import day_in
from praxis.record.queries import CodeChoice, CodeGroup

_MOST: Final = 8
_WHOLE: Final = re.compile(r"(?P<icd>[A-Z]\d{2}(?:\.\d{1,2})?)[*+!]?(?P<more>\s.*)?", re.I | re.S)
_ENDING: Final = re.compile(r"(?:\s+[GVZA])?(?:\s+[RLB])?", re.IGNORECASE)
_CERTAINTIES: Final = {
    "G": "gesichert",
    "V": "Verdacht auf",
    "Z": "Zustand nach",
    "A": "ausgeschlossen",
}
_SIDES: Final = {"R": "rechts", "L": "links", "B": "beiderseits"}
_MARKS: Final = {"*": "nur mit Kreuzcode", "!": "nur zusätzlich"}


def diagnosis_groups(typed: str, today: date, *, only_suspicion: bool) -> list[CodeGroup]:
    """What may follow in `D … ` or `DD …`; `typed` keeps the blank at its end.

    `only_suspicion`: who may only note a suspicion gets V with the code.
    """
    head, _, rest = typed.lstrip().partition(" ")
    try:
        day, begin, rest = day_in(rest.lstrip(), today)
    except BadDay:
        return []
    before = f"{head} {begin}"
    whole = _WHOLE.fullmatch(rest)
    if whole and whole["more"]:
        return list(_endings(f"{before}{whole['icd'].upper()} ", whole["more"]))
    if len(rest.strip()) < 2:
        return []
    return _codes(before, rest.strip(), day or today, " V" if only_suspicion else " ")


def _codes(before: str, text: str, day: date, after: str) -> list[CodeGroup]:
    now = catalogues.counting(ICD, day)
    if now is None:
        return []

    def ask(words: str) -> list[Found]:
        return catalogues.search(
            now.edition, words, day=_inside(now, day), limit=_MOST, only_usable=True
        )

    found = ask(text)
    if not found and (ending := _ending(text)):
        found, after = ask(text.removesuffix(ending)), f" {ending.strip().upper()}"
    if not found:
        return []
    title = now.edition.title + (" (abgelaufen, die neue Fassung fehlt)" if now.stale else "")
    # A code typed to its end is sent with Enter, not replaced by itself.
    exact = found[0].code.upper() == text.upper().rstrip("*+!") and found[0].final is not False
    choices = tuple(
        CodeChoice(
            f"{one.shown}  {one.title}", f"{before}{one.code}{after}", _MARKS.get(one.mark, "")
        )
        for one in found
    )
    return [CodeGroup(title, choices, optional=exact)]


def _inside(now: catalogues.Counting, day: date) -> date:
    """An expired edition is asked as of its last day."""
    until = now.edition.valid_until
    return until if now.stale and until is not None else day


def _ending(text: str) -> str:
    """A certainty or side behind the words: ` v l`."""
    words = text.split()
    for count in (2, 1):
        tail = " " + " ".join(words[-count:])
        if len(words) > count and _ENDING.fullmatch(tail):
            return text[len(text) - len(tail) :]
    return ""


def _endings(before: str, more: str) -> Iterator[CodeGroup]:
    said = more.split()
    if not said:
        choices = [
            CodeChoice(f"{key}  {word}", before + key, "") for key, word in _CERTAINTIES.items()
        ]
        yield CodeGroup("Sicherheit (ohne Angabe: gesichert)", tuple(choices), optional=True)
    elif len(said) == 1 and said[0].upper() in _CERTAINTIES and more[-1].isspace():
        before = f"{before}{said[0].upper()} "
        choices = [CodeChoice(f"{key}  {word}", before + key, "") for key, word in _SIDES.items()]
        yield CodeGroup("Seite (freiwillig)", tuple(choices), optional=True)
