"""The public practice document: what a practice tells everybody, signed, nothing about patients."""

from dataclasses import dataclass
from typing import Annotated

from wire import signed
from wire.relay_api import PRACTICE_DOCUMENT_BYTES
from wire.requests import Sign
from wire.shape import Like, Many, Range, Size, Text, pack, unpack
from wire.signatures import Purpose

Clock = Annotated[str, Like(r"([01][0-9]|2[0-3]):[0-5][0-9]")]


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """One span on one weekday (1 = Monday), Berlin time."""

    weekday: Annotated[int, Range(1, 7)]
    opens: Clock
    closes: Clock


@dataclass(frozen=True, slots=True)
class AppointmentType:
    """Something that can be booked."""

    id: Annotated[bytes, Size(16)]
    title: Annotated[str, Text(120)]
    minutes: Annotated[int, Range(5, 480)]


@dataclass(frozen=True, slots=True)
class Slot:
    """A free slot of one type; `start` is Unix seconds."""

    type: Annotated[bytes, Size(16)]
    start: Annotated[int, Range(0)]


@dataclass(frozen=True, slots=True)
class PracticeDocument:
    """Everything public about a practice; a later `number` replaces an earlier one."""

    version: int
    number: Annotated[int, Range(1)]
    issued: Annotated[int, Range(0)]
    expires: Annotated[int, Range(0)]
    name: Annotated[str, Text(200)]
    address: Annotated[str, Text(400, 0, True)]
    phone: Annotated[str, Text(60, 0)]
    hours: Annotated[tuple[OpeningHours, ...], Many(50)]
    types: Annotated[tuple[AppointmentType, ...], Many(50)]
    slots: Annotated[tuple[Slot, ...], Many(2000)]


def sign_practice(document: PracticeDocument, signer: Sign) -> bytes:
    """Return the signed document."""
    return signed.sign(Purpose.PRACTICE, pack(document), signer)


def open_practice(data: bytes, public_key: bytes) -> PracticeDocument:
    """Verify against the bundle's document key, then parse. Whether it expired is the caller's."""
    content = signed.open_signed(Purpose.PRACTICE, data, public_key)
    return unpack(PracticeDocument, content, limit=PRACTICE_DOCUMENT_BYTES)
