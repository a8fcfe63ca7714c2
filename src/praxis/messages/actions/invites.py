"""Handing out an invite, taking it back, and the two things that are shown once: sheet and code."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from praxis import gate
from praxis.config import config
from praxis.core import clock
from praxis.core.actors import Actor, AnyActor
from praxis.core.ids import PatientId
from praxis.core.words import marked
from praxis.gate.work import Work
from praxis.messages import keys
from praxis.messages.access import MessageAct
from praxis.messages.errors import AlreadyEnded, BadHolder, NoIdentityCheck
from praxis.messages.models import Conversation, Invite, Outbox
from praxis.messages.states import InviteState
from praxis.patients.access import PatientAct
from praxis.patients.models import Patient
from praxis.patients.queries import ids_of
from seal.keys import SecretKey
from seal.signing import SigningKey
from wire import invite as link
from wire.ids import InviteId, MailboxId, new_id
from wire.notices import HolderRole
from wire.orders import MailboxOrder, Use, pack
from wire.pairing import SECRET_BYTES, pairing_keys, pairing_mailbox_seed
from wire.paper import new_paper_secret
from wire.relay_api import PAIRING_ENVELOPE_BYTES, PAIRING_ENVELOPES
from wire.signatures import Purpose

DAYS: Final = 14
LONGEST: Final = 200
_KEPT_AFTER: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who will hold the device: the patient, a parent or a Betreuer until a day."""

    role: HolderRole = HolderRole.SELF
    name: str = ""
    until: date | None = None

    def checked(self, today: date) -> "Holder":
        """Itself; BadHolder if somebody else holds it without name, or an end has passed."""
        if self.role is not HolderRole.SELF and not self.name.strip():
            raise BadHolder(detail="name")
        if self.role is HolderRole.GUARDIAN and self.until is None:
            raise BadHolder(detail="until")
        if self.until is not None and self.until < today:
            raise BadHolder(detail="past")
        if len(self.name) > LONGEST:
            raise BadHolder(detail="long")
        return self


@dataclass(frozen=True, slots=True)
class Sheet:
    """What exists in memory until it is printed: never stored, never logged."""

    invite: UUID
    url: str
    paper_secret: str
    code: str
    expires_at: datetime

    def __repr__(self) -> str:
        return "Sheet(‹sealed›)"


def create_invite(
    actor: Actor, patient_id: PatientId, *, holder: Holder, checked_how: str, days: int = DAYS
) -> Sheet:
    """A new invite after an identity check; its secret, paper secret and code live in the answer.

    A reprint is a new invite: open ones of the same holder are revoked.
    """
    now, how = clock.now(), checked_how.strip()
    if len(how) < 3 or len(how) > LONGEST:
        raise NoIdentityCheck
    holder = holder.checked(clock.today())
    identity = keys.identity_now()
    patient = gate.one(actor, PatientAct.READ, Patient, patient_id)
    wire_id, secret = new_id(), secrets.token_bytes(SECRET_BYTES)
    code = f"{secrets.randbelow(10**8):08d}"
    made = pairing_keys(secret, wire_id, code)
    row = Invite(
        patient_id=patient.pk,
        key_owner=patient.key_owner,
        wire_id=wire_id,
        bundle_hash=bytes(identity.bundle_hash),
        relay=config().relay,
        holder=holder.role,
        holder_name=holder.name.strip(),
        until=_end_of(patient, holder),
        checked_by=actor.id,
        checked_how=how,
        checked_at=now,
        sheet_key=made.sheet,
        code_key=made.code,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    with gate.creating(actor, MessageAct.INVITE) as work:
        _revoke_open(actor, patient_id, holder)
        _conversation(work, patient)
        work.add(row)
        _open_pairing_mailbox(row, pairing_mailbox_seed(secret, wire_id))
    fragment = link.write_fragment(
        link.Invite(
            InviteId(wire_id),
            bytes(row.bundle_hash),
            secret,
            int(row.expires_at.timestamp()),
            row.relay,
        )
    )
    return Sheet(row.pk, f"{config().page}/#{fragment}", new_paper_secret(), code, row.expires_at)


def _end_of(patient: Patient, holder: Holder) -> date | None:
    """The day a device ends: the date given, and for a parent at the latest the 18th birthday."""
    if holder.role is not HolderRole.PARENT or len(patient.birth_date) != 10:
        return holder.until
    born = date.fromisoformat(patient.birth_date)
    # Someone born on 29 February comes of age on 1 March of an ordinary year.
    try:
        adult = born.replace(year=born.year + 18)
    except ValueError:
        adult = date(born.year + 18, 3, 1)
    last = adult - timedelta(days=1)
    if last < clock.today():
        raise BadHolder(detail="of age", message=marked("Die Person ist volljährig."))
    return min(last, holder.until) if holder.until else last


def _conversation(work: Work[gate.Guarded], patient: Patient) -> None:
    if gate.count(work.actor, MessageAct.READ, Conversation, patient_id=patient.pk) == 0:
        work.add(Conversation(patient_id=patient.pk, key_owner=patient.key_owner, wire_id=new_id()))


def _open_pairing_mailbox(row: Invite, seed: bytes) -> None:
    public = SigningKey(SecretKey(seed), Purpose.REQUEST).public
    order = MailboxOrder(
        version=1,
        mailbox=MailboxId(bytes(row.wire_id)),
        use=Use.PAIRING,
        relay_key=public,
        expires=int(row.expires_at.timestamp()),
        max_bytes=PAIRING_ENVELOPES * PAIRING_ENVELOPE_BYTES,
        max_envelopes=PAIRING_ENVELOPES,
    )
    Outbox.objects.create(
        what="open",
        lane=bytes(row.wire_id),
        mailbox=bytes(row.wire_id),
        content=pack(order),
        written_at=row.created_at,
        next_at=row.created_at,
    )


def _revoke_open(actor: Actor, patient_id: PatientId, holder: Holder) -> None:
    for old in gate.many(
        actor, MessageAct.READ, Invite,
        patient_id__in=ids_of(actor, patient_id), holder=holder.role, state=InviteState.OPEN,
    ):  # fmt: skip
        if old.holder_name == holder.name.strip():
            end_invite(actor, old.pk, InviteState.REVOKED)


def revoke_invite(actor: Actor, invite_id: UUID) -> None:
    """Take a sheet back in one click; AlreadyEnded if it was used or had ended."""
    end_invite(actor, invite_id, InviteState.REVOKED)


def end_invite(actor: AnyActor, invite_id: UUID, state: InviteState) -> None:
    """End an open invite, empty its keys and close its mailbox."""
    with gate.doing(actor, MessageAct.REVOKE, Invite, invite_id) as work:
        if work.subject.state != InviteState.OPEN:
            raise AlreadyEnded
        work.save(work.subject, *empty(work.subject, state))


def empty(invite: Invite, state: InviteState) -> tuple[str, ...]:
    """Set the end state on an invite and forget its keys; returns the fields to save."""
    invite.state = state
    invite.ended_at = clock.now()
    invite.sheet_key = b""
    invite.code_key = b""
    # The answer to a pairing must still be fetched: the mailbox goes a day later.
    close_mailbox(bytes(invite.wire_id), at=invite.ended_at + _KEPT_AFTER)
    return ("state", "ended_at", "sheet_key", "code_key")


def close_mailbox(mailbox: bytes, *, at: datetime | None = None) -> None:
    """Let the relay forget a mailbox and what lies in it."""
    now = clock.now()
    Outbox.objects.create(
        what="close", lane=new_id(), mailbox=mailbox, content=b"", written_at=now, next_at=at or now
    )


def expire_invites(actor: AnyActor) -> int:
    """End what was not used in time; the sorting job calls it. Returns how many."""
    due = gate.many(
        actor, MessageAct.READ, Invite, state=InviteState.OPEN, expires_at__lte=clock.now()
    )
    for invite in due:
        end_invite(actor, invite.pk, InviteState.EXPIRED)
    return len(due)
