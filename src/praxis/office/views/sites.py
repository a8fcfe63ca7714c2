"""The practice's sites: opening another one, correcting it, closing one. Leitung only."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from praxis import gate
from praxis.core.actors import Actor
from praxis.core.errors import NotThere, PraxisError
from praxis.core.ids import SiteId, canonical_uuid
from praxis.gate.views import guarded
from praxis.office import asked, shown
from praxis.office.access import OfficeAct
from praxis.patients import queries as patients
from praxis.staff import people, sites
from praxis.staff.errors import NeedsAnHeir
from praxis.staff.models import Site
from praxis.staff.setup import SiteForm


def _leitung(request: HttpRequest, *subjects: UUID) -> Actor:
    actor = asked.actor(request)
    gate.allow_function(actor, OfficeAct.MANAGE_STAFF, subjects=subjects)
    return actor


@guarded("GET", "POST")
def everywhere(request: HttpRequest) -> HttpResponse:
    """All sites in use, and a form for another one."""
    actor = _leitung(request)
    rows = {"rows": people.open_sites(), "closed": people.closed_sites()}
    if request.method == "GET":
        return shown.form(request, "office/sites.html", **rows, site={"branch": True})
    typed = _typed(request)
    try:
        sites.open_site(actor, typed)
    except PraxisError as error:
        return shown.form(request, "office/sites.html", error, **rows, site=typed)
    return HttpResponseRedirect(reverse("office:sites"))


@guarded("GET", "POST")
def one(request: HttpRequest, site_id: UUID) -> HttpResponse:
    """Correct one site."""
    actor = _leitung(request, site_id)
    found, others = _open(site_id)
    told: dict[str, object] = {"id": site_id, "others": others}
    if request.method == "GET":
        return shown.form(request, "office/site.html", **told, site=found)
    typed = _typed(request)
    try:
        sites.change_site(actor, site_id, typed)
    except PraxisError as error:
        return shown.form(request, "office/site.html", error, **told, site=typed)
    return HttpResponseRedirect(reverse("office:sites"))


@guarded("GET", "POST")
def closing(request: HttpRequest, site_id: UUID) -> HttpResponse:
    """What goes along to the site that takes over, named before it happens; then it happens."""
    actor = _leitung(request, site_id)
    fault: PraxisError | None = None
    if request.method == "POST":
        heir = canonical_uuid(asked.text(request, "heir", 40))
        try:
            sites.close_site(actor, site_id, heir or site_id)
            return HttpResponseRedirect(reverse("office:sites"))
        except NeedsAnHeir as error:
            fault = error
    found, others = _open(site_id)
    if not others:
        raise NotThere(detail="last site")
    along = [one for one in people.closed_sites() if one.taken_over_by_id == site_id]
    told = {
        "site": found, "others": others, "along": along,
        "staff": people.working_here(site=SiteId(site_id)).values(),
        "records": patients.count_at(actor, [site_id, *(one.id for one in along)]),
    }  # fmt: skip
    return shown.form(request, "office/close_site.html", fault, **told)


def _open(site_id: UUID) -> tuple[Site, list[Site]]:
    """The site, NotThere once it is closed, and the others that are open."""
    every = people.open_sites()
    found = next((each for each in every if each.id == site_id), None)
    if found is None:
        raise NotThere(detail="site")
    return found, [each for each in every if each.id != site_id]


def _typed(request: HttpRequest) -> SiteForm:
    return SiteForm(
        name=asked.text(request, "name", 120),
        bsnr=asked.text(request, "bsnr", 120),
        street=asked.text(request, "street", 120),
        postcode=asked.text(request, "postcode", 120),
        city=asked.text(request, "city", 120),
        phone=asked.text(request, "phone", 120),
        branch=bool(asked.text(request, "branch", 4)),
    )
