"""Keys: they stay silent, wraps are bound, subkeys differ."""

import copy
import os
import pickle  # noqa: TID251 - to show that a key refuses it
import subprocess
import sys

import pytest

from seal import keys
from seal.errors import NotOpened, UnknownFormat
from seal.keys import SecretKey, column_key, derive, unwrap, wrap

ROOT, DATA = SecretKey(b"r" * 32), SecretKey(b"canary-canary-canary-canary-cana")


def _wrapped() -> bytes:
    return wrap(ROOT, DATA, purpose="data-key", owner=b"o" * 16, key_id=3)


def test_x14_a_key_never_shows_itself() -> None:
    for text in (repr(DATA), str(DATA), f"{DATA}", f"{[DATA]}", f"{vars(keys)}"):
        assert "canary" not in text
    with pytest.raises(TypeError):
        pickle.dumps(DATA)
    with pytest.raises(TypeError):
        copy.copy(DATA)
    with pytest.raises(ValueError, match="32 bytes") as error:
        SecretKey(b"canary")
    assert "canary" not in str(error.value)


def test_x09_a_fork_makes_other_keys_than_its_parent() -> None:
    """A generator seeded once per process would give both the same."""
    program = (
        "import os, sys; from seal.keys import SecretKey; SecretKey.new()\n"
        "child = os.fork(); os.write(1, SecretKey.new().reveal().hex().encode() + b' ')\n"
        "child and os.waitpid(child, 0)"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    said = subprocess.run(
        [sys.executable, "-c", program], env=env, check=True, capture_output=True, text=True
    ).stdout.split()
    assert len(said) == len(set(said)) == 2


def test_x09_new_keys_differ() -> None:
    assert len({SecretKey.new() for _ in range(100)}) == 100


def test_keys_compare_by_content() -> None:
    assert SecretKey(b"a" * 32) == SecretKey(b"a" * 32) != SecretKey(b"b" * 32)
    assert SecretKey(b"a" * 32) != b"a" * 32


def test_a_wrapped_key_comes_back() -> None:
    assert unwrap(ROOT, _wrapped(), purpose="data-key", owner=b"o" * 16, key_id=3) == DATA
    assert len(_wrapped()) == keys.WRAPPED_BYTES


@pytest.mark.parametrize(
    ("purpose", "owner", "key_id"),
    [("root", b"o" * 16, 3), ("data-key", b"p" * 16, 3), ("data-key", b"o" * 16, 4)],
)
def test_x04_a_wrapped_key_opens_only_as_what_it_is(
    purpose: str, owner: bytes, key_id: int
) -> None:
    with pytest.raises(NotOpened):
        unwrap(ROOT, _wrapped(), purpose=purpose, owner=owner, key_id=key_id)


def test_a_wrapped_key_opens_under_no_other_key() -> None:
    with pytest.raises(NotOpened):
        unwrap(DATA, _wrapped(), purpose="data-key", owner=b"o" * 16, key_id=3)


def test_x01_a_flipped_byte_of_a_wrapped_key_never_opens() -> None:
    for at in range(1, keys.WRAPPED_BYTES):
        broken = bytearray(_wrapped())
        broken[at] ^= 1
        with pytest.raises(NotOpened):
            unwrap(ROOT, bytes(broken), purpose="data-key", owner=b"o" * 16, key_id=3)
    for data in (b"", b"\x02" + _wrapped()[1:], _wrapped() + b"x"):
        with pytest.raises(UnknownFormat):
            unwrap(ROOT, data, purpose="data-key", owner=b"o" * 16, key_id=3)


def test_subkeys_of_different_meaning_differ() -> None:
    made = {
        column_key(ROOT, "a", "bc"),
        column_key(ROOT, "ab", "c"),
        column_key(DATA, "a", "bc"),
        derive(ROOT, "a"),
        derive(ROOT, "a", "bc", salt=b"s"),
        derive(ROOT, ["a", "bc"]),
    }
    assert len(made) == 6


def test_a_running_mac_is_the_same_mac() -> None:
    running = keys.running_mac(ROOT, "address")
    running.update(b"one")
    running.update(b"two")
    assert keys.same(running.digest(), keys.mac(ROOT, "address", b"onetwo"))
    assert not keys.same(keys.mac(ROOT, "row", b"onetwo"), running.digest())


def test_labels_kept_and_labels_encoded_make_the_same_subkeys() -> None:
    key = SecretKey.new()
    for _ in range(2):  # the second time from what is kept
        assert column_key(key, "entry", "text") == derive(key, "entry", "text")
        assert keys.mac_key(key, "row") == derive(key, "mac", "row")
        assert keys.mac(key, "row", b"x") == keys.mac_with(derive(key, "mac", "row"), b"x")
    assert column_key(key, "entry", "text") != column_key(key, "entry", "title")
    assert keys.mac_key(key, "row") != keys.mac_key(key, "rows")
