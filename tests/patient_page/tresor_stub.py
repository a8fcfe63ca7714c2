"""A practice server in memory: pairs devices, releases letters, reads what patients write."""

import hashlib
import io
import secrets
import time
from dataclasses import dataclass, field, replace
from typing import Any

from patient_page.relay_stub import RelayStub
from seal.age.hybrid import HybridIdentity, HybridRecipient
from seal.envelope import (
    Letter,
    open_attachment,
    open_letter,
    open_pair,
    seal_attachment,
    seal_letter,
)
from seal.errors import NoMatch
from seal.keys import SecretKey
from seal.signing import STATEMENT_PURPOSES, SigningKey
from wire.bodies import Body, kind_of, pack_body
from wire.bundle import KeyBundle, bundle_hash, change_keys, pack_bundle, safety_number
from wire.errors import WrongCode
from wire.frame import split_frame
from wire.header import Direction, OuterHeader
from wire.ids import ConversationId, EnvelopeId, Epoch, InviteId, MailboxId, key_id
from wire.invite import Invite, write_fragment
from wire.kinds import Kind
from wire.notices import Grant, HolderRole, Paired, PairOutcome
from wire.pairing import (
    PairingKeys,
    Transcript,
    check_pair,
    open_transcript,
    pairing_keys,
    pairing_mailbox_seed,
)
from wire.signatures import Purpose
from wire.statement import (
    FIRST,
    AttachmentRef,
    Seen,
    Statement,
    attachment_envelope,
    sign_statement,
    statement_hash,
)


@dataclass
class Device:
    """A paired device as the Tresor keeps it: where it stands in both directions."""

    transcript: Transcript
    mailbox: bytes
    conversation: bytes
    epoch: bytes
    sequence: int = 0
    previous: bytes = FIRST
    letters: list[tuple[Kind, Any]] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)
    seen: Seen | None = None


def new_keys(previous: bytes | None) -> tuple[HybridIdentity, SigningKey, bytes]:
    """Fresh keys of a practice and the bundle of their public halves."""
    identity, statement = HybridIdentity(SecretKey.new()), SigningKey.new(*STATEMENT_PURPOSES)
    keys = [SigningKey.new(p) for p in (Purpose.REQUEST, Purpose.ANCHOR, Purpose.PRACTICE)]
    bundle = KeyBundle(
        1,
        identity.recipient.raw,
        statement.public,
        keys[0].public,
        keys[1].public,
        keys[2].public,
        created=int(time.time()),
        previous=previous,
    )
    return identity, statement, pack_bundle(bundle)


class TresorStub:
    """One practice with its keys; `invite()` prints a sheet, `release()` sends a letter."""

    def __init__(self, relay: RelayStub) -> None:
        self.relay = relay
        self.former: list[HybridIdentity] = []
        self.sealed_to: list[HybridIdentity] = []
        self.identity, self.statement, self.bundle = new_keys(None)
        self.code = "20481632"
        self.used = False
        self.attempts = 5
        self.device: Device | None = None
        self._invite: tuple[bytes, PairingKeys] | None = None
        self._waiting_files: dict[bytes, tuple[Any, int]] = {}
        relay.publish(self.bundle)
        relay.on_arrival = self.arrive

    def invite(self, *, days: int = 14, relay: str = "", bundle: bytes = b"") -> str:
        """The fragment of a fresh sheet's link."""
        secret, invite = secrets.token_bytes(16), secrets.token_bytes(16)
        self._invite = (invite, pairing_keys(secret, invite, self.code))
        seed = SecretKey(pairing_mailbox_seed(secret, invite))
        self.relay.open_box(invite, SigningKey(seed, Purpose.REQUEST).public, pairing=True)
        return write_fragment(
            Invite(
                InviteId(invite),
                bundle or bundle_hash(self.bundle),
                secret,
                int(time.time()) + days * 86_400,
                relay or self.relay.origin,
            )
        )

    def change_keys(self, *, send: bool = True, before: bytes = b"") -> bytes:
        """Go over to new keys and tell the device, signed by the old key; returns the frame."""
        old, pinned = self.statement, before or self.bundle
        identity, statement, bundle = new_keys(bundle_hash(pinned))
        frame = self.release(change_keys(pinned, bundle, old.sign, statement.sign), send=send)
        self.former.append(self.identity)
        self.identity, self.statement, self.bundle = identity, statement, bundle
        self.relay.publish(bundle)
        return frame

    @property
    def safety(self) -> str:
        """The number both sides show."""
        found = self.known().transcript
        return safety_number(
            bundle_hash(self.bundle), found.recipient, found.statement_key, found.relay_key
        )

    def known(self) -> Device:
        """The paired device; pairing must have happened."""
        assert self.device is not None
        return self.device

    def arrive(self, mailbox: bytes, frame: bytes) -> None:
        """What the relay hands over."""
        if self._invite is not None and mailbox == self._invite[0]:
            self._pair(frame)
        else:
            self._read(frame)

    def _pair(self, frame: bytes) -> None:
        assert self._invite is not None
        invite, keys = self._invite
        letter, pair = open_pair(frame, self.identity)
        draft = open_transcript(pair)
        answer = Paired(PairOutcome.USED, 0, None)
        if not self.used:
            try:
                check_pair(
                    pair,
                    keys,
                    invite=invite,
                    relay=self.relay.origin,
                    bundle=bundle_hash(self.bundle),
                )
            except WrongCode:
                self.attempts -= 1
                answer = Paired(PairOutcome.WRONG_CODE, self.attempts, None)
            else:
                answer = self._grant(draft)
        place = Device(draft, invite, invite, secrets.token_bytes(16))
        place.seen = Seen(letter.statement.epoch, letter.statement.sequence, letter.hash)
        self.relay.put(invite, self.seal(place, answer))

    def _grant(self, draft: Transcript) -> Paired:
        self.used = True
        mailbox, conversation, epoch = (secrets.token_bytes(16) for _ in range(3))
        self.device = Device(draft, mailbox, conversation, epoch)
        self.relay.open_box(mailbox, draft.relay_key)
        grant = Grant(
            MailboxId(mailbox),
            ConversationId(conversation),
            Epoch(epoch),
            "Praxis Dr. Ada Beispiel",
            "Demo, Dora",
            HolderRole.SELF,
            None,
        )
        return Paired(PairOutcome.OK, 0, grant)

    def seal(
        self, device: Device, body: Body, files: tuple[bytes, ...] = (), **other: Any
    ) -> bytes:
        """The next letter of this device's chain as a frame; `other` overrides the statement."""
        raw = pack_body(body)
        statement = Statement(
            version=1,
            sender=key_id(self.statement.public),
            recipients=(key_id(device.transcript.recipient),),
            mailbox=MailboxId(device.mailbox),
            direction=Direction.TO_PATIENT,
            conversation=ConversationId(device.conversation),
            sequence=device.sequence + 1,
            previous=device.previous,
            epoch=Epoch(device.epoch),
            seen=device.seen,
            time=int(time.time()),
            kind=kind_of(body),
            body=hashlib.sha256(raw).digest(),
            attachments=tuple(AttachmentRef(hashlib.sha256(f).digest(), len(f)) for f in files),
        )
        statement = replace(statement, **other)
        signed = sign_statement(statement, self.statement.sign)
        device.sequence, device.previous = statement.sequence, statement_hash(signed)
        header = self._header(device, secrets.token_bytes(16))
        return seal_letter(
            header=header,
            signed_statement=signed,
            body=raw,
            recipient=HybridRecipient(device.transcript.recipient),
            signer=self.statement.sign,
        )

    def release(self, body: Body, files: tuple[bytes, ...] = (), *, send: bool = True) -> bytes:
        """Send one letter with its attachments to the paired device; returns its frame."""
        device = self.known()
        frame = self.seal(device, body, files)
        device.frames.append(frame)
        if send:
            envelope = self.relay.put(device.mailbox, frame)
            for index, content in enumerate(files):
                self.relay.put(device.mailbox, self._file(device, envelope, index, content))
        return frame

    def _file(self, device: Device, envelope: bytes, index: int, content: bytes) -> bytes:
        ref = AttachmentRef(hashlib.sha256(content).digest(), len(content))
        header = self._header(device, attachment_envelope(envelope, device.previous, index))
        pieces = seal_attachment(
            [content],
            header=header,
            ref=ref,
            recipient=HybridRecipient(device.transcript.recipient),
            signer=self.statement.sign,
        )
        return b"".join(pieces)

    def _header(self, device: Device, envelope: bytes) -> OuterHeader:
        created = int(time.time()) // 60 * 60
        mailbox = MailboxId(device.mailbox)
        return OuterHeader(1, mailbox, Direction.TO_PATIENT, EnvelopeId(envelope), created)

    def _read(self, frame: bytes) -> None:
        device = self.known()
        pinned = device.transcript.statement_key
        envelope = bytes(self.envelope_of(frame))
        if envelope in self._waiting_files:
            letter, index = self._waiting_files.pop(envelope)
            source = io.BytesIO(frame)
            pieces = open_attachment(
                source,
                len(frame),
                letter=letter,
                index=index,
                identity=self.identity,
                pinned=pinned,
            )
            device.files.append(b"".join(pieces))
            return
        letter = self._opened(frame, pinned)
        device.letters.append((letter.statement.kind, letter.read()))
        device.hashes.append(letter.hash)
        for index in range(len(letter.statement.attachments)):
            found = attachment_envelope(envelope, letter.hash, index)
            self._waiting_files[found] = (letter, index)

    def _opened(self, frame: bytes, pinned: bytes) -> Letter:
        """Sealed to the keys of now, or to earlier ones; which, is noted in `sealed_to`."""
        former = [key_id(one.recipient.raw) for one in self.former]
        for identity in (self.identity, *reversed(self.former)):
            try:
                letter = open_letter(frame, identity, pinned, former=former)
            except NoMatch:
                continue
            self.sealed_to.append(identity)
            return letter
        raise NoMatch("none of ours")

    @staticmethod
    def envelope_of(frame: bytes) -> bytes:
        """The envelope id in the outer header of a frame."""
        return bytes(split_frame(frame)[0].header.envelope)

    def received(self, kind: Kind) -> list[Any]:
        """Bodies of one kind that the device has sent so far."""
        return [body for found, body in self.known().letters if found is kind]
