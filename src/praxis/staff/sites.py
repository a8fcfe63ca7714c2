"""What Leitung does with the practice's sites."""

from uuid import UUID

from praxis.core.actors import Actor, Role
from praxis.core.clock import now
from praxis.core.errors import NotThere
from praxis.core.ids import SiteId
from praxis.staff.changes import StaffEvent, changing
from praxis.staff.models import Site
from praxis.staff.setup import SiteForm, insert_site


def open_site(by: Actor, form: SiteForm) -> SiteId:
    """Add a site."""
    with changing(by, StaffEvent.SITE, model="site", needs=Role.OWNER) as subjects:
        site = insert_site(form)
        subjects.append(site.id)
    return SiteId(site.id)


def close_site(by: Actor, site_id: UUID) -> None:
    """Nobody works there from now on; what happened there stays."""
    with changing(by, StaffEvent.SITE, site_id, model="site", needs=Role.OWNER):
        if Site.objects.filter(id=site_id, closed_at=None).update(closed_at=now()) != 1:
            raise NotThere(detail="site")
