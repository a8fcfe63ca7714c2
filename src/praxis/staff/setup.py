"""The first owner, once: a code from the server's own disk, and one row that only one can write."""

import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.db import IntegrityError

from praxis.config import config
from praxis.core.actors import Role
from praxis.core.errors import NotThere
from praxis.core.ids import AccountId, SiteId
from praxis.core.words import marked
from praxis.staff import accounts, passwords
from praxis.staff.accounts import NewAccount
from praxis.staff.changes import StaffEvent, changing
from praxis.staff.errors import BadInput, LoginRefused
from praxis.staff.models import Account, Practice, Site
from praxis.staff.password_rules import check_password

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class SetUp:
    """What the first-run page asks for."""

    practice: str
    site: str
    bsnr: str
    owner: NewAccount
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SiteForm:
    """A site as Leitung fills it in."""

    name: str
    bsnr: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    phone: str = ""
    branch: bool = False


def is_done() -> bool:
    """Whether the practice was set up; from then on the set-up page does not exist."""
    return Practice.objects.exists()


def code_file() -> Path:
    """Where the set-up code stands (0600); whoever can read it is at the server."""
    return config().data / "einrichtungscode"


def code() -> str:
    """The set-up code, made at first need; the command line prints it."""
    path = code_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(fresh + "\n")
    return fresh


def check_code(given: str) -> None:
    """LoginRefused unless this is the code of the server's disk."""
    clean = "".join(given.upper().split()).replace("-", "")
    if not hmac.compare_digest(clean.encode("utf-8", "replace"), code().encode()):
        raise LoginRefused(
            message=marked("Dieser Einrichtungscode stimmt nicht."), detail="set-up code"
        )


def set_up(wanted: SetUp) -> Account:
    """Make practice, site and first owner in one transaction; NotThere for whoever is second."""
    known = (wanted.practice, wanted.site, wanted.owner.display_name, wanted.owner.login_name)
    check_password(wanted.password, known_here=known)
    if not wanted.practice.strip() or not wanted.site.strip():
        raise BadInput(message=marked("Bitte geben Sie Praxis und Standort an."))
    if is_done():
        raise NotThere(detail="set up already")
    try:
        with changing(None, StaffEvent.SET_UP) as subjects:
            Practice(name=wanted.practice.strip()[:120]).save(force_insert=True)
            site = insert_site(SiteForm(wanted.site, wanted.bsnr))
            owner = _first_owner(wanted, SiteId(site.id))
            subjects.append(owner.id)
    except IntegrityError:
        raise NotThere(detail="somebody else was first") from None
    code_file().unlink(missing_ok=True)
    return owner


def _first_owner(wanted: SetUp, site: SiteId) -> Account:
    given = wanted.owner
    new = NewAccount(
        given.login_name, given.display_name, given.title, given.lanr,
        given.roles | {Role.OWNER}, frozenset({site}),
    )  # fmt: skip
    made = accounts.insert_account(new)
    account = Account.objects.get(id=AccountId(made.id))
    account.password, account.must_change = passwords.hashed(wanted.password), False
    account.save(update_fields=["password", "must_change"])
    return account


def insert_site(form: SiteForm) -> Site:
    """Write a site; BadInput for a number that has not nine digits."""
    return Site.objects.create(**vars_of(form))


def vars_of(form: SiteForm) -> dict[str, str | bool]:
    """The columns of a site as the form fills them; BadInput as for `insert_site`.

    Judged here, for a new site and a corrected one: PostgreSQL measures before it judges.
    """
    if form.bsnr and not (len(form.bsnr) == 9 and form.bsnr.isascii() and form.bsnr.isdigit()):
        raise BadInput(message=marked("Die BSNR hat neun Ziffern."))
    return {
        "name": form.name.strip()[:120], "bsnr": form.bsnr, "street": form.street[:120],
        "postcode": form.postcode[:5], "city": form.city[:80], "phone": form.phone[:40],
        "branch": form.branch,
    }  # fmt: skip
