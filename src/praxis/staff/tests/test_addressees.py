"""Work is given to those who can open it."""

from house.cast import Cast
from praxis import gate
from praxis.staff.addressees import addressees


def _people(cast: Cast, giver: str) -> list[str]:
    with gate.visiting():
        choices = addressees(getattr(cast, giver).actor)
    return [words for key, words in choices if key.startswith("person:")]


def test_only_clinical_staff_of_the_same_site_is_offered(cast: Cast) -> None:
    assert _people(cast, "ada") == ["Ben Muster", "Dr. med. Ada Beispiel"]
    assert _people(cast, "cem") == ["Dr. Cem Beispiel"]


def test_places_and_roles_are_always_offered(cast: Cast) -> None:
    with gate.visiting():
        keys = [key for key, _words in addressees(cast.ada.actor)]
    assert {"place:Anmeldung", "role:doctor", "role:medical_assistant"} <= set(keys)
