"""Names of staff and sites for other rooms; names are sealed, so a lending must be open."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef

from praxis.core.actors import CLINICAL, Actor, Role
from praxis.core.compiled import Once, OneOf
from praxis.core.ids import AccountId, SiteId
from praxis.core.words import marked
from praxis.staff.models import Account, AccountRole, AccountSite, Practice, Site

UNKNOWN = marked("unbekannt")


def name_of(account_id: UUID) -> str:
    """Title and name of one person, also of somebody who left."""
    return names_of([account_id]).get(AccountId(account_id), UNKNOWN)


def names_of(account_ids: Iterable[UUID]) -> dict[AccountId, str]:
    """Title and name by id, with one query."""
    wanted = list(set(account_ids))
    return {AccountId(one.id): one.full_name for one in (_BY_ID.rows(wanted) if wanted else ())}


def _by_id(account_ids: list[UUID]) -> Any:
    return Account.objects.filter(OneOf("id", account_ids))


# Asked on nearly every page, some of them more than once.
_BY_ID: Final = Once(_by_id, mark=[UUID(int=0xABAD1DEA)])


def lanr_of(account_id: UUID) -> str:
    """The nine-digit number of a doctor; empty if none is known."""
    row = Account.objects.filter(id=account_id).values_list("lanr", flat=True).first()
    return row or ""


def working_here(role: Role | None = None, site: SiteId | None = None) -> dict[AccountId, str]:
    """People who have not left, by id, sorted by name; narrowed to a role or a site."""
    rows = Account.objects.filter(left_at=None)
    if role is not None:
        rows = rows.filter(role_rows__role=role, role_rows__until=None)
    if site is not None:
        rows = rows.filter(site_rows__site_id=site, site_rows__until=None)
    named = {AccountId(account.id): account.full_name for account in rows.distinct()}
    return dict(sorted(named.items(), key=lambda item: item[1].casefold()))


def clinical_colleagues(sites: Iterable[SiteId]) -> dict[AccountId, str]:
    """Doctors and MFA who work at one of the sites now, sorted by name."""
    named = {AccountId(one.id): one.full_name for one in _CLINICAL_AT.rows(list(sites))}
    return dict(sorted(named.items(), key=lambda item: item[1].casefold()))


def _clinical_at(sites: list[UUID]) -> Any:
    doing = AccountRole.objects.filter(account=OuterRef("pk"), role__in=CLINICAL, until=None)
    working = AccountSite.objects.filter(
        OneOf("site_id", sites), account=OuterRef("pk"), until=None
    )
    return Account.objects.filter(Exists(doing), Exists(working), left_at=None)


# Every chart offers them for a task.
_CLINICAL_AT: Final = Once(_clinical_at, mark=[UUID(int=0xABAD1DEA)])


def with_role(roles: frozenset[Role]) -> list[UUID]:
    """Who has not left and has one of these roles now."""
    rows = AccountRole.objects.filter(role__in=roles, until=None, account__left_at=None)
    return list(rows.order_by("account_id").values_list("account_id", flat=True).distinct())


def working_as(account: OuterRef, roles: frozenset[Role]) -> Exists:
    """Whether the account a row names has not left and has one of these roles now."""
    rows = AccountRole.objects.filter(role__in=roles, until=None, account__left_at=None)
    return Exists(rows.filter(account_id=account))


def gone(account_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these have left the practice."""
    rows = Account.objects.filter(id__in=set(account_ids), left_at__isnull=False)
    return set(rows.values_list("id", flat=True))


def owners() -> list[AccountId]:
    """Who leads the practice now."""
    rows = AccountRole.objects.filter(role=Role.OWNER, until=None, account__left_at=None)
    return [AccountId(account) for account in rows.values_list("account_id", flat=True)]


def open_sites() -> list[Site]:
    """The sites in use, main site first."""
    return list(Site.objects.filter(closed_at=None).order_by("branch", "name"))


def closed_sites() -> list[Site]:
    """The sites no longer in use with those that took over, the last one closed first."""
    rows = Site.objects.exclude(closed_at=None).select_related("taken_over_by")
    return list(rows.order_by("-closed_at"))


def own_open_sites(actor: Actor) -> list[Site]:
    """Where somebody works now, main site first; without those that were taken over."""
    return [site for site in open_sites() if site.id in actor.sites]


def practice_name() -> str:
    """The practice's name; empty before the set-up."""
    return the_practice().values_list("name", flat=True).first() or ""


def the_practice() -> Any:
    """The one row there is, once the practice is set up."""
    return Practice.objects.order_by("pk")[:1]


def known_words() -> list[str]:
    """Texts everybody here knows, which make bad passwords: practice, sites, people."""
    people = Account.objects.filter(left_at=None)
    words = [word for who in people for word in (who.login_name, who.display_name)]
    return [practice_name(), *Site.objects.values_list("name", flat=True), *words]


def staff() -> list[Account]:
    """Everybody who has not left, by name; names open with the current lending."""
    return sorted(Account.objects.filter(left_at=None), key=lambda who: who.display_name.casefold())


def site_names_of(account_id: UUID) -> str:
    """Where somebody works now, in words."""
    rows = AccountSite.objects.filter(account_id=account_id, until=None, site__closed_at=None)
    return ", ".join(rows.order_by("site__branch").values_list("site__name", flat=True))
