"""Leitung opens a second site and corrects it; nobody else does."""

import pytest

from house.cast import Cast
from house.pages import Pages
from praxis.core.errors import Refused
from praxis.staff import people
from praxis.staff.setup import SiteForm
from praxis.staff.sites import change_site, open_site


def test_a_second_site_is_opened_and_people_work_there(cast: Cast, page: Pages) -> None:
    lea = page.as_(cast.lea)
    form = {
        "name": "Zweigpraxis Nord", "bsnr": "123456700", "street": "Nordweg 1", "postcode": "12345",
        "city": "Musterstadt", "phone": "0999 1", "branch": "ja",
    }  # fmt: skip
    lea.post("office:sites", data=form).has_status(302)
    lea.get("office:sites").is_ok().shows("Zweigpraxis Nord", "123456700", "Nordweg 1")
    lea.get("office:person", cast.ben.id).is_ok().shows("Zweigpraxis Nord")


def test_a_site_needs_a_name_and_a_right_number(cast: Cast, page: Pages) -> None:
    lea = page.as_(cast.lea)
    lea.post("office:sites", data={"name": " "}).has_status(422).shows("einen Namen")
    wrong = {"name": "Nord", "bsnr": "12"}
    lea.post("office:sites", data=wrong).has_status(422).shows("neun Ziffern")
    lea.post("office:site", cast.main, data=wrong).has_status(422).shows("neun Ziffern")


def test_a_site_is_corrected(cast: Cast, page: Pages) -> None:
    lea = page.as_(cast.lea)
    lea.post("office:site", cast.main, data={"name": "Praxis Mitte"}).has_status(302)
    assert "Praxis Mitte" in [site.name for site in people.open_sites()]
    lea.get("office:site", cast.ben.id).is_not_found()


def test_p06_only_leitung_opens_and_corrects_sites(cast: Cast) -> None:
    for person in (cast.ben, cast.otto, cast.cem):
        with pytest.raises(Refused):
            open_site(person.actor, SiteForm("Nord"))
        with pytest.raises(Refused):
            change_site(person.actor, cast.main, SiteForm("Nord"))
