"""Second factors and passkeys: sealed or keyed, write-only for everyone."""

from typing import ClassVar

from django.db import models

from praxis.core.clock import now
from praxis.core.ids import uuid7
from praxis.staff.models.accounts import Account
from praxis.vault.fields import Pad, SealedBytes, SealedText
from praxis.vault.rows import SealedRow


class Totp(SealedRow):
    """An authenticator app: one in use, and one that waits for its first code; it counts
    only once `confirmed_at` is set.

    `last_used_step` only rises: a code is accepted once, and none older than it.
    """

    SEALED_AS = "totp"

    account = models.ForeignKey(Account, models.CASCADE, related_name="totps")
    seed = SealedBytes("seed", pad=Pad.IDENTITY)
    last_used_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(confirmed_at__isnull=confirmed_at),
                name=f"totp_one_{name}",
            )
            for confirmed_at, name in ((True, "waiting"), (False, "in_use"))
        ]


class RecoveryCode(models.Model):
    """One printed code, kept as a sealed hash (`<login key version>:…`), used once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    sealed = models.CharField(max_length=300)
    created_at = models.DateTimeField(default=now)
    used_at = models.DateTimeField(null=True, blank=True)


class Passkey(SealedRow):
    """A WebAuthn credential; `credential` is the attested credential data (id and public key)."""

    SEALED_AS = "passkey"

    account = models.ForeignKey(Account, models.CASCADE, related_name="passkeys")
    name = SealedText("name", pad=Pad.IDENTITY)
    credential_id = models.BinaryField(unique=True)
    credential = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=now)
    last_used_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
