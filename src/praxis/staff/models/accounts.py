"""A person's account; roles and sites are dated rows, so that it stays known who was what when."""

from enum import StrEnum
from typing import ClassVar

from django.db import models

from praxis.core.actors import Role
from praxis.core.clock import now
from praxis.staff.models.practice import Site
from praxis.vault.fields import Pad, SealedText
from praxis.vault.rows import SealedRow


def role_choices() -> list[tuple[str, str]]:
    """Every role; a callable, so that a new role needs no migration."""
    return [(role.value, role.value) for role in Role]


class Language(StrEnum):
    """What the screen can speak; what is stored or sent is German."""

    GERMAN = "de"
    ENGLISH = "en"


def language_choices() -> list[tuple[str, str]]:
    """Every language; a callable, so that a new one needs no migration."""
    return [(language.value, language.value) for language in Language]


class Account(SealedRow):
    """Somebody who may log in. The login name is clear and need not be a name.

    `password` and `pin` hold `<login key version>:<sealed Argon2id>` (`staff.passwords`); empty
    means there is none. `left_at` ends everything at once.
    """

    SEALED_AS = "account"

    login_name = models.CharField(max_length=40, unique=True)
    display_name = SealedText("display_name", pad=Pad.IDENTITY)
    title = SealedText("title", pad=Pad.IDENTITY)
    password = models.CharField(max_length=300, blank=True)
    pin = models.CharField(max_length=300, blank=True)
    lanr = models.CharField(max_length=9, blank=True)
    language = models.CharField(max_length=2, choices=language_choices, default=Language.GERMAN)
    must_change = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(login_name__regex=r"^[a-z0-9][a-z0-9._-]{1,39}$"),
                name="account_login_name_simple",
            ),
            models.CheckConstraint(
                condition=models.Q(lanr="") | models.Q(lanr__regex=r"^[0-9]{9}$"),
                name="account_lanr_nine_digits",
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=("de", "en")), name="account_language_known"
            ),
        ]

    @property
    def full_name(self) -> str:
        """Title and name as on a letter; needs the login key and an open lending."""
        return f"{self.title} {self.display_name}".strip()


class AccountRole(models.Model):
    """A role somebody has from `since` until `until`; open rows count now."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="role_rows")
    role = models.CharField(max_length=20, choices=role_choices)
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "role"],
                condition=models.Q(until=None),
                name="account_role_once_at_a_time",
            )
        ]


class AccountSite(models.Model):
    """A site somebody works at from `since` until `until`; open rows count now."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="site_rows")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "site"],
                condition=models.Q(until=None),
                name="account_site_once_at_a_time",
            )
        ]
