"""What is known about one laboratory field."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a field holds; the word is for the coverage table."""

    TEXT = "text"
    CODE = "code"
    DATE = "date JJJJMMTT"
    PARTIAL = "date, parts may be 00"
    CLOCK = "time of day"
    YES_NO = "1 if true"
    OBJECT = "introduces an object"


TEXT, CODE, DATE, PARTIAL = Kind.TEXT, Kind.CODE, Kind.DATE, Kind.PARTIAL
CLOCK, YES_NO, OBJECT = Kind.CLOCK, Kind.YES_NO, Kind.OBJECT


@dataclass(frozen=True, slots=True)
class Field:
    """One field id: our name, the German label, content and its length in characters.

    Valid for LDT 3.2.x from 2016 on unless `until` names a version.
    """

    id: str
    name: str
    label: str
    kind: Kind
    shortest: int
    longest: int
    since: str = "3.2"
    until: str = ""
