"""The practice every test lives in: its people were hired, chose passwords, enrolled their apps."""

from house.cast import Cast
from house.pages import Pages
from praxis.core.actors import Role
from praxis.staff import people
from praxis.staff.models import Account
from praxis.vault import lending


def test_the_cast_works_here(cast: Cast) -> None:
    with lending.opened():
        assert list(people.working_here(Role.DOCTOR).values()) == [
            "Dr. Cem Beispiel",
            "Dr. med. Ada Beispiel",
        ]
        assert set(people.owners()) == {cast.ada.id, cast.lea.id}


def test_names_lie_sealed_in_the_database(cast: Cast) -> None:
    ada = Account.objects.get(id=cast.ada.id)
    assert "Beispiel" not in repr(ada.__dict__)
    assert str(ada.__dict__["display_name"]) == "‹sealed›"


def test_a_page_carries_a_real_session(cast: Cast, page: Pages) -> None:
    assert page.as_(cast.ben).token()
