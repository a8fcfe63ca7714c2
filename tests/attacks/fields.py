"""Which fields an address reads, learnt by watching it read, and honest values for them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.http import QueryDict

from house.cast import Cast
from house.pages import Answer

TOKEN: Final = "csrfmiddlewaretoken"
_READERS: Final = ("get", "getlist", "__getitem__", "__contains__")
# What an honest form holds, so that reading goes on to the next field; else "1".
HONEST: Final[dict[str, str]] = {
    "katalog": "icd", "q": "Demo", "fields": '{"zeile": "A Husten"}', "to": "place:Anmeldung",
    "titel": "Befund", "art": "letter", "tag": "2026-01-05", "formular": "attest",
    "vorlage": "schule", "grund": "falsch zugeordnet", "fassung": "1", "text": "fehlte am 3.11.",
    "dann": "vorlegen", "answer": "Gute Besserung", "holder": "self", "checked": "Personalausweis",
    "comment": "Alles gut", "title": "Befund", "reason": "eilt sehr", "since": "2026-01-05",
    "until": "2026-01-06", "seit": "2026-01-05", "bis": "2026-02-05", "why": "verloren",
    "wozu": "release", "wortlaut": "Ich bin einverstanden", "version": "1", "kasse": "101575519",
    "insurance_number": "A123456780", "zeile": "A Husten seit gestern", "family_name": "Demo",
    "given_name": "Dora", "birth_date": "12.03.1958", "sex": "W", "weiter": "/",
    "login_name": "ada", "password": "vier graue Kraniche ada", "code": "123456",
    "new_password": "elf blaue Wale im Watt", "name": "Anmeldung", "display_name": "Ada Beispiel",
    "lanr": "123456601", "pin": "271828", "roles": "doctor", "aufnehmen": "1", "gelesen": "ja",
    "passphrase": "vier graue Kraniche am See", "secret": "vier graue Kraniche am See",
    "proof": "passphrase", "words": "academic acid", "what": "post", "analyte": "HBA1C",
    "unit": "%", "nummer": "1", "notiz": "gesehen", "act": "", "outcome": "", "seen": "0" * 64,
}  # fmt: skip
_IDS: Final[dict[str, Callable[[Cast, dict[str, str]], str]]] = {
    "key": lambda _cast, parts: f"chart:{parts.get('patient_id', '')}",
    "patient": lambda _cast, parts: parts.get("patient_id", ""),
    "person": lambda cast, _parts: str(cast.ben.id),
    "account": lambda cast, _parts: str(cast.ben.id),
    "workstation": lambda cast, _parts: str(cast.ben.workstation),
    "site": lambda cast, _parts: str(cast.main),
    "sites": lambda cast, _parts: str(cast.main),
    "session": lambda _cast, _parts: "",
    "before": lambda _cast, _parts: "",
}


@contextmanager
def watching() -> Iterator[set[str]]:
    """Notes the name of every field anybody asks a form or a query for; changes no answer."""
    seen: set[str] = set()
    before = {name: getattr(QueryDict, name) for name in _READERS}

    def noting(asked: Callable[..., Any]) -> Callable[..., Any]:
        def reads(fields: QueryDict, name: str, *more: Any, **named: Any) -> Any:
            seen.add(name)
            return asked(fields, name, *more, **named)

        return reads

    for name, asked in before.items():
        setattr(QueryDict, name, noting(asked))
    try:
        yield seen
    finally:
        for name, asked in before.items():
            setattr(QueryDict, name, asked)


def honest(cast: Cast, parts: dict[str, str], names: frozenset[str]) -> dict[str, str]:
    """An honest form with these fields."""
    made = {name: make(cast, parts) for name, make in _IDS.items() if name in names}
    return {name: made.get(name, HONEST.get(name, "1")) for name in sorted(names)}


# What an address reads is the same every time it is asked; watching it once is enough.
_known: dict[object, frozenset[str]] = {}


def learn(
    cast: Cast, address: object, parts: dict[str, str], ask: Callable[[dict[str, str]], Answer]
) -> dict[str, str]:
    """Send honest forms until no further field is asked for; `ask` must leave nothing behind."""
    if address not in _known:
        _known[address] = _watched(cast, parts, ask)
    return honest(cast, parts, _known[address])


def _watched(
    cast: Cast, parts: dict[str, str], ask: Callable[[dict[str, str]], Answer]
) -> frozenset[str]:
    known: frozenset[str] = frozenset()
    while True:
        with watching() as seen:
            ask(honest(cast, parts, known))
        found = known.union(name for name in seen if name and name != TOKEN)
        if found == known:
            return known
        known = found
