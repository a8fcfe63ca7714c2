"""A site closes only into another open one, and nothing of it is out of sight afterwards."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from house.cast import CHEAP, Cast, Person, read_cast
from house.pages import Pages
from house.practice_keys import practice_open
from house.template import cast_file
from praxis import gate
from praxis.audit.models import AuditEvent
from praxis.core.actors import Actor, Role
from praxis.core.errors import NotThere, PraxisError, Refused
from praxis.core.ids import PatientId, SiteId
from praxis.gate.visit import visiting
from praxis.patients import queries as patients
from praxis.patients.access import PatientAct
from praxis.patients.actions import create_patient
from praxis.patients.actions.seeing import restrict_patient
from praxis.patients.identity import read_identity
from praxis.patients.models import PatientSite
from praxis.staff import accounts, people, sessions
from praxis.staff.errors import NeedsAnHeir
from praxis.staff.models import AccountSite, Site
from praxis.staff.passwords import hashing_with
from praxis.staff.setup import SiteForm
from praxis.staff.sites import close_site, open_site


def _emil(cast: Cast) -> PatientId:
    """Somebody who belongs to the branch only."""
    form = {"family_name": "Demo", "given_name": "Emil", "birth_date": "02.03.1970", "sex": "M"}
    with visiting():
        return create_patient(cast.cem.actor, read_identity(form), site=cast.branch)


def _now(person: Person) -> Actor:
    """The person with the sites of this moment."""
    return replace(person.actor, sites=sessions.sites_of(person.id))


def test_what_goes_along_is_named_before_and_seen_afterwards(cast: Cast, page: Pages) -> None:
    emil, ben, lea = _emil(cast), page.as_(cast.ben), page.as_(cast.lea)
    ben.get("record:chart", emil).is_not_found()
    named = lea.get("office:close_site", cast.branch).is_ok()
    named.shows("1 Akte:", "Dr. Cem Beispiel", "Hauptpraxis").hides("Emil")
    lea.post("office:close_site", cast.branch, data={"heir": str(cast.main)}).has_status(302)
    ben.get("record:chart", emil).is_ok().shows("Emil")
    lea.get("office:sites").is_ok().shows("Geschlossene Standorte", "Zweigpraxis", "übernommen von")
    lea.get("office:close_site", cast.branch).is_not_found()


def test_its_staff_work_at_the_heir_and_see_both(cast: Cast, page: Pages) -> None:
    emil, cem = _emil(cast), page.as_(cast.cem)
    close_site(cast.lea.actor, cast.branch, cast.main)
    assert cem.get("desk:start").status == 302, "the session ended"
    assert sessions.sites_of(cast.cem.id) == {cast.main, cast.branch}
    page.as_(cast.cem).get("record:chart", emil).is_ok()
    assert [site.id for site in people.own_open_sites(_now(cast.cem))] == [cast.main]
    acts = set(AuditEvent.objects.values_list("act", flat=True))
    assert {"site:close", "account:set-sites"} <= acts


def test_it_needs_another_open_site_that_takes_over(cast: Cast, page: Pages) -> None:
    lea = page.as_(cast.lea)
    for heir in ("", str(cast.branch), str(cast.lea.id), "1"):
        refused = lea.post("office:close_site", cast.branch, data={"heir": heir})
        refused.has_status(422).shows("Bitte wählen Sie den Standort, der übernimmt")
    close_site(cast.lea.actor, cast.branch, cast.main)
    with pytest.raises(NeedsAnHeir):
        close_site(cast.lea.actor, cast.main, cast.branch)
    lea.get("office:close_site", cast.main).is_not_found()
    lea.get("office:site", cast.main).is_ok().shows("Der einzige Standort lässt sich nicht")


def test_a_second_closing_hands_on_what_the_first_brought(cast: Cast, page: Pages) -> None:
    emil = _emil(cast)
    third = open_site(cast.lea.actor, SiteForm("Neubau"))
    close_site(cast.lea.actor, cast.branch, cast.main)
    with visiting():
        assert patients.count_at(cast.lea.actor, [cast.main, cast.branch]) == 1
    close_site(cast.lea.actor, cast.main, third)
    assert set(Site.objects.exclude(closed_at=None).values_list("taken_over_by", flat=True)) == {
        third
    }
    page.as_(cast.ben).get("record:chart", emil).is_ok()
    assert sessions.sites_of(cast.ben.id) == {cast.main, cast.branch, third}


def test_the_heir_of_the_main_site_is_the_main_site(cast: Cast) -> None:
    close_site(cast.lea.actor, cast.main, cast.branch)
    assert [(site.id, site.branch) for site in people.open_sites()] == [(cast.branch, False)]


def test_new_records_never_belong_to_the_closed_site_by_default(cast: Cast, page: Pages) -> None:
    close_site(cast.lea.actor, cast.main, cast.branch)
    form = {
        "family_name": "Demo", "given_name": "Nora", "birth_date": "01.02.1990", "sex": "W",
        "aufnehmen": "trotzdem",
    }  # fmt: skip
    page.as_(cast.ben).post("patients:create", data=form).has_status(302)
    with visiting():
        rows = gate.columns(_now(cast.ben), PatientAct.READ, PatientSite, "site")
    assert rows == [(cast.branch,)]


def test_a_restricted_record_stays_with_the_staff_it_names(cast: Cast, page: Pages) -> None:
    emil = _emil(cast)
    with visiting():
        restrict_patient(cast.cem.actor, emil, frozenset())
    close_site(cast.lea.actor, cast.branch, cast.main)
    page.as_(cast.ada).get("record:chart", emil).is_not_found()
    page.as_(cast.cem).get("record:chart", emil).is_ok()


def test_nobody_is_put_to_a_closed_site(cast: Cast) -> None:
    close_site(cast.lea.actor, cast.branch, cast.main)
    with pytest.raises(NotThere):
        accounts.set_sites(cast.lea.actor, cast.ben.id, {cast.branch})


@pytest.mark.parametrize("who", ["ben", "cem", "otto", "ria"])
def test_p06_only_leitung_closes_a_site_or_counts_its_records(cast: Cast, who: str) -> None:
    actor = cast.everyone[who].actor
    with pytest.raises(Refused):
        close_site(actor, cast.branch, cast.main)
    with visiting(), pytest.raises(Refused):
        patients.count_at(actor, [cast.branch])
    assert Site.objects.filter(closed_at=None).count() == 2


@pytest.fixture
def committing(own_database: str) -> Iterator[Cast]:
    """A practice whose writes are seen by other threads."""
    with practice_open(), hashing_with(CHEAP):
        yield read_cast(cast_file())


def _at_once(*acts: Any) -> list[str]:
    said: list[str] = []
    ready = threading.Barrier(len(acts))

    def run(act: Any) -> None:
        try:
            ready.wait(20)
            act()
            said.append("done")
        except PraxisError as error:
            said.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(said)


def test_two_sites_never_take_over_each_other(committing: Cast) -> None:
    cast = committing
    said = _at_once(
        lambda: close_site(cast.lea.actor, cast.branch, cast.main),
        lambda: close_site(cast.ada.actor, cast.main, cast.branch),
    )
    assert said == ["NeedsAnHeir", "done"]
    assert Site.objects.filter(closed_at=None).count() == 1


def test_who_is_put_to_a_site_that_closes_meanwhile_works_at_an_open_one(committing: Cast) -> None:
    cast = committing
    for _ in range(3):
        extra = open_site(cast.lea.actor, SiteForm("Außenstelle", branch=True))
        _at_once(
            lambda site=extra: close_site(cast.lea.actor, site, cast.main),
            lambda site=extra: accounts.set_sites(
                cast.ada.actor, cast.ben.id, {SiteId(site), cast.main}
            ),
        )
        assert _works_at(cast.ben.id) == {cast.main}


def _works_at(account: UUID) -> set[UUID]:
    rows = AccountSite.objects.filter(account_id=account, until=None)
    return set(rows.values_list("site_id", flat=True))


def test_leitung_alone_sees_no_record_by_closing(cast: Cast, page: Pages) -> None:
    emil = _emil(cast)
    close_site(cast.lea.actor, cast.branch, cast.main)
    assert Role.DOCTOR not in cast.lea.roles
    page.as_(cast.lea).get("record:chart", emil).is_not_found()
