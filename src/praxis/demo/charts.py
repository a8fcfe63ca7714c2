"""What stands in the demo's charts: a few visits each, longer ones for Dora."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from praxis.core import clock
from praxis.core.clock import BERLIN


@dataclass(frozen=True, slots=True)
class Line:
    """One chart line of the demo."""

    code: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A diagnosis of the demo, as it would be typed."""

    text: str
    permanent: bool


_VISITS: Final = (
    (
        ("A", "Husten seit 3 Tagen, kein Fieber, kein Auswurf."),
        ("B", "Rachen leicht gerötet, Lunge frei, Trommelfelle reizlos."),
        ("T", "Schonung, viel trinken, Wiedervorstellung bei Fieber."),
    ),
    (
        ("A", "Kontrolle Blutdruck, fühlt sich wohl."),
        ("B", "RR 138/84, Puls 72 regelmäßig, keine Ödeme."),
        ("P", "Medikation unverändert, Labor in 3 Monaten."),
    ),
    (
        ("A", "Rückenschmerzen nach Gartenarbeit."),
        ("B", "Paravertebraler Hartspann LWS, Lasègue negativ, keine Ausfälle."),
        ("T", "Wärme, Bewegung, Ibuprofen 400 bei Bedarf für 5 Tage."),
    ),
    (
        ("TX", "Bittet um Rückruf wegen Laborwerten."),
        ("N", "Zurückgerufen, Werte besprochen."),
    ),
    (
        ("A", "Gesundheitsuntersuchung."),
        ("B", "Unauffälliger Ganzkörperstatus, Gewicht 74 kg, Größe 171 cm."),
        ("P", "Impfstatus besprochen, Tetanus aufgefrischt."),
    ),
)
_DIAGNOSES: Final = (
    Told("I10.90 G", True),
    Told("E11.90 G", True),
    Told("J06.9 G", False),
    Told("M54.5 G", False),
    Told("E78.0 G", True),
    Told("Z00.0 G", False),
)


def lines_of(seed: bytes, visits: int) -> Iterator[Line]:
    """The lines of `visits` visits, oldest first, the last one a few days ago."""
    for back in range(visits, 0, -1):
        visit = _VISITS[(seed[back % len(seed)] + back) % len(_VISITS)]
        at = _in_office_hours(back * 41 - seed[0] % 30, seed)
        for step, (code, text) in enumerate(visit):
            yield Line(code, text, at + timedelta(minutes=step))


def _in_office_hours(days: int, seed: bytes) -> datetime:
    """About so many days ago, between eight and five on a day from Monday to Friday."""
    day = clock.today() - timedelta(days=days)
    day -= timedelta(days=max(0, day.weekday() - 4))
    return datetime.combine(day, time(8 + seed[1] % 9, seed[5] % 50), BERLIN)


def diagnoses_of(seed: bytes) -> tuple[Told, ...]:
    """One to three diagnoses."""
    first = seed[2] % len(_DIAGNOSES)
    return tuple(_DIAGNOSES[(first + step) % len(_DIAGNOSES)] for step in range(1 + seed[3] % 3))
