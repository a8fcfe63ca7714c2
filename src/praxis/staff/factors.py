"""The second proof: a code of the authenticator app, or a printed recovery code."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Final
from urllib.parse import quote
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from praxis.core.actors import Actor
from praxis.core.clock import now
from praxis.staff import sessions
from praxis.staff.changes import StaffEvent, changing
from praxis.staff.errors import LoginRefused
from praxis.staff.models import Account, RecoveryCode, Totp
from praxis.staff.tokens import open_proof, seal_proof
from praxis.vault import PRACTICE

SEED_BYTES: Final = 20
STEP_SECONDS: Final = 30
DIGITS: Final = 6
CODES: Final = 10
# Crockford's alphabet: nothing on paper is mistaken for something else. 10 characters = 50 bit.
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE: Final = "recovery-code"
_MISREAD: Final = str.maketrans("OIL", "011")


def code_at(seed: bytes, step: int) -> str:
    """The six digits of a seed at a time step (RFC 6238, SHA-1 as every app expects)."""
    totp = TOTP(seed, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - HMAC-SHA1 is meant
    return totp.generate(step * STEP_SECONDS).decode()


def step_of(at: datetime) -> int:
    """The time step an instant lies in."""
    return int(at.timestamp()) // STEP_SECONDS


def begin_totp(account: Account) -> Totp:
    """A fresh seed waiting for its first code; replaces one that waited before."""
    Totp.objects.filter(account=account, confirmed_at=None).delete()
    totp = Totp(key_owner=PRACTICE, account=account, seed=secrets.token_bytes(SEED_BYTES))
    totp.save(force_insert=True)
    return totp


def waiting_totp(account: Account) -> Totp | None:
    """The seed being enrolled, if any."""
    return Totp.objects.filter(account=account, confirmed_at=None).first()


def confirm_totp(actor: Actor | None, account: Account, code: str) -> None:
    """Make the waiting seed count, proven by its first code; LoginRefused otherwise.

    Where it takes the place of another, the phone may be lost: other sessions end (B-02).
    """
    totp = waiting_totp(account)
    with changing(actor, StaffEvent.ENROL_TOTP, account.id):
        if totp is None or not _use_code(totp, code):
            raise LoginRefused(detail="first code")
        replaced = Totp.objects.filter(account=account).exclude(confirmed_at=None).delete()[0]
        Totp.objects.filter(id=totp.id).update(confirmed_at=now())
        if replaced and actor is not None:
            sessions.end_others(actor, "factors")


def totp_fits(account: Account, code: str) -> bool:
    """Whether this is a code of now, one step early or late, and not used before (A-09)."""
    totp = Totp.objects.filter(account=account).exclude(confirmed_at=None).first()
    return totp is not None and _use_code(totp, code)


def _use_code(totp: Totp, code: str) -> bool:
    given = "".join(code.split())
    if len(given) != DIGITS or not given.isascii() or not given.isdigit():
        return False
    seed, today = totp.seed, step_of(now())
    for step in (today - 1, today, today + 1):
        if hmac.compare_digest(code_at(seed, step), given):
            # Whoever raises the row's step first has used the code; everyone else is late.
            return _raise_step(totp.id, step)
    return False


def _raise_step(totp_id: UUID, step: int) -> bool:
    rows = Totp.objects.filter(id=totp_id, last_used_step__lt=step)
    return rows.update(last_used_step=step) == 1


def otpauth_uri(totp: Totp, login_name: str, practice: str) -> str:
    """What the authenticator app reads from the QR code."""
    secret = base32(totp)
    label, issuer = quote(f"{practice}:{login_name}"), quote(practice)
    return f"otpauth://totp/{label}?secret={secret}&issuer={issuer}&digits=6&period=30"


def base32(totp: Totp) -> str:
    """The seed for typing in by hand."""
    return base64.b32encode(totp.seed).decode()


def new_recovery_codes(actor: Actor | None, account: Account) -> list[str]:
    """Ten new codes, shown this once; older ones stop working."""
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(CODES)]
    with changing(actor, StaffEvent.NEW_CODES, account.id):
        RecoveryCode.objects.filter(account=account).delete()
        for code in codes:
            sealed = seal_proof(CODE, _digest(account, code))
            RecoveryCode.objects.create(account=account, sealed=sealed)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_code_fits(account: Account, code: str) -> bool:
    """Whether this is an unused code of the account; if so it is used up now."""
    given = "".join(code.upper().split()).replace("-", "").translate(_MISREAD)
    digest, unused = _digest(account, given), RecoveryCode.objects.filter(used_at=None)
    for code_id, sealed in unused.filter(account=account).values_list("id", "sealed"):
        if hmac.compare_digest(open_proof(CODE, sealed), digest):
            return unused.filter(id=code_id).update(used_at=now()) == 1
    return False


def _digest(account: Account, code: str) -> bytes:
    return hashlib.sha256(f"recovery/{account.id}/{code}".encode()).digest()


def recovery_codes_left(account_id: UUID) -> int:
    """How many printed codes still work."""
    return RecoveryCode.objects.filter(account_id=account_id, used_at=None).count()


def app_in_use(account_id: UUID) -> bool:
    """Whether an authenticator app is confirmed."""
    return Totp.objects.filter(account_id=account_id).exclude(confirmed_at=None).exists()
