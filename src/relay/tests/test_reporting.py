"""The relay says where weaknesses are reported, and nothing else to strangers."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from relay import reporting
from relay.tests.running import Clock, RunningRelay

CONTACT = "mailto:security@relay.example"


def test_l16_the_relay_says_where_weaknesses_are_reported(relay_dsns: tuple[str, str]) -> None:
    relay = RunningRelay(*relay_dsns, Clock(), contact=CONTACT)
    relay.start()
    try:
        answer = httpx.get(f"http://{relay.authority}{reporting.PATH}")
        foreign = httpx.get(f"http://{relay.authority}/.well-known/other")
        posted = httpx.post(f"http://{relay.authority}{reporting.PATH}")
    finally:
        relay.stop()
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == CONTACT
    expires = datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)
    assert (foreign.status_code, posted.status_code) == (404, 404)


def test_l16_without_a_contact_there_is_no_file(relay: RunningRelay) -> None:
    answer = httpx.get(f"http://{relay.authority}{reporting.PATH}")
    other = httpx.get(f"http://{relay.authority}/.well-known/other")
    assert (answer.status_code, answer.content) == (404, other.content)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        (CONTACT, True),
        ("https://relay.example/report", True),
        ("http://relay.example/report", False),
        ("security@relay.example", False),
        ("mailto:a@b\nExpires: 2099-01-01T00:00:00Z", False),
        ("https://", False),
    ],
)
def test_l16_a_contact_is_one_address_in_one_line(text: str, fits: bool) -> None:
    assert reporting.is_contact(text) is fits
