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
