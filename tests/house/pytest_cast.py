"""The fixtures of a working practice: its cast, and pages opened as one of them."""

from collections.abc import Iterator

import pytest

from house.cast import CHEAP, Cast, read_cast
from house.pages import Pages


@pytest.fixture
def practice(db: None) -> Iterator[None]:
    """The practice is open: this process holds its keys; passwords are hashed cheaply."""
    from house.practice_keys import practice_open
    from praxis.staff.passwords import hashing_with

    with practice_open(), hashing_with(CHEAP):
        yield


@pytest.fixture
def cast(practice: None) -> Cast:
    """Ada, Ben, Cem, Otto, Ria and Lea in the open practice."""
    from house.template import cast_file

    return read_cast(cast_file())


@pytest.fixture
def page(cast: Cast) -> Pages:
    """Opens pages: `page.as_(cast.ada).get("record:chart", patient.id)`."""
    return Pages(cast)


@pytest.fixture
def nothing_due(practice: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock stands and the light keeps what it knows, however slow the machine is.

    Once a minute a session notes that it is used, twice a minute the light asks every check: two
    requests that are compared with each other may not fall on either side of that.
    """
    from praxis.core import clock
    from praxis.office.health import light

    light.forget()
    monkeypatch.setattr(light, "_KEEP", 86_400.0)
    with clock.clock_set_to(clock.FixedClock(clock.now())):
        yield
