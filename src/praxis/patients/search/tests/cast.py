"""Invented people and callers for the search tests."""

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid5

from praxis.patients.search.index import PatientIndex
from praxis.patients.search.records import (
    ActorScope,
    Birth,
    Changes,
    Hit,
    IdentityRecord,
    State,
)

_HERE = UUID("6f2c6c52-0d8e-4f0e-9c3c-4c3b0f1b9a10")
EPOCH = b"epoch-of-a-test!"


def uid(name: str) -> UUID:
    """Return a fixed id for a nickname."""
    return uuid5(_HERE, name)


MAIN, BRANCH = uid("Hauptpraxis"), uid("Zweigpraxis")
ADA = ActorScope(uid("ada"), frozenset((MAIN,)))
BEN = ActorScope(uid("ben"), frozenset((MAIN,)))
CEM = ActorScope(uid("cem"), frozenset((BRANCH,)))
BOTH = ActorScope(uid("both"), frozenset((MAIN, BRANCH)))


def person(
    nickname: str,
    family: str,
    given: str,
    born: str = "",
    *,
    affixes: str = "",
    former: str = "",
    insurance: str = "",
    phones: tuple[str, ...] = (),
    number: str = "",
    place: str = "",
    sites: tuple[UUID, ...] = (MAIN,),
    named: tuple[UUID, ...] | None = None,
    state: State = State.OPEN,
) -> IdentityRecord:
    """Return a record; `born` is YYYY-MM-DD, `named` closes it to all but these."""
    return IdentityRecord(
        patient_id=uid(nickname),
        family_name=family,
        given_name=given,
        affixes=affixes,
        former_name=former,
        birth=Birth(*map(int, born.split("-"))) if born else None,
        insurance_number=insurance,
        phones=phones,
        patient_number=number,
        place=place,
        sites=sites,
        restricted=named is not None,
        named_staff=named or (),
        state=state,
    )


PEOPLE = (
    person("anna", "Müller", "Anna", "1958-03-12", number="4711", place="Neustadt",
           insurance="A123456789", phones=("07071 / 45566", "+49 170 1234567")),
    person("hans", "Mueller", "Hans-Peter", "1981-11-02", number="12", place="Altdorf"),
    person("lued", "Müller-Lüdenscheidt", "Erwin", "1931-05-30"),
    person("muell", "Müllner", "Anna Maria", "1999-12-31"),
    person("miller", "Miller", "Ann", "1975-01-05"),
    person("meier", "Meier", "Karl", "1960-04-01"),
    person("mayer", "Mayer", "Karla", "1961-04-01"),
    person("schmitt", "Schmitt", "Jörg", "2015-03-12"),
    person("schneider", "Schneider", "Sören", "1970-08-08"),
    person("heide", "Heide", "Maria", "1944-02-29", affixes="von der"),
    person("obrien", "O’Brien", "Siobhán", "1988-06-06"),
    person("weiss", "Weiß", "Käthe", "1929-10-10"),
    person("yilmaz", "Yılmaz", "İbrahim", "1990-09-09"),
    person("lukasz", "Łukaszewicz", "Małgorzata", "1967-07-07"),
    person("hassan", "Al-Hassan", "Muhammad", "1985-01-01"),
    person("born", "Sonntag", "Petra", "1972-02-02", former="Birnbaum"),
    person("unknown", "Kowalczyk", "Jan", "1950-0-0"),
    person("martin", "Martin", "Otto", "1966-06-16"),
    person("first", "Abel", "Martin", "1967-06-16"),
    person("closed", "Zander", "Alte", "1920-01-01", state=State.CLOSED),
    person("open", "Zander", "Zora", "1980-01-01"),
    person("branch", "Müller", "Berta", "1958-03-12", sites=(BRANCH,), number="99"),
    person("emil", "Geheim", "Emil", "1958-03-12", named=(ADA.staff,), number="66",
           insurance="B987654321", phones=("07071 998877",)),
)  # fmt: skip
_NICKNAMES = (
    *("anna", "hans", "lued", "muell", "miller", "meier", "mayer", "schmitt", "schneider"),
    *("heide", "obrien", "weiss", "yilmaz", "lukasz", "hassan", "born", "unknown", "martin"),
    *("first", "closed", "open", "branch", "emil"),
)
NAMES = {uid(nickname): nickname for nickname in _NICKNAMES}


def index_of(records: Iterable[IdentityRecord] = PEOPLE, counter: int = 1) -> PatientIndex:
    """Return a fresh index over `records`."""
    return PatientIndex.build(Changes(tuple(records), counter), EPOCH)


def nicknames(hits: Sequence[Hit]) -> list[str]:
    """Return who was found, by nickname."""
    return [NAMES.get(hit.patient_id, "stranger") for hit in hits]
