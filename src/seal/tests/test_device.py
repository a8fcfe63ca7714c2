"""A device's seed: under paper secret or passkey, for its own mailbox and purpose only."""

import pytest

from seal.device import paper_key, passkey_key, unwrap_seed, wrap_seed
from seal.errors import NotOpened, UnknownFormat
from seal.keys import SecretKey
from wire.errors import MistypedSecret
from wire.paper import write_paper_secret

MAILBOX, SEED = b"m" * 16, SecretKey(b"s" * 32)
KEY = passkey_key(SecretKey(b"p" * 32), MAILBOX)


def test_a_seed_comes_back_under_either_key() -> None:
    printed = write_paper_secret(12345)
    for key in (KEY, paper_key(printed, MAILBOX)):
        wrapped = wrap_seed(key, SEED, MAILBOX, "age")
        assert unwrap_seed(key, wrapped, MAILBOX, "age") == SEED
    assert paper_key(printed.lower(), MAILBOX) == paper_key(printed, MAILBOX)


def test_x04_a_seed_opens_for_its_mailbox_and_purpose_only() -> None:
    wrapped = wrap_seed(KEY, SEED, MAILBOX, "age")
    for key, mailbox, purpose in (
        (SEED, MAILBOX, "age"),
        (KEY, b"x" * 16, "age"),
        (KEY, MAILBOX, "statement"),
    ):
        with pytest.raises(NotOpened):
            unwrap_seed(key, wrapped, mailbox, purpose)
    for data in (b"", b"\x02" + wrapped[1:], wrapped + b"x"):
        with pytest.raises(UnknownFormat):
            unwrap_seed(KEY, data, MAILBOX, "age")


def test_x13_nothing_can_ask_for_a_cheaper_derivation() -> None:
    with pytest.raises(TypeError):
        paper_key(write_paper_secret(1), MAILBOX, 1024)  # type: ignore[call-arg] # wrong on purpose
    with pytest.raises(MistypedSecret):
        paper_key("", MAILBOX)
