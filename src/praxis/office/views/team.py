"""The team: who works here, as what, where; hiring and leaving. Leitung only."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from praxis import gate
from praxis.core.actors import Actor, Role
from praxis.core.assigning import Addressee
from praxis.core.errors import NotThere, PraxisError
from praxis.core.ids import SiteId, canonical_uuid
from praxis.core.leaving import given
from praxis.core.words import marked, spoken
from praxis.gate.views import guarded
from praxis.office import asked, shown
from praxis.office.access import OfficeAct
from praxis.office.walls.limits import repeats
from praxis.staff import accounts, people, sessions
from praxis.staff.accounts import NewAccount
from praxis.staff.addressees import successors
from praxis.staff.errors import BadInput
from praxis.staff.models import Account

ROLE_NAMES = {
    Role.DOCTOR: marked("Ärztin/Arzt"),
    Role.MEDICAL_ASSISTANT: marked("MFA"),
    Role.BILLING: marked("Abrechnung"),
    Role.OWNER: marked("Leitung"),
    Role.IT: marked("IT"),
}


def _leitung(request: HttpRequest, *subjects: UUID) -> Actor:
    actor = asked.actor(request)
    gate.allow_function(actor, OfficeAct.MANAGE_STAFF, subjects=subjects)
    return actor


@guarded("GET")
def everyone(request: HttpRequest) -> HttpResponse:
    """Everybody who works here."""
    _leitung(request)
    rows = [
        {
            "account": account,
            "roles": _in_words(sessions.roles_of(account.id)),
            "sites": people.site_names_of(account.id),
        }
        for account in people.staff()
    ]
    return shown.form(request, "office/team.html", rows=rows)


@guarded("GET", "POST")
@repeats("roles", "sites")
def hire(request: HttpRequest) -> HttpResponse:
    """A new person; the start password is shown this once."""
    actor = _leitung(request)
    told = _choices(frozenset(), frozenset())
    if request.method == "GET":
        return shown.form(request, "office/hire.html", **told)
    kept = {name: asked.text(request, name, 80) for name in ("display_name", "title", "lanr")}
    kept["login_name"] = asked.text(request, "login_name", 40)
    try:
        roles, sites = _roles(request), _sites(request)
        told = _choices(roles, sites)
        created = accounts.create_account(actor, NewAccount(**kept, roles=roles, sites=sites))
    except NotThere:
        raise
    except PraxisError as error:
        return shown.form(request, "office/hire.html", error, **told, **kept)
    return _start_password(request, created.id, created.start_password)


@guarded("GET", "POST")
def person(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One person: name, title, LANR."""
    actor = _leitung(request, account_id)
    error: PraxisError | None = None
    if request.method == "POST":
        kept = {name: asked.text(request, name, 80) for name in ("display_name", "title", "lanr")}
        try:
            accounts.change_account(actor, account_id, **kept)
            return HttpResponseRedirect(reverse("office:team"))
        except NotThere:
            raise
        except PraxisError as fault:
            error = fault
    return _person_page(request, actor, account_id, error)


@guarded("POST")
@repeats("roles", "sites")
def roles_and_sites(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Roles and sites from now on; the person's sessions end."""
    actor = _leitung(request, account_id)
    try:
        roles, sites = _roles(request), _sites(request)
        accounts.set_roles(actor, account_id, roles)
        accounts.set_sites(actor, account_id, sites)
    except NotThere:
        raise
    except PraxisError as error:
        return _person_page(request, actor, account_id, error)
    return HttpResponseRedirect(reverse("office:person", args=[account_id]))


@guarded("POST")
def new_start_password(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """A new start password; the second factor stays."""
    secret = accounts.reset_password(_leitung(request, account_id), account_id)
    return _start_password(request, account_id, secret)


@guarded("POST")
def new_factors(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Phone lost: start password and second factor afresh."""
    secret = accounts.reset_factors(_leitung(request, account_id), account_id)
    return _start_password(request, account_id, secret)


@guarded("POST")
def leave(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """The person has left; everything ends at once."""
    actor = _leitung(request, account_id)
    try:
        to = _successor(request, account_id)
        accounts.leave(actor, account_id)
        # What is given to them between the two is everybody's, like all that nobody here has.
        given.hand_over(account_id, to)
    except NotThere:
        raise
    except PraxisError as error:
        return _person_page(request, actor, account_id, error)
    return HttpResponseRedirect(reverse("office:team"))


def _successor(request: HttpRequest, account_id: UUID) -> Addressee:
    chosen = asked.text(request, "to", 80)
    if chosen not in dict(successors(account_id)):
        raise BadInput(detail="successor")
    return Addressee.read(chosen)


def _in_words(roles: frozenset[Role]) -> str:
    return ", ".join(spoken(ROLE_NAMES[role]) for role in sorted(roles))


def _roles(request: HttpRequest) -> frozenset[Role]:
    try:
        return frozenset(Role(value) for value in request.POST.getlist("roles"))
    except ValueError:
        raise BadInput(detail="role") from None


def _sites(request: HttpRequest) -> frozenset[SiteId]:
    ids = [canonical_uuid(value) for value in request.POST.getlist("sites")]
    if None in ids:
        raise BadInput(detail="site")
    return frozenset(SiteId(site) for site in ids if site is not None)


def _choices(roles: frozenset[Role], sites: frozenset[SiteId]) -> dict[str, object]:
    return {
        "role_choices": [(r.value, spoken(ROLE_NAMES[r]), r in roles) for r in Role],
        "site_choices": [(s.id, s.name, s.id in sites) for s in people.open_sites()],
    }


def _person_page(
    request: HttpRequest, actor: Actor, account_id: UUID, error: PraxisError | None
) -> HttpResponse:
    account = Account.objects.filter(id=account_id, left_at=None).first()
    if account is None:
        raise NotThere(detail="account")
    told = _choices(sessions.roles_of(account_id), sessions.sites_of(account_id))
    told |= {"account": account, "own": actor.id == account_id}
    if not told["own"]:
        has = [(spoken(title), count) for title, count in given.counts(account_id)]
        told |= {"has": has, "successors": successors(account_id)}
    return shown.form(request, "office/person.html", error, **told)


def _start_password(request: HttpRequest, account_id: UUID, secret: str) -> HttpResponse:
    told = {"name": people.name_of(account_id), "secret": secret}
    return shown.form(request, "office/start_password.html", **told)
