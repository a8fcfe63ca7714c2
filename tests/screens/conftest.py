"""A filled practice and somebody at its front desk."""

from collections.abc import Iterator

import pytest

from house.post import TestSigner
from praxis.messages import keys
from praxis.office.tests.test_browser import Visitor, visitor
from screens.filled import Filled, fill

assert visitor  # the fixture


@pytest.fixture
def filled(visitor: Visitor) -> Iterator[Filled]:
    """Everything there is to look at."""
    with keys.signing_with(TestSigner()):
        yield visitor.ask(lambda: fill(visitor.cast))
