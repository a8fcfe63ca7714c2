"""Passkeys: WebAuthn with user verification, one-time challenges and rising counters."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from praxis.config import config
from praxis.core.actors import Actor
from praxis.core.clock import now
from praxis.core.errors import NotThere
from praxis.staff import sessions
from praxis.staff.changes import StaffEvent, changing
from praxis.staff.errors import LastFactor, LoginRefused
from praxis.staff.models import Account, Challenge, Passkey, Totp
from praxis.vault import PRACTICE

LIFE: Final = timedelta(minutes=5)
_VERIFIED: Final = UserVerificationRequirement.REQUIRED
Options = dict[str, Any]


def _server() -> Fido2Server:
    rp = PublicKeyCredentialRpEntity(name="Praxistresor", id=config().host)
    return Fido2Server(rp, verify_origin=lambda origin: origin == config().origin)


def _new_challenge(purpose: str, bound_to: UUID) -> bytes:
    Challenge.objects.filter(expires_at__lt=now()).delete()
    value = secrets.token_bytes(32)
    Challenge.objects.create(
        value=value, purpose=purpose, bound_to=bound_to, expires_at=now() + LIFE
    )
    return value


def _take_challenge(value: bytes, purpose: str, bound_to: UUID) -> dict[str, Any]:
    """Take a challenge out; whoever deletes the row has it, a second time it is gone."""
    mine = Challenge.objects.filter(
        value=value, purpose=purpose, bound_to=bound_to, expires_at__gt=now()
    )
    if mine.delete()[0] != 1:
        raise LoginRefused(detail="challenge")
    return {"challenge": websafe_encode(value), "user_verification": _VERIFIED}


def in_use(account_id: UUID) -> list[Passkey]:
    """The passkeys of an account, oldest first."""
    return list(Passkey.objects.filter(account_id=account_id, removed_at=None).order_by("id"))


def begin_adding(account: Account, bound_to: UUID) -> Options:
    """Options for `navigator.credentials.create`; no name goes to the authenticator."""
    user = PublicKeyCredentialUserEntity(
        id=account.id.bytes, name=account.login_name, display_name=account.login_name
    )
    options, _state = _server().register_begin(
        user,
        [AttestedCredentialData(bytes(key.credential)) for key in in_use(account.id)],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=_VERIFIED,
        challenge=_new_challenge("add", bound_to),
    )
    return dict(options)


def add(
    actor: Actor | None, account: Account, bound_to: UUID, answer: Mapping[str, Any], name: str
) -> Passkey:
    """Keep a new passkey; LoginRefused if its answer is not for this challenge, site and person."""
    try:
        response = RegistrationResponse.from_dict(answer)
        state = _take_challenge(response.response.client_data.challenge, "add", bound_to)
        _refuse_frames(response.response.client_data)
        data = _server().register_complete(state, response)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LoginRefused(detail=f"passkey: {type(error).__name__}") from None
    credential = data.credential_data
    if credential is None:
        raise LoginRefused(detail="no credential")
    passkey = Passkey(
        key_owner=PRACTICE,
        account=account,
        name=name.strip()[:60] or "Passkey",
        credential_id=credential.credential_id,
        credential=bytes(credential),
        sign_count=data.counter,
    )
    with changing(actor, StaffEvent.ADD_PASSKEY, account.id, passkey.id):
        if Passkey.objects.filter(credential_id=credential.credential_id).exists():
            raise LoginRefused(detail="credential id is known")
        passkey.save(force_insert=True)
    return passkey


def begin_proof(purpose: str, bound_to: UUID, account_id: UUID | None = None) -> Options:
    """Options for `navigator.credentials.get`; without an account any passkey may answer."""
    known = None if account_id is None else in_use(account_id)
    options, _state = _server().authenticate_begin(
        None if known is None else [AttestedCredentialData(bytes(k.credential)) for k in known],
        user_verification=_VERIFIED,
        challenge=_new_challenge(purpose, bound_to),
    )
    return dict(options)


def prove(
    purpose: str, bound_to: UUID, answer: Mapping[str, Any], account_id: UUID | None = None
) -> Account:
    """Whose passkey signed this challenge; LoginRefused for anything that is not in order.

    Checked: challenge of this purpose and browser, taken once; origin and rpId of this practice;
    no frame; user present and verified; signature; user handle; counter not below the last one
    (A-10); the account has not left (A-15).
    """
    try:
        response = AuthenticationResponse.from_dict(answer)
        state = _take_challenge(response.response.client_data.challenge, purpose, bound_to)
        _refuse_frames(response.response.client_data)
        passkey = _known(response.raw_id, account_id)
        handle = response.response.user_handle
        if handle is not None and handle != passkey.account_id.bytes:
            raise LoginRefused(detail="user handle")
        known = AttestedCredentialData(bytes(passkey.credential))
        _server().authenticate_complete(state, [known], response)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LoginRefused(detail=f"passkey: {type(error).__name__}") from None
    _raise_counter(passkey, response.response.authenticator_data.counter)
    return passkey.account


def _known(credential_id: bytes, account_id: UUID | None) -> Passkey:
    rows = Passkey.objects.filter(
        credential_id=credential_id, removed_at=None, account__left_at=None
    )
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    passkey: Passkey | None = rows.select_related("account").first()
    if passkey is None:
        raise LoginRefused(detail="credential id")
    return passkey


def _raise_counter(passkey: Passkey, counter: int) -> None:
    """A counter that does not rise means a copied authenticator; 0 means it does not count."""
    rising = Q(sign_count__lt=counter) | Q(sign_count=0) if counter else Q(sign_count=0)
    rows = Passkey.objects.filter(rising, id=passkey.id)
    if rows.update(sign_count=counter, last_used_at=now()) != 1:
        raise LoginRefused(detail="sign count")


def _refuse_frames(client_data: Any) -> None:
    if client_data.cross_origin:
        raise LoginRefused(detail="cross origin")


def remove(actor: Actor | None, account: Account, passkey_id: UUID) -> None:
    """Take a passkey away, and end the person's other sessions: it may be in other hands (B-02).

    LastFactor if nothing else would be left to prove oneself with.
    """
    others = Passkey.objects.filter(account=account, removed_at=None).exclude(id=passkey_id)
    app = Totp.objects.filter(account=account).exclude(confirmed_at=None)
    if not others.exists() and not app.exists():
        raise LastFactor
    with changing(actor, StaffEvent.REMOVE_PASSKEY, account.id, passkey_id):
        rows = Passkey.objects.filter(id=passkey_id, account=account, removed_at=None)
        if rows.update(removed_at=now()) != 1:
            raise NotThere(detail="passkey")
        if actor is not None:
            sessions.end_others(actor, "factors")
