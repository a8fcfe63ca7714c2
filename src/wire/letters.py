"""Bodies that people write to each other: messages, questions, answers, appointments."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from wire.shape import Like, Many, Range, RealDay, Size, Text

Hash = Annotated[bytes, Size(32)]
Title = Annotated[str, Text(200, 0)]
Words = Annotated[str, Text(100_000, 0, True)]
Day = Annotated[str, RealDay()]
Slug = Annotated[str, Like(r"[a-z0-9-]{1,40}")]
Number = Annotated[str, Like(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,9})?")]
"""A decimal number as text, so that no digit a laboratory reported is lost or invented."""

MAX_FILES: Final = 10


class FileType(StrEnum):
    """The only types that are ever shown or saved."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"


@dataclass(frozen=True, slots=True)
class FileLabel:
    """Name and type of one attachment, in the order of the statement's list."""

    hash: Hash
    name: Annotated[str, Text(200)]
    type: FileType


Files = Annotated[tuple[FileLabel, ...], Many(MAX_FILES)]


@dataclass(frozen=True, slots=True)
class Message:
    """Free text either way; `answers` is the hash of the letter it replies to."""

    title: Title
    text: Words
    answers: Hash | None
    files: Files


class QuestionKind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    YES_NO = "yes-no"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer."""

    id: Slug
    label: Annotated[str, Text(200)]


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `choices` only for the two kinds that choose."""

    id: Slug
    kind: QuestionKind
    label: Annotated[str, Text(500)]
    help: Annotated[str, Text(1000, 0, True)]
    required: bool
    choices: Annotated[tuple[Choice, ...], Many(50)]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Questions of the practice; due at the end of `due`, if there is a day."""

    title: Title
    intro: Words
    questions: Annotated[tuple[Question, ...], Many(100, 1)]
    due: Day | None


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one question: text (also a number or a day) or the ids chosen."""

    question: Slug
    text: Annotated[str, Text(10_000, 0, True)]
    chosen: Annotated[tuple[Slug, ...], Many(50)]


@dataclass(frozen=True, slots=True)
class Answer:
    """A questionnaire filled in; `questionnaire` is the hash of the letter that asked."""

    questionnaire: Hash
    replies: Annotated[tuple[Reply, ...], Many(100)]
    files: Files


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """A wish for an appointment: a type, free slots in order of preference (Unix seconds)."""

    type: Annotated[bytes, Size(16)] | None
    slots: Annotated[tuple[Annotated[int, Range(0)], ...], Many(10)]
    wish: Annotated[str, Text(2000, 0, True)]


class BookingOutcome(StrEnum):
    """What became of a wish."""

    CONFIRMED = "confirmed"
    PROPOSED = "proposed"
    DECLINED = "declined"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class BookingAnswer:
    """The practice's answer; `request` is the hash of the letter that wished, if there was one."""

    request: Hash | None
    outcome: BookingOutcome
    start: Annotated[int, Range(0)] | None
    minutes: Annotated[int, Range(5, 480)] | None
    place: Annotated[str, Text(400, 0, True)]
    text: Words
