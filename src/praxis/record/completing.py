"""Completion of a diagnosis while it is typed: the code by its beginning or by words, then
certainty and side. Choosing never sends: Enter takes a suggestion, the next one the line."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from praxis.catalogues import queries as catalogues
from praxis.catalogues.queries import Found
from praxis.catalogues.words import key_of
from praxis.core.words import marked, spoken
from praxis.record.coding import ICD
from praxis.record.errors import BadDay
from praxis.record.line import day_in
from praxis.record.queries import CodeChoice, CodeGroup, times_used

_MOST: Final = 8
_RANKED: Final = 40
_WHOLE: Final = re.compile(r"(?P<icd>[A-Z]\d{2}(?:\.\d{1,2})?)[*+!]?(?P<more>\s.*)?", re.I | re.S)
_ENDING: Final = re.compile(r"(?:\s+[GVZA])?(?:\s+[RLB])?", re.IGNORECASE)
_CERTAINTIES: Final = {
    "G": marked("gesichert"),
    "V": marked("Verdacht auf"),
    "Z": marked("Zustand nach"),
    "A": marked("ausgeschlossen"),
}
_SIDES: Final = {"R": marked("rechts"), "L": marked("links"), "B": marked("beiderseits")}
_MARKS: Final = {"*": marked("nur mit Kreuzcode"), "!": marked("nur zusätzlich")}


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
        found = catalogues.search(
            now.edition, words, day=_inside(now, day), limit=_RANKED, enough=_MOST, only_usable=True
        )
        return _most_used_first(found, words)[:_MOST]

    found = ask(text)
    if not found and (ending := _ending(text)):
        found, after = ask(text.removesuffix(ending)), f" {ending.strip().upper()}"
    if not found:
        return []
    title = now.edition.title + (
        spoken(" (abgelaufen, die neue Fassung fehlt)") if now.stale else ""
    )
    # A code typed to its end is sent with Enter, not replaced by itself.
    exact = found[0].code.upper() == text.upper().rstrip("*+!") and found[0].final is not False
    choices = tuple(
        CodeChoice(
            f"{one.shown}  {one.title}",
            f"{before}{one.code}{after}",
            spoken(_MARKS.get(one.mark, "")),
        )
        for one in found
    )
    return [CodeGroup(title, choices, optional=exact)]


def _most_used_first(found: list[Found], words: str) -> list[Found]:
    """The code typed to its end stays first; then what this practice chooses most."""
    times = times_used(one.code for one in found)
    typed = key_of(words)
    return sorted(found, key=lambda one: (key_of(one.code) != typed, -times.get(one.code, 0)))


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
        choices = [_choice(before, key, word) for key, word in _CERTAINTIES.items()]
        yield CodeGroup(
            spoken("Sicherheit (ohne Angabe: gesichert)"), tuple(choices), optional=True
        )
    elif len(said) == 1 and said[0].upper() in _CERTAINTIES and more[-1].isspace():
        before = f"{before}{said[0].upper()} "
        choices = [_choice(before, key, word) for key, word in _SIDES.items()]
        yield CodeGroup(spoken("Seite (freiwillig)"), tuple(choices), optional=True)


def _choice(before: str, key: str, words: str) -> CodeChoice:
    return CodeChoice(f"{key}  {spoken(words)}", before + key, "")
