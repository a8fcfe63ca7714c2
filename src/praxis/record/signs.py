"""What this room puts up on the chart: medication, visits, documents."""

from collections.abc import Callable
from typing import Final

from praxis.core.actors import CLINICAL, Actor
from praxis.core.ids import PatientId
from praxis.core.panels import Filled, Panel, registry
from praxis.patients.queries import ids_of
from praxis.record import queries

_SHORT: Final = 6
Fill = Callable[[Actor, PatientId], Filled]


def _clinical(actor: Actor) -> bool:
    return actor.has(CLINICAL)


def _medication(actor: Actor, patient: PatientId) -> Filled:
    found = queries.entries(actor, ids_of(actor, patient), codes=("M",), limit=_SHORT)
    return lambda: {"panel": {"rows": [one.text for one in found if not one.withdrawn]}}


def _visits(actor: Actor, patient: PatientId) -> Filled:
    found = queries.last_days(actor, ids_of(actor, patient), _SHORT)
    return lambda: {"panel": {"rows": found}}


def _documents(actor: Actor, patient: PatientId) -> Filled:
    found = queries.documents(actor, ids_of(actor, patient), limit=_SHORT)
    return lambda: {"panel": {"rows": found}}


def put_up() -> None:
    """Called once at start-up."""
    _put("medication", "left", 20, _medication)
    _put("visits", "left", 30, _visits)
    _put("documents", "right", 50, _documents)


def _put(name: str, place: str, order: int, fill: Fill) -> None:
    template = f"record/panels/{name}.html"
    registry.add_panel(Panel(f"record-{name}", place, order, template, fill, _clinical))
