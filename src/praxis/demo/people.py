"""The invented patients of the demo: the cast, and some hundred others from a fixed recipe."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

_FAMILY: Final = (
    "Ahrens", "Bachmeier", "Cordes", "Dörfler", "Eberling", "Fährmann", "Grünwald", "Hölscher",
    "Immler", "Jessen", "Kaltwasser", "Lüdemann", "Möllering", "Nießen", "Öhlers", "Petersen",
    "Quandt", "Rübsam", "Schönfeldt", "Thießen", "Überschär", "Voß", "Wiesengrund", "Yildirim",
    "Zöllner", "Kowalczyk", "Öztürk", "Haddad", "Nguyen", "Straßmann", "Weißhaupt",
)  # fmt: skip
_WOMEN: Final = (
    "Anna", "Berta", "Clara", "Dörte", "Emma", "Frieda", "Greta", "Hanna", "Ida", "Jule",
    "Käthe", "Lea",
)  # fmt: skip
_MEN: Final = (
    "Anton", "Bernd", "Claus", "Dirk", "Erik", "Fritz", "Götz", "Hannes", "Ingo", "Jörg",
    "Karl", "Lars",
)  # fmt: skip
_STREETS: Final = ("Lindenweg", "Am Mühlbach", "Schulstraße", "Gartenstraße", "Hauptstraße")
_TOWNS: Final = (("12345", "Musterstadt"), ("12347", "Beispielhausen"), ("12349", "Probeheim"))


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented person as the desk would type them."""

    form: dict[str, str]
    seed: bytes


def kvnr(seed: bytes) -> str:
    """A health insurance number with a right check digit, made from a seed."""
    letter = chr(65 + seed[0] % 26)
    digits = "".join(str(byte % 10) for byte in seed[1:9])
    weighed = (int(d) * (1 + at % 2) for at, d in enumerate(f"{ord(letter) - 64:02}{digits}"))
    return f"{letter}{digits}{sum(w if w < 10 else w - 9 for w in weighed) % 10}"


DORA: Final = Invented(
    {
        "family_name": "Demo", "given_name": "Dora", "birth_date": "12.03.1958", "sex": "W",
        "insurance_number": "A123456780", "street": "Lindenweg 7", "postal_code": "12345",
        "city": "Musterstadt", "phone": "030 5550101", "mobile": "0151 5550101",
    },
    b"dora",
)  # fmt: skip
EMIL: Final = Invented(
    {
        "family_name": "Demo-Kollege", "given_name": "Emil", "birth_date": "04.11.1981",
        "sex": "M", "insurance_number": kvnr(sha256(b"emil").digest()),
        "street": "Schulstraße 3", "postal_code": "12347", "city": "Beispielhausen",
    },
    b"emil",
)  # fmt: skip


def others(count: int) -> Iterator[Invented]:
    """`count` more people, the same every time."""
    for number in range(count):
        seed = sha256(f"demo/{number}".encode()).digest()
        woman = seed[10] % 2 == 0
        names = _WOMEN if woman else _MEN
        born = date(1932, 1, 1) + timedelta(days=int.from_bytes(seed[11:13], "big") % 31000)
        town = _TOWNS[seed[14] % len(_TOWNS)]
        yield Invented(
            {
                "family_name": _FAMILY[seed[15] % len(_FAMILY)],
                "given_name": names[seed[16] % len(names)],
                "birth_date": born.strftime("%d.%m.%Y"),
                "sex": "W" if woman else "M",
                "insurance_number": kvnr(seed),
                "street": f"{_STREETS[seed[17] % len(_STREETS)]} {1 + seed[18] % 90}",
                "postal_code": town[0],
                "city": town[1],
                "phone": f"030 555{int.from_bytes(seed[19:21], 'big') % 10000:04}",
            },
            seed,
        )
