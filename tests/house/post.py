"""What tests of the post need: signing keys without a keeper, and a phone written in Python."""

import hashlib
import io
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from seal.age.hybrid import HybridIdentity, HybridRecipient
from seal.envelope import Letter, open_attachment, open_letter, seal_attachment, seal_letter
from seal.keys import SecretKey
from seal.signing import STATEMENT_PURPOSES, SigningKey
from wire.bodies import Body, kind_of, pack_body
from wire.bundle import KeyBundle, bundle_hash, open_bundle, open_change, safety_number
from wire.frame import split_frame
from wire.header import Direction, OuterHeader
from wire.ids import ConversationId, EnvelopeId, Epoch, MailboxId, key_id, new_id
from wire.invite import Invite, read_fragment
from wire.notices import Grant, KeyChange, Paired, PairOutcome
from wire.pairing import Transcript, make_pair, pairing_keys, pairing_mailbox_seed
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

_NAMES = {
    Purpose.STATEMENT: "statement", Purpose.TRANSMISSION: "statement",
    Purpose.PAIR: "statement", Purpose.KEY_CHANGE: "statement",
    Purpose.REQUEST: "request", Purpose.ANCHOR: "anchor", Purpose.PRACTICE: "practice",
}  # fmt: skip


class TestSigner:
    """Stands where the keeper stands: one key per purpose, new for every test."""

    __test__ = False

    def __init__(self) -> None:
        self.versions = {1: _new_keys()}

    def sign(self, purpose: Purpose, base: bytes, version: int = 0) -> bytes:
        """Sign like the keeper."""
        return self._of(version)[_NAMES[purpose]].sign(base)

    def public_keys(self, version: int = 0) -> Mapping[str, bytes]:
        """The four public keys."""
        return {name: key.public for name, key in self._of(version).items()}

    def sign_version(self) -> int:
        """The newest version."""
        return max(self.versions)

    def new_version(self) -> int:
        """As the keeper makes a new version of *sign*."""
        self.versions[self.sign_version() + 1] = _new_keys()
        return self.sign_version()

    def _of(self, version: int) -> Mapping[str, SigningKey]:
        return self.versions[version or self.sign_version()]


def _new_keys() -> Mapping[str, SigningKey]:
    return {
        "statement": SigningKey.new(*STATEMENT_PURPOSES),
        "request": SigningKey.new(Purpose.REQUEST),
        "anchor": SigningKey.new(Purpose.ANCHOR),
        "practice": SigningKey.new(Purpose.PRACTICE),
    }


@dataclass
class Phone:
    """A patient's browser: reads a sheet, pairs, opens letters, writes letters."""

    invite: Invite
    bundle: bytes
    bundles: list[bytes] = field(default_factory=list)
    identity: HybridIdentity = field(default_factory=lambda: HybridIdentity(SecretKey.new()))
    statement: SigningKey = field(default_factory=lambda: SigningKey.new(*STATEMENT_PURPOSES))
    relay: SigningKey = field(default_factory=lambda: SigningKey.new(Purpose.REQUEST))
    grant: Grant | None = None
    epoch: bytes = field(default_factory=new_id)
    sequence: int = 0
    previous: bytes = FIRST
    seen: Seen | None = None
    letters: list[Letter] = field(default_factory=list)

    @classmethod
    def from_sheet(cls, url: str, bundle: bytes) -> "Phone":
        """Scan the sheet; the bundle must be the one whose hash stands on it."""
        invite = read_fragment(url.partition("#")[2])
        open_bundle(bundle, invite.bundle)
        return cls(invite, bundle)

    @property
    def practice(self) -> KeyBundle:
        """The practice's keys, pinned by the sheet and by every change since."""
        return open_bundle(self.bundle, bundle_hash(self.bundle))

    def takes(self, change: KeyChange) -> None:
        """Pin the next bundle, if both keys signed the change."""
        open_change(change, self.bundle)
        self.bundles.append(self.bundle)
        self.bundle = change.bundle

    @property
    def pairing_key(self) -> SigningKey:
        """The key that may use the pairing mailbox."""
        seed = pairing_mailbox_seed(self.invite.secret, bytes(self.invite.invite))
        return SigningKey(SecretKey(seed), Purpose.REQUEST)

    @property
    def safety(self) -> str:
        """The number both sides show."""
        return safety_number(
            bundle_hash(self.bundle),
            self.identity.recipient.raw,
            self.statement.public,
            self.relay.public,
        )

    def pair(self, code: str, *, secret: bytes | None = None) -> bytes:
        """The frame of a pairing letter with this code."""
        keys = pairing_keys(secret or self.invite.secret, bytes(self.invite.invite), code)
        transcript = Transcript(
            version=1,
            invite=self.invite.invite,
            relay=self.invite.relay,
            bundle=self.invite.bundle,
            recipient=self.identity.recipient.raw,
            statement_key=self.statement.public,
            relay_key=self.relay.public,
            time=int(time.time()),
        )
        body = make_pair(transcript, keys, self.statement.sign)
        mailbox = bytes(self.invite.invite)
        return self._frame(body, mailbox, mailbox, new_id(), 1, FIRST)[0]

    def paired(self, frame: bytes) -> Paired:
        """Read the practice's answer; keeps the grant."""
        letter = open_letter(frame, self.identity, self.practice.statement_key)
        body: Any = letter.read()
        assert isinstance(body, Paired)
        if body.outcome is PairOutcome.OK:
            self.grant = body.grant
        return body

    def opens(self, frame: bytes) -> Letter:
        """Open a letter of the practice and remember that it was seen; a change is taken."""
        letter = open_letter(frame, self.identity, self.practice.statement_key)
        self.letters.append(letter)
        if isinstance(change := letter.read(), KeyChange):
            self.takes(change)
        said = letter.statement
        self.seen = Seen(said.epoch, said.sequence, letter.hash)
        return letter

    def opens_file(self, letter: Letter, index: int, frame: bytes) -> bytes:
        """Open an attachment of a letter."""
        pieces = open_attachment(
            io.BytesIO(frame),
            len(frame),
            letter=letter,
            index=index,
            identity=self.identity,
            pinned=self.practice.statement_key,
        )
        return b"".join(pieces)

    def writes(self, body: Body, files: tuple[bytes, ...] = (), **other: Any) -> list[bytes]:
        """The next letter to the practice and its attachments as frames."""
        assert self.grant is not None
        frame, signed, envelope = self._frame(
            body,
            bytes(self.grant.mailbox),
            bytes(self.grant.conversation),
            self.epoch,
            other.pop("sequence", self.sequence + 1),
            other.pop("previous", self.previous),
            files,
        )
        self.sequence += 1
        self.previous = statement_hash(signed)
        return [frame, *(self._file(envelope, signed, at, f) for at, f in enumerate(files))]

    def _file(self, envelope: bytes, signed: bytes, index: int, content: bytes) -> bytes:
        assert self.grant is not None
        under = attachment_envelope(envelope, statement_hash(signed), index)
        pieces = seal_attachment(
            [content],
            header=self._header(bytes(self.grant.mailbox), under),
            ref=AttachmentRef(hashlib.sha256(content).digest(), len(content)),
            recipient=HybridRecipient(self.practice.recipient),
            signer=self.statement.sign,
        )
        return b"".join(pieces)

    def _frame(
        self,
        body: Body,
        mailbox: bytes,
        conversation: bytes,
        epoch: bytes,
        sequence: int,
        previous: bytes,
        files: tuple[bytes, ...] = (),
    ) -> tuple[bytes, bytes, bytes]:
        raw, envelope = pack_body(body), secrets.token_bytes(16)
        statement = Statement(
            version=1,
            sender=key_id(self.statement.public),
            recipients=(key_id(self.practice.recipient),),
            mailbox=MailboxId(mailbox),
            direction=Direction.TO_PRACTICE,
            conversation=ConversationId(conversation),
            sequence=sequence,
            previous=previous,
            epoch=Epoch(epoch),
            seen=self.seen,
            time=int(time.time()),
            kind=kind_of(body),
            body=hashlib.sha256(raw).digest(),
            attachments=tuple(AttachmentRef(hashlib.sha256(f).digest(), len(f)) for f in files),
        )
        signed = sign_statement(statement, self.statement.sign)
        frame = seal_letter(
            header=self._header(mailbox, envelope),
            signed_statement=signed,
            body=raw,
            recipient=HybridRecipient(self.practice.recipient),
            signer=self.statement.sign,
        )
        return frame, signed, envelope

    def _header(self, mailbox: bytes, envelope: bytes) -> OuterHeader:
        created = int(time.time()) // 60 * 60
        return OuterHeader(
            1, MailboxId(mailbox), Direction.TO_PRACTICE, EnvelopeId(envelope), created
        )


def envelope_of(frame: bytes) -> bytes:
    """The envelope id in the outer header of a frame."""
    return bytes(split_frame(frame)[0].header.envelope)
