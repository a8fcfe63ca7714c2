"""The actors of the gate's own tests, and imports of the invented samples."""

import pytest

from formats.catalogues.samples import path
from house.behind_the_gate import ada, ben, open_vault, otto, visit  # noqa: F401 - fixtures, used by name
from praxis.catalogues.importing import import_catalogue
from praxis.catalogues.models import Edition
from praxis.core.actors import Actor


class Bring:
    """Imports a sample as IT would."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def __call__(self, name: str) -> Edition:
        with path(name).open("rb") as stream:
            return import_catalogue(self.actor, stream, name).editions[0]


@pytest.fixture
def bring(visit: object, otto: Actor) -> Bring:  # noqa: F811 - a fixture asks for a fixture
    """Imports of IT."""
    return Bring(otto)
