"""The official C2SP vectors of age, all that need neither armor nor a passphrase."""

import base64
import hashlib
import io
import json
import zlib
from pathlib import Path
from typing import Final

import pytest

from seal.age.file import Identity, open_age
from seal.age.hybrid import HybridIdentity
from seal.age.x25519 import X25519Identity
from seal.errors import AgeHeader, HeaderMac, NoMatch, NotOpened, SealError

VECTORS: Final[dict[str, str]] = json.loads(
    (Path(__file__).parents[3] / "vectors" / "age" / "cctv.json").read_text()
)
ERRORS: Final[dict[str, type[SealError]]] = {
    "header failure": AgeHeader,
    "no match": NoMatch,
    "HMAC failure": HeaderMac,
    "payload failure": NotOpened,
}


def _identity(text: str) -> Identity:
    if text.startswith("AGE-SECRET-KEY-PQ-"):
        return HybridIdentity.parse(text)
    return X25519Identity.parse(text)


def _parts(name: str) -> tuple[dict[str, str], list[Identity], bytes]:
    head, _, file = base64.b64decode(VECTORS[name]).partition(b"\n\n")
    lines = [line.partition(": ") for line in head.decode().split("\n")]
    fields = {key: value for key, _, value in lines}
    identities = [_identity(value) for key, _, value in lines if key == "identity"]
    return fields, identities, zlib.decompress(file) if fields.get("compressed") else file


def test_there_are_as_many_as_the_set_has() -> None:
    assert len(VECTORS) == 85


@pytest.mark.parametrize("name", VECTORS)
def test_x11_the_official_vector_gives_the_official_answer(name: str) -> None:
    fields, identities, file = _parts(name)
    digest = hashlib.sha256()

    def read() -> None:
        for piece in open_age(io.BytesIO(file), identities):
            digest.update(piece)

    if fields["expect"] == "success":
        read()
        assert digest.hexdigest() == fields["payload"]
    else:
        with pytest.raises(ERRORS[fields["expect"]]) as error:
            read()
        assert error.type is ERRORS[fields["expect"]]
