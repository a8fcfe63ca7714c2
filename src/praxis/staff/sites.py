"""What Leitung does with the practice's sites."""

from uuid import UUID

from django.db.models import QuerySet

from praxis.core.actors import Actor, Role
from praxis.core.clock import now
from praxis.core.errors import NotThere
from praxis.core.ids import SiteId
from praxis.core.words import marked
from praxis.staff import sessions
from praxis.staff.changes import StaffEvent, changing
from praxis.staff.errors import BadInput, NeedsAnHeir
from praxis.staff.models import AccountSite, Site
from praxis.staff.setup import SiteForm, insert_site, vars_of


def _checked(form: SiteForm) -> SiteForm:
    if not form.name.strip():
        raise BadInput(message=marked("Bitte geben Sie dem Standort einen Namen."))
    return form


def change_site(by: Actor, site_id: UUID, form: SiteForm) -> None:
    """Correct a site's name, number and address; BadInput, NotThere once it is closed."""
    fields = vars_of(_checked(form))
    with changing(by, StaffEvent.SITE, site_id, model="site", needs=Role.OWNER):
        if Site.objects.filter(id=site_id, closed_at=None).update(**fields) != 1:
            raise NotThere(detail="site")


def open_site(by: Actor, form: SiteForm) -> SiteId:
    """Add a site; BadInput without a name or with a number that has not nine digits."""
    _checked(form)
    with changing(by, StaffEvent.SITE, model="site", needs=Role.OWNER) as subjects:
        site = insert_site(form)
        subjects.append(site.id)
    return SiteId(site.id)


def close_site(by: Actor, site_id: UUID, heir_id: UUID) -> None:
    """Nobody works there from now on; another open site takes over, and nothing is out of sight.

    Who works there works at the heir; patients and laboratory files of the site, and of those it
    took over itself, are seen by whoever works at the heir (`sessions.sites_of`). NotThere if it
    is not open, NeedsAnHeir if the heir is not, or is the site itself.
    """
    with changing(by, StaffEvent.CLOSE_SITE, site_id, heir_id, model="site", needs=Role.OWNER):
        # All of them: two sites that take over each other at once must not both succeed.
        still_open = {one.id: one for one in _all_open().select_for_update()}
        if site_id not in still_open:
            raise NotThere(detail="site")
        if heir_id == site_id or heir_id not in still_open:
            raise NeedsAnHeir
        Site.objects.filter(taken_over_by=site_id).update(taken_over_by=heir_id)
        Site.objects.filter(id=site_id).update(closed_at=now(), taken_over_by=heir_id)
        if not _all_open().filter(branch=False).exists():
            Site.objects.filter(id=heir_id).update(branch=False)
        _move_staff(by, site_id, heir_id)


def _all_open() -> QuerySet[Site]:
    return Site.objects.filter(closed_at=None).order_by("id")


def _move_staff(by: Actor, site_id: UUID, heir_id: UUID) -> None:
    """Everybody of the one site works at the other; their sessions end as with `set_sites`."""
    here = AccountSite.objects.filter(until=None)
    for row in list(here.filter(site_id=site_id).order_by("account_id")):
        if here.filter(id=row.id).update(until=now()) != 1:
            continue
        with changing(by, StaffEvent.SET_SITES, row.account_id, reason="site-closed"):
            if not here.filter(account_id=row.account_id, site_id=heir_id).exists():
                AccountSite.objects.create(account_id=row.account_id, site_id=heir_id)
            if row.account_id != by.id:
                sessions.end_all(row.account_id, "sites")
