"""Laboratory files of a site that was closed reach the people of the site that took over."""

from house.pages import Pages
from praxis.exchange.lab import watching
from praxis.exchange.lab.samples import drop_demo_files
from praxis.exchange.lab.tests.conftest import Lab
from praxis.staff.setup import SiteForm
from praxis.staff.sites import close_site, open_site


def test_its_number_in_a_file_leads_to_the_heir(lab: Lab) -> None:
    cast = lab.cast
    close_site(cast.lea.actor, cast.branch, cast.main)
    assert watching.site_of("123456800") == cast.main
    again = open_site(cast.lea.actor, SiteForm("Zweigpraxis neu", "123456800", branch=True))
    assert watching.site_of("123456800") == again
    assert watching.site_of("999999999") is None


def test_what_nobody_was_found_for_is_seen_at_the_heir(lab: Lab, page: Pages) -> None:
    cast = lab.cast
    drop_demo_files(lab.folder)
    lab.passes()
    page.as_(cast.cem).get("lab:inbox").is_ok().hides("Unbekannt, Ulla")
    page.as_(cast.ben).get("lab:inbox").is_ok().shows("Unbekannt, Ulla")
    close_site(cast.lea.actor, cast.main, cast.branch)
    assert watching.main_site() == cast.branch
    page.as_(cast.cem).get("lab:inbox").is_ok().shows("Unbekannt, Ulla")
