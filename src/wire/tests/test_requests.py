"""Signed requests: each part is bound, the window is kept, one spelling only."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wire import requests
from wire.errors import BadSignature, Malformed, Stale, UnsupportedVersion, WrongDigest
from wire.requests import Target
from wire.tests.keys import public, signing_key

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DEVICE, MALLORY = signing_key("device relay"), signing_key("mallory")
PUT = Target("PUT", "relay.localhost:8443", "/v1/mailboxes/00/envelopes/11?after=0")
NONCE = bytes(range(16))


def _header(target: Target = PUT, body: bytes = b"sealed", now: datetime = NOW) -> str:
    return requests.build(
        target,
        digest=requests.body_digest(body),
        public_key=public(DEVICE),
        sign=DEVICE.sign,
        now=now,
        nonce=NONCE,
    )


def test_an_honest_request_passes_every_check() -> None:
    signed = requests.parse(_header())
    requests.check_signature(signed, PUT, public(DEVICE))
    requests.check_fresh(signed, NOW)
    requests.check_body(signed, requests.body_digest(b"sealed"))


@pytest.mark.parametrize(
    "target",
    [
        replace(PUT, method="DELETE"),
        replace(PUT, authority="relay.localhost:8444"),
        replace(PUT, target="/v1/mailboxes/00/envelopes/11?after=1"),
    ],
)
def test_h09_a_request_signed_for_one_target_is_none_for_another(target: Target) -> None:
    with pytest.raises(BadSignature):
        requests.check_signature(requests.parse(_header()), target, public(DEVICE))


@pytest.mark.parametrize("field", ["key", "nonce", "digest"])
def test_h09_no_field_of_the_header_can_be_replaced(field: str) -> None:
    signed = requests.parse(_header())
    zeros = bytes(len(getattr(signed, field)))
    signed = replace(signed, **{field: zeros})  # type: ignore[arg-type] # wrong on purpose
    with pytest.raises(BadSignature):
        requests.check_signature(signed, PUT, public(DEVICE))


def test_h16_a_refreshed_time_breaks_the_signature() -> None:
    signed = replace(requests.parse(_header()), created=int(NOW.timestamp()) + 1)
    with pytest.raises(BadSignature):
        requests.check_signature(signed, PUT, public(DEVICE))


@pytest.mark.parametrize(
    ("seconds", "fresh"),
    [
        (-121, False),
        (-120, True),
        (120, True),
        (121, False),
        (-3 * 86_400, False),
        (3 * 86_400, False),
        (-400 * 86_400, False),
        (400 * 86_400, False),
    ],
)
def test_h16_the_window_is_120_seconds_both_ways(seconds: int, fresh: bool) -> None:
    signed = requests.parse(_header())
    at = NOW + timedelta(seconds=seconds)
    if fresh:
        requests.check_fresh(signed, at)
    else:
        with pytest.raises(Stale):
            requests.check_fresh(signed, at)


def test_another_body_is_refused() -> None:
    with pytest.raises(WrongDigest):
        requests.check_body(requests.parse(_header()), requests.body_digest(b"other"))


@pytest.mark.parametrize(
    "change",
    [
        lambda h: h.upper(),
        lambda h: " " + h,
        lambda h: h + "\n",
        lambda h: h + ".",
        lambda h: h[:-2],
        lambda h: h.replace(".", ".0", 2),
        lambda h: h[:0],
    ],
)
def test_the_header_has_one_spelling(change: "object") -> None:
    with pytest.raises(Malformed):
        requests.parse(change(_header()))  # type: ignore[operator] # wrong on purpose


def test_x06_another_version_is_refused() -> None:
    with pytest.raises(UnsupportedVersion):
        requests.parse("2" + _header()[1:])


@pytest.mark.parametrize(
    ("method", "authority", "target"),
    [
        ("get", "relay.localhost", "/"),
        ("TRACE", "relay.localhost", "/"),
        ("GET", "Relay.localhost", "/"),
        ("GET", "relay.localhost:0", "/"),
        ("GET", "relay..localhost", "/"),
        ("GET", "user@relay.localhost", "/"),
        ("GET", "relay.localhost", ""),
        ("GET", "relay.localhost", "v1"),
        ("GET", "relay.localhost", "/ü"),
        ("GET", "relay.localhost", "/a b"),
        ("GET", "relay.localhost", "/a#b"),
        ("GET", "relay.localhost", "/" + "a" * 1024),
    ],
)
def test_a_target_has_one_spelling(method: str, authority: str, target: str) -> None:
    with pytest.raises(Malformed):
        Target(method, authority, target)


def test_a_time_without_zone_is_no_time() -> None:
    with pytest.raises(Malformed):
        _header(now=datetime(2026, 11, 23))  # noqa: DTZ001 - wrong on purpose


def test_the_dummy_key_is_a_usable_key_that_signs_nothing() -> None:
    with pytest.raises(BadSignature):
        requests.check_signature(requests.parse(_header()), PUT, requests.DUMMY_KEY)
