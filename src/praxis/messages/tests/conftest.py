"""A practice with a signer in this process, its patient Dora, and phones that live in the test."""

from collections.abc import Iterator
from typing import Any

import pytest

from house.cast import Cast
from house.post import TestSigner
from praxis import gate
from praxis.core.ids import PatientId
from praxis.messages import keys
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity


@pytest.fixture
def post(cast: Cast, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The practice has an identity and a signer."""
    with keys.signing_with(TestSigner()):
        keys.ensure_identity()
        yield


@pytest.fixture
def dora(post: None, cast: Cast) -> PatientId:
    """A patient of the main site."""
    return patient(cast, "Demo", "Dora", "12.03.1958")


@pytest.fixture
def child(post: None, cast: Cast) -> PatientId:
    """A patient who comes of age on 3 February 2027."""
    return patient(cast, "Demo", "Kim", "03.02.2009")


def patient(cast: Cast, family: str, given: str, born: str) -> PatientId:
    """Create a patient as Ada."""
    form = {"family_name": family, "given_name": given, "birth_date": born}
    with gate.visiting():
        return create_patient(cast.ada.actor, read_identity(form), site=cast.main)
