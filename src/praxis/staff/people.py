"""Names of staff and sites for other rooms; names are sealed, so a lending must be open."""

from collections.abc import Iterable
from uuid import UUID

from praxis.core.actors import Role
from praxis.core.ids import AccountId, SiteId
from praxis.staff.models import Account, AccountRole, AccountSite, Practice, Site

UNKNOWN = "unbekannt"


def name_of(account_id: UUID) -> str:
    """Title and name of one person, also of somebody who left."""
    return names_of([account_id]).get(AccountId(account_id), UNKNOWN)


def names_of(account_ids: Iterable[UUID]) -> dict[AccountId, str]:
    """Title and name by id, with one query."""
    rows = Account.objects.filter(id__in=set(account_ids))
    return {AccountId(account.id): account.full_name for account in rows}


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


def owners() -> list[AccountId]:
    """Who leads the practice now."""
    rows = AccountRole.objects.filter(role=Role.OWNER, until=None, account__left_at=None)
    return [AccountId(account) for account in rows.values_list("account_id", flat=True)]


def open_sites() -> list[Site]:
    """The sites in use, main site first."""
    return list(Site.objects.filter(closed_at=None).order_by("branch", "name"))


def practice_name() -> str:
    """The practice's name; empty before the set-up."""
    return Practice.objects.values_list("name", flat=True).first() or ""


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
