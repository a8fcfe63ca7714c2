"""What is kept of one person: folded names and numbers, and the index terms made from them.

A term is one letter for its field and the folded word. `delete` needs exactly the terms that
`insert` gave, so they are made from the kept row and from nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from praxis.core.folding import LONGEST_WORD, without_apostrophe, words
from praxis.patients.search.records import IdentityRecord

# A double name's second part, a former name and a particle are OTHER: found after the main name.
FAMILY, OTHER, GIVEN, JOINED, PLACE = "f", "r", "g", "x", "o"
BIRTH, BIRTH_YEAR, BIRTHDAY = "d", "y", "m"
EVERY_SITE: Final = "u"
# Beginnings of one to four letters are terms of their own: one ready list instead of a merge.
SHORT: Final = {FAMILY: "abce", OTHER: "pqtv", GIVEN: "hijl"}
BITS: Final = {FAMILY: 1, OTHER: 2, GIVEN: 4}
_MOST_TOKENS: Final = 24
_MOST_PHONES: Final = 6


class Row(NamedTuple):
    """One person as stored.

    `names` is `main name,given names,other names,joined given names,joined family names`, so
    that sorting by it is the alphabet; `access` holds scope terms.
    """

    id: int
    uid: bytes
    names: str
    birth: int
    town: int
    place: str
    insurance: int | None
    number: str | int | None
    phones: bytes
    access: str
    closed: int

    @property
    def stored(self) -> tuple[object, ...]:
        """The columns: a town is kept as its number."""
        return (*self[:5], *self[6:])

    @property
    def family(self) -> list[str]:
        """The main name first, then other and joined names."""
        return _split(self.names)[0]

    @property
    def given(self) -> list[str]:
        return _split(self.names)[1]

    @property
    def words(self) -> dict[str, int]:
        """The name words with the fields they stand in, as bits; the joined ones left out."""
        main, given, others, _, _ = self.names.split(",")
        found: dict[str, int] = {}
        for bit, line in zip(BITS.values(), (main, others, given), strict=True):
            for word in line.split():
                found[word] = found.get(word, 0) | bit
        return found

    @property
    def joined(self) -> list[str]:
        _, _, _, given, family = self.names.split(",")
        return [*given.split(), *family.split()]


@dataclass(frozen=True, slots=True)
class Kept:
    """The parts of a row that come from the record alone."""

    names: str
    birth: int
    place: str
    insurance: int | None
    number: str | None
    phones: bytes


def kept_of(record: IdentityRecord) -> Kept:
    """Return what the index keeps of `record`; hostile or over-long parts are cut."""
    name, former = record.family_name, record.former_name
    family = [*_tokens(name), *_tokens(record.affixes), *_tokens(former)] or [""]
    joined = [*_joined(f"{record.affixes} {name}"), *_joined(former)]
    given = record.given_name
    parts = (family[:1], _tokens(given), family[1:], _joined(given), joined)
    return Kept(
        names=",".join(_line(part) for part in parts),
        birth=record.birth.number if record.birth else 0,
        place=" ".join(part for parts in words(record.place)[:4] for part in _plain(parts)),
        insurance=insurance_number(record.insurance_number),
        number="".join(part for parts in words(record.patient_number) for part in parts) or None,
        phones=b"".join(
            number.to_bytes(6, "big")
            for phone in record.phones[:_MOST_PHONES]
            if (number := phone_number(phone))
        ),
    )


def _plain(parts: Iterable[str]) -> list[str]:
    return [plain for part in parts if (plain := without_apostrophe(part))]


def _line(tokens: Iterable[str]) -> str:
    return " ".join(list(dict.fromkeys(tokens))[:_MOST_TOKENS])


def _tokens(name: str) -> list[str]:
    """Return each word of a name, and Brien of O'Brien."""
    raw = _raw(name)
    tails = (part.rpartition("'")[2] for part in raw if "'" in part)
    return [*_plain(raw), *(tail for tail in tails if len(tail) > 2)]


def _joined(name: str) -> list[str]:
    """Return neighbouring words as one: `müllerlüd` finds Müller-Lüdenscheidt."""
    plain = _plain(_raw(name))
    joined = [first + second for first, second in pairwise(plain)]
    if len(plain) > 2:
        joined.append("".join(plain))
    return [word[:LONGEST_WORD] for word in joined]


def _raw(name: str) -> list[str]:
    return [part for parts in words(name) for part in parts][:8]


def insurance_number(text: str) -> int | None:
    """Return a KVNR (a letter and nine digits) as one integer, None for anything else."""
    plain = "".join(text.split()).lower()
    if len(plain) != 10 or not plain.isascii() or not plain[1:].isdigit() or plain[0] not in _AZ:
        return None
    return int(f"{_AZ.index(plain[0]) + 1}{plain[1:]}")


_AZ: Final = "abcdefghijklmnopqrstuvwxyz"
# Fourteen digits fit SQLite's six-byte integers; fifteen would need eight.
PHONE_WIDTH: Final = 14


def national(text: str) -> str:
    """Return the digits of a phone number without +49, 0049 or the leading 0."""
    digits = "".join(mark for mark in text if "0" <= mark <= "9")
    if digits.startswith("0049"):
        digits = digits[4:]
    elif text.lstrip().startswith("+49"):
        digits = digits[2:]
    return digits.lstrip("0")[:PHONE_WIDTH]


def phone_number(text: str) -> int:
    """Return a phone number's digits backwards, padded to PHONE_WIDTH; 0 if it is too short."""
    digits = national(text)
    return int(digits[::-1].ljust(PHONE_WIDTH, "0")) if len(digits) > 2 else 0


@lru_cache(maxsize=2048)
def _split(names: str) -> tuple[list[str], list[str]]:
    """Return family and given words; today's people are asked for at every search."""
    main, given, others, joined_given, joined = names.split(",")
    family = [main, *others.split(), *joined.split()]
    return family, [*given.split(), *joined_given.split()]


def phones_of(row: Row) -> list[int]:
    return [int.from_bytes(row.phones[at : at + 6], "big") for at in range(0, len(row.phones), 6)]


def document(row: Row) -> str:
    """Return the terms of `row` as one text for FTS5."""
    found: dict[str, None] = {}
    for token, bits in row.words.items():
        for field in (name for name, bit in BITS.items() if bits & bit):
            found[field + token] = None
            for length, letter in enumerate(SHORT[field][: len(token)], start=1):
                found[letter + token[:length]] = None
    for token in row.joined:
        found[JOINED + token] = None
    found[f"{PLACE}{row.town}"] = None
    if row.birth:
        year, day = divmod(row.birth, 10_000)
        terms = (f"{BIRTH}{row.birth:08}", f"{BIRTH_YEAR}{year:04}", f"{BIRTHDAY}{day:04}")
        found.update(dict.fromkeys(terms))
    found.update(dict.fromkeys(row.access.split()))
    if row.access.startswith("s"):
        found[EVERY_SITE] = None
    return " ".join(found)
