"""What strangers, thieves and repeaters get: one answer, byte for byte the same."""

import secrets
import threading
from datetime import timedelta

import httpx
import pytest

from relay.tests.running import Person, RunningRelay, frame, order
from wire import relay_api as api
from wire.frame import PREAMBLE_MAX, read_preamble
from wire.ids import new_id
from wire.orders import Use, pack
from wire.requests import HEADER


def _face(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    headers = [(name, value) for name, value in answer.headers.items() if name != "date"]
    return answer.status_code, answer.content, headers


@pytest.fixture
def refused(relay: RunningRelay) -> tuple[int, bytes, list[tuple[str, str]]]:
    """What an unsigned request for nothing gets."""
    with relay.client() as client:
        face = _face(client.get("/"))
    assert face[:2] == (404, b"not-found\n")
    return face


def test_h08_every_forbidden_request_gets_the_same_bytes(
    relay: RunningRelay, practice: Person, device: Person, refused: object
) -> None:
    stranger = Person(relay.authority, relay.clock, mailbox=device.mailbox)
    other_practice = relay.practice()
    other = other_practice.open_mailbox()
    envelope = new_id()
    practice.put(device.mailbox, frame(device.mailbox, envelope), envelope)
    own, theirs = api.queue_path(device.mailbox), api.queue_path(other.mailbox)
    letter = api.envelope_path(device.mailbox, envelope)
    answers = [
        stranger.ask("GET", own),
        device.ask("GET", theirs),
        device.ask("GET", api.queue_path(new_id())),
        practice.ask("GET", own),
        other.ask("GET", letter),
        other.ask("DELETE", letter),
        other_practice.ask("DELETE", api.mailbox_path(device.mailbox)),
        other_practice.ask("DELETE", api.mailbox_path(new_id())),
        device.ask("GET", api.INBOX),
        device.ask("GET", api.EVENTS),
        device.ask("GET", api.ANCHORS),
        device.ask("GET", api.DEAD_LETTERS),
        device.ask("DELETE", api.mailbox_path(device.mailbox)),
        device.ask("GET", api.envelope_path(device.mailbox, new_id())),
        device.ask("GET", own.upper()),
        device.ask("GET", own + "/"),
        device.ask("GET", "/v1/../v1/inbox"),
        device.ask("GET", "/openapi.json"),
    ]
    assert [_face(answer) for answer in answers] == [refused] * len(answers)
    assert device.ask("GET", letter).status_code == 200


def test_h08_broken_signatures_get_the_same_bytes(
    relay: RunningRelay, device: Person, refused: object
) -> None:
    path = api.queue_path(device.mailbox)
    good = device.header("GET", path)
    tries = {
        "none": {},
        "cut": {HEADER: good[:-2]},
        "flipped": {HEADER: good[:-1] + ("0" if good[-1] != "0" else "1")},
        "version": {HEADER: "2" + good[1:]},
        "other path": {HEADER: device.header("GET", api.INBOX)},
        "other method": {HEADER: device.header("DELETE", path)},
        "other authority": {HEADER: device.header("GET", path, authority="relay.example")},
        "old": {HEADER: device.header("GET", path, skew=-121)},
        "early": {HEADER: device.header("GET", path, skew=125)},
        "words": {HEADER: "1 or 1=1"},
        "binary": {HEADER: "\xff\xfe"},
    }
    with relay.client() as client:
        for name, headers in tries.items():
            raw = [(key.encode(), value.encode("latin-1")) for key, value in headers.items()]
            assert _face(client.get(path, headers=raw)) == refused, name
        assert client.get(path, headers={HEADER: good}).status_code == 200


@pytest.mark.parametrize("days", [-400, -3, 3, 400])
def test_h16_a_clock_wrong_by_days_gets_nothing_but_the_time(
    relay: RunningRelay, device: Person, refused: object, days: int
) -> None:
    path = api.queue_path(device.mailbox)
    with relay.client() as client:
        wrong = {HEADER: device.header("GET", path, skew=days * 86_400)}
        answer = client.get(path, headers=wrong)
        assert _face(answer) == refused
        # The caller learns from the relay's own time that it is the clock, not the key.
        assert "date" in answer.headers
        right = {HEADER: device.header("GET", path)}
        assert client.get(path, headers=right).status_code == 200


def test_a_host_name_that_is_not_ours_is_refused(
    relay: RunningRelay, device: Person, refused: object
) -> None:
    path = api.queue_path(device.mailbox)
    signed = device.header("GET", path, authority="evil.example")
    with relay.client() as client:
        answer = client.get(path, headers={HEADER: signed, "Host": "evil.example"})
        twice = [(HEADER, device.header("GET", path)), (HEADER, device.header("GET", path))]
        assert _face(client.get(path, headers=twice)) == refused
    assert _face(answer) == refused


def test_a_nonce_works_once_even_when_many_come_at_once(
    relay: RunningRelay, device: Person
) -> None:
    path = api.queue_path(device.mailbox)
    signed = device.header("GET", path)
    said: list[int] = []

    def ask() -> None:
        with relay.client() as client:
            said.append(client.get(path, headers={HEADER: signed}).status_code)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [200] + [404] * 7


def test_h09_a_mailbox_id_without_its_key_lists_and_deletes_nothing(
    relay: RunningRelay, practice: Person, device: Person
) -> None:
    envelope = new_id()
    practice.put(device.mailbox, frame(device.mailbox, envelope), envelope)
    thief = Person(relay.authority, relay.clock, mailbox=device.mailbox)
    assert thief.ask("GET", api.queue_path(device.mailbox)).status_code == 404
    path = api.envelope_path(device.mailbox, envelope)
    assert thief.ask("DELETE", path).status_code == 404
    assert device.ask("GET", path).status_code == 200


def test_h09_a_device_writes_to_its_practice_in_nobody_elses_name(
    practice: Person, device: Person
) -> None:
    other, envelope = practice.open_mailbox(), new_id()
    sent = frame(device.mailbox, envelope, up=True)
    assert other.put(device.mailbox, sent, envelope).status_code == 404
    assert practice.queue(api.INBOX).waiting == ()
    assert device.put(device.mailbox, sent, envelope).status_code == 201


def test_only_a_practice_opens_mailboxes(practice: Person, device: Person) -> None:
    wish = Person(device.authority, device.clock, mailbox=new_id())
    assert device.ask("POST", api.MAILBOXES, pack(order(wish))).status_code == 404
    assert wish.ask("POST", api.MAILBOXES, pack(order(wish))).status_code == 404
    assert practice.ask("POST", api.MAILBOXES, pack(order(wish))).status_code == 201
    assert practice.ask("POST", api.MAILBOXES, pack(order(wish))).status_code == 201


def test_x08_a_key_is_registered_once(relay: RunningRelay, practice: Person) -> None:
    device = practice.open_mailbox()
    twin = Person(relay.authority, relay.clock, key=device.key, mailbox=new_id())
    answer = relay.practice().ask("POST", api.MAILBOXES, pack(order(twin)))
    assert (answer.status_code, answer.text) == (409, "taken\n")


def test_x05_a_small_order_key_is_never_registered(practice: Person) -> None:
    device = Person(practice.authority, practice.clock, mailbox=new_id())
    raw = pack(order(device)).replace(device.public, bytes(32))
    answer = practice.ask("POST", api.MAILBOXES, raw)
    assert (answer.status_code, answer.text) == (400, "key\n")


def test_a_pairing_mailbox_must_end(practice: Person) -> None:
    device = Person(practice.authority, practice.clock, mailbox=new_id())
    late = int(practice.clock().timestamp()) + 40 * api.DAY
    for wish in (
        order(device, Use.PAIRING, expires=late),
        order(device, Use.PAIRING, max_envelopes=21),
        order(device, Use.DEVICE, expires=1),
    ):
        assert practice.ask("POST", api.MAILBOXES, pack(wish)).status_code == 400


def test_m03_bombs_and_foreign_fields_are_refused(practice: Person) -> None:
    device = Person(practice.authority, practice.clock, mailbox=new_id())
    good = pack(order(device))
    bombs = [b"\x81" * 900 + b"\x00", b"\x9b" + b"\xff" * 8, b"\x5b" + b"\xff" * 8, b"{}", b""]
    for bad in (*bombs, good + b"\x00", good[:-1], secrets.token_bytes(60)):
        assert practice.ask("POST", api.MAILBOXES, bad).status_code == 400
    assert practice.ask("POST", api.MAILBOXES, good + bytes(2000)).status_code == 413


def test_a_closed_mailbox_is_gone_with_everything_in_it(practice: Person) -> None:
    device, envelope = practice.open_mailbox(), new_id()
    practice.put(device.mailbox, frame(device.mailbox, envelope), envelope)
    assert practice.ask("DELETE", api.mailbox_path(device.mailbox)).status_code == 204
    assert device.ask("GET", api.queue_path(device.mailbox)).status_code == 404
    again = practice.put(device.mailbox, frame(device.mailbox, envelope), envelope)
    assert again.status_code == 404


def test_envelopes_and_mailboxes_expire(relay: RunningRelay, practice: Person) -> None:
    import asyncio

    from relay.sweep import sweep

    device, pairing = practice.open_mailbox(), practice.open_mailbox(use=Use.PAIRING)
    envelope = new_id()
    practice.put(device.mailbox, frame(device.mailbox, envelope), envelope)
    relay.clock.ahead = timedelta(days=29)
    assert pairing.ask("GET", api.queue_path(pairing.mailbox)).status_code == 404
    assert len(device.queue(api.queue_path(device.mailbox)).waiting) == 1
    relay.clock.ahead = timedelta(days=31)
    assert device.queue(api.queue_path(device.mailbox)).waiting == ()
    assert asyncio.run(sweep(relay.dsn, relay.settings)) >= 1
    (lost,) = practice.queue(api.DEAD_LETTERS).waiting
    assert (lost.envelope, lost.mailbox) == (envelope, device.mailbox)


def test_cors_names_exactly_the_page_of_the_practice(relay: RunningRelay) -> None:
    page, other = (f"https://{secrets.token_hex(6)}.example" for _ in "ab")
    practice = relay.practice(origin=page)
    relay.practice(origin=other)
    device = practice.open_mailbox()
    path = api.queue_path(device.mailbox)
    allowed = device.ask("GET", path, Origin=page)
    assert allowed.headers["access-control-allow-origin"] == page
    assert "access-control-allow-credentials" not in allowed.headers
    assert device.ask("GET", path, Origin=other).status_code == 404
    assert device.ask("GET", path, Origin="https://evil.example").status_code == 404
    with relay.client() as client:
        for origin, expected in ((page, page), ("https://evil.example", None), ("null", None)):
            asked = client.options(path, headers={"Origin": origin})
            assert asked.headers.get("access-control-allow-origin") == expected


@pytest.mark.parametrize("bucket", [0, 10])
@pytest.mark.parametrize(
    "flag",
    [
        "", "?encrypt=false", "?alg=none", "?version=0", "?suite=", "X-Encrypt: false",
        "X-Plaintext: 1", "Content-Type: text/plain", "Content-Encoding: identity",
        "Accept-Encoding: identity", "X-Age-Version: 0",
    ],
)  # fmt: skip
def test_l07_h20_nothing_in_a_request_switches_sealing_off(
    practice: Person, device: Person, flag: str, bucket: int
) -> None:
    """Text under a true outer header, brought to the length of a letter, whatever is asked."""
    envelope = new_id()
    honest = frame(device.mailbox, envelope, bucket=bucket)
    front = read_preamble(honest[:PREAMBLE_MAX]).length
    for text in (b"Guten Tag ", b"age-encryption.org/v1\n-> X25519 ", b"age-encryption.org/v2\n"):
        plain = honest[:front] + (text * len(honest))[: len(honest) - front]
        query, named = (flag, "") if flag.startswith("?") else ("", flag)
        headers = dict([named.split(": ")]) if named else {}
        path = api.envelope_path(device.mailbox, envelope)
        answer = practice.ask("PUT", path + query, plain, **headers)
        assert answer.status_code in {400, 415}, text
    assert device.queue(api.queue_path(device.mailbox)).waiting == ()
    assert practice.put(device.mailbox, honest, envelope).status_code == 201


def test_no_cookie_and_strict_headers_on_every_answer(relay: RunningRelay, device: Person) -> None:
    with relay.client() as client:
        answers = [client.get("/"), client.options("/", headers={"Origin": "https://x.example"})]
    answers += [device.ask("GET", api.queue_path(device.mailbox))]
    for answer in answers:
        assert "set-cookie" not in answer.headers
        assert "server" not in answer.headers
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
