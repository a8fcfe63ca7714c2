"""Body `document`: what a doctor releases - a comment, findings with values, files."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from wire.letters import Day, Files, Number, Title, Words
from wire.shape import Many, Text


class Sign(StrEnum):
    """How a number is meant: the value itself, or only a bound of it."""

    EXACT = "="
    LESS = "<"
    GREATER = ">"
    AT_MOST = "<="
    AT_LEAST = ">="


class Mark(StrEnum):
    """How the laboratory marked a value."""

    NONE = "none"
    LOW = "low"
    HIGH = "high"
    VERY_LOW = "very-low"
    VERY_HIGH = "very-high"
    ABNORMAL = "abnormal"


@dataclass(frozen=True, slots=True)
class Point:
    """An earlier value of the same analyte in the same unit, for the curve."""

    day: Day
    sign: Sign
    number: Number


@dataclass(frozen=True, slots=True)
class LabValue:
    """One analyte: a number or a text (or both), its range, its mark and its history by day."""

    analyte: Annotated[str, Text(60)]
    name: Annotated[str, Text(200)]
    sign: Sign
    number: Number | None
    text: Annotated[str, Text(4000, 0, True)]
    unit: Annotated[str, Text(40, 0)]
    low: Number | None
    high: Number | None
    range: Annotated[str, Text(400, 0, True)]
    mark: Mark
    note: Annotated[str, Text(4000, 0, True)]
    history: Annotated[tuple[Point, ...], Many(200)]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of one day."""

    title: Title
    day: Day
    laboratory: Annotated[str, Text(200, 0)]
    text: Words
    values: Annotated[tuple[LabValue, ...], Many(500)]


@dataclass(frozen=True, slots=True)
class Document:
    """A release: `comment` is the doctor's own words, `author` the name shown, files are PDFs."""

    title: Title
    author: Annotated[str, Text(200)]
    day: Day
    comment: Words
    findings: Annotated[tuple[Finding, ...], Many(50)]
    files: Files
