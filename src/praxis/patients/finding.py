"""Whom a few typed letters mean: asks the search process, opens the answers through the gate."""

from dataclasses import dataclass
from functools import cache

from praxis import gate
from praxis.config import config
from praxis.core.actors import Actor
from praxis.patients import queries
from praxis.patients.access import PatientAct
from praxis.patients.changes import current_search_n
from praxis.patients.identity import Identity
from praxis.patients.queries import Header
from praxis.patients.search.client import SearchAway, SearchClient
from praxis.patients.search.records import ActorScope, Kind


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """One person found, and whether only by sound or a typing error."""

    header: Header
    kind: Kind

    @property
    def roughly(self) -> bool:
        """Whether the name is not quite what was typed."""
        return self.kind in {Kind.PHONETIC, Kind.TYPO}


def alike(actor: Actor, identity: Identity) -> list[Header]:
    """Whom the actor sees with the same name and birth date; nobody while the search is away.

    For a form sent twice, or somebody who is here already: said before a second record is made.
    """
    try:
        found = search(actor, f"{identity.family_name} {identity.given_name}")
    except SearchAway:
        return []
    name = f"{identity.family_name}, {identity.given_name}".casefold()
    return [
        one.header
        for one in found
        if one.header.name.casefold() == name and one.header.birth_date == identity.birth_date
    ]


@cache
def client() -> SearchClient:
    """This process's way to the search process."""
    return SearchClient(config().sockets / "search.sock")


def search(actor: Actor, text: str, limit: int = 20) -> list[Found]:
    """The people these words mean, best first, only whom the actor may see; SearchAway."""
    gate.allow_function(actor, PatientAct.SEARCH)
    if not text.strip():
        return []
    scope = ActorScope(actor.id, frozenset(actor.sites))
    hits = client().search(text, scope, current_search_n(), limit=limit)
    kinds = {hit.patient_id: hit.kind for hit in hits}
    return [
        Found(head, kinds[head.id])
        for head in queries.headers(actor, [hit.patient_id for hit in hits])  # type: ignore[misc] # ids of patients
    ]
