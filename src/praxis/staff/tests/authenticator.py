"""An authenticator in software, obedient and hostile: signs whatever a test tells it to."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
)

from praxis.config import config

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
FLAG = AuthenticatorData.FLAG
_public: Any = ES256.from_cryptography_key


def _sha256(content: bytes) -> bytes:
    digest = Hash(SHA256())
    digest.update(content)
    return digest.finalize()


@dataclass
class Authenticator:
    """One credential; every field can be bent to see whether the server notices."""

    user: UUID
    origin: str = field(default_factory=lambda: config().origin)
    rp_id: str = field(default_factory=lambda: config().host)
    flags: int = PRESENT | VERIFIED
    counter: int = 1
    cross_origin: bool = False
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: Any) -> dict[str, Any]:
        """The answer to `navigator.credentials.create`."""
        known = AttestedCredentialData.create(
            bytes(16), self.credential_id, _public(self.key.public_key())
        )
        data = AuthenticatorData.create(
            _sha256(self.rp_id.encode()), FLAG(self.flags | ATTESTED), self.counter, bytes(known)
        )
        statement = AttestationObject.create("none", data, {})
        return self._answer(
            {
                "clientDataJSON": websafe_encode(self._client_data("webauthn.create", options)),
                "attestationObject": websafe_encode(bytes(statement)),
            }
        )

    def sign(self, options: Any, **bent: Any) -> dict[str, Any]:
        """The answer to `navigator.credentials.get`."""
        client = self._client_data(bent.pop("type", "webauthn.get"), options)
        data = AuthenticatorData.create(
            _sha256(self.rp_id.encode()), FLAG(self.flags), self.counter
        )
        signature = self.key.sign(bytes(data) + _sha256(client), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(bytes(data)),
                "signature": websafe_encode(bent.pop("signature", signature)),
                "userHandle": websafe_encode(self.user.bytes),
            }
        )

    def _client_data(self, kind: str, options: Any) -> bytes:
        challenge = options["publicKey"]["challenge"]
        if not isinstance(challenge, str):
            challenge = websafe_encode(challenge)
        assert websafe_decode(challenge)
        told = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(told | {"crossOrigin": self.cross_origin}).encode()

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        name = websafe_encode(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}
