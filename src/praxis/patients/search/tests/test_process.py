"""The search process over its real socket: counters, crashes, strangers, storms."""

import contextlib
import os
import signal
import socket
import stat
import tempfile
import threading
import time
from pathlib import Path

import pytest

from praxis.patients.search import protocol, server
from praxis.patients.search.client import SearchAway, SearchClient
from praxis.patients.search.keeping import KeptIndex
from praxis.patients.search.records import ActorScope
from praxis.patients.search.server import SearchServer
from praxis.patients.search.snapshot import SnapshotFile
from praxis.patients.search.tests.cast import BEN, CEM, MAIN, nicknames, uid
from praxis.patients.search.tests.conftest import RunningSearch
from praxis.patients.search.tests.doors import KEY, FileSource


def test_it_answers_over_its_socket_only_what_the_caller_may_see(search: RunningSearch) -> None:
    client = search.client()
    assert nicknames(client.search("müller", BEN, 2)) == ["anna"]
    assert nicknames(client.search("müller", CEM, 2)) == ["branch"]


def test_a_patient_saved_by_one_client_is_found_by_another_at_once(search: RunningSearch) -> None:
    first, second = search.client(), search.client()
    assert first.search("sonntag", BEN, 2) == []
    assert second.search("sonntag", BEN, 2) == []
    search.source.write(3, "born", "Sonntag", "Petra")
    assert nicknames(second.search("sonntag", BEN, 3)) == ["born"]
    # A client that read an older counter is served from the newer state.
    assert nicknames(first.search("sonntag", BEN, 2)) == ["born"]


def test_it_gives_no_answer_rather_than_one_from_before_the_counter(search: RunningSearch) -> None:
    with pytest.raises(SearchAway, match="antwortet gerade nicht") as raised:
        search.client().search("müller", BEN, 99)
    assert raised.value.detail == "fault=behind"
    assert nicknames(search.client().search("müller", BEN, 2)) == ["anna"]


def test_catching_up_ahead_of_a_search(search: RunningSearch) -> None:
    search.source.write(3, "born", "Sonntag", "Petra")
    assert search.client().catch_up(3) == 3
    assert search.client().status()["people"] == 3


def test_it_ends_cleanly_and_starts_again_from_its_snapshot(search: RunningSearch) -> None:
    assert search.end() == 0
    assert not search.socket.exists()
    assert stat.S_IMODE(search.snapshot.stat().st_mode) == 0o600
    assert b"muller" not in search.snapshot.read_bytes()
    search.source.write(3, "born", "Sonntag", "Petra")
    search.start()
    assert search.client().status()["saved"] == 2
    assert nicknames(search.client().search("sonntag", BEN, 3)) == ["born"]


@pytest.mark.crash
@pytest.mark.parametrize("pause", [0.0, 0.002, 0.01, 0.03])
def test_a_kill_in_the_middle_of_a_snapshot_costs_nothing(
    search: RunningSearch, pause: float
) -> None:
    search.client().snapshot()
    time.sleep(pause)
    search.end(signal.SIGKILL)
    search.start()
    assert nicknames(search.client().search("müller", BEN, 2)) == ["anna"]
    assert not search.snapshot.with_name("snapshot.new").exists()


def test_an_erased_person_is_gone_from_the_next_snapshot_too(search: RunningSearch) -> None:
    search.source.write(3, "anna", "", "", "gone")
    assert search.client().search("müller", BEN, 3) == []
    search.end()
    search.start()
    assert search.client().search("müller", BEN, 3) == []


def test_while_it_is_away_the_client_says_so_and_then_finds_it_again(search: RunningSearch) -> None:
    client = search.client()
    assert client.search("müller", BEN, 2)
    search.end(signal.SIGKILL)
    with pytest.raises(SearchAway):
        client.search("müller", BEN, 2)
    search.start()
    assert nicknames(client.search("müller", BEN, 2)) == ["anna"]


def test_the_socket_is_its_owners_alone(search: RunningSearch) -> None:
    assert stat.S_IMODE(search.socket.lstat().st_mode) == 0o600


def test_another_user_is_hung_up_on() -> None:
    with tempfile.TemporaryDirectory(prefix="ps-") as name:
        folder = Path(name)
        (folder / "changes").touch()
        kept = KeptIndex(
            FileSource(folder / "changes"), SnapshotFile(folder / "snapshot", lambda: KEY)
        )
        kept.start()
        serving = SearchServer(kept, folder / "search", frozenset((os.getuid() + 1,)))
        thread = threading.Thread(target=serving.run)
        thread.start()
        try:
            with pytest.raises(SearchAway):
                SearchClient(folder / "search").status()
        finally:
            serving.stop()
            thread.join()


@pytest.mark.parametrize(
    "message",
    [
        b"\xff\xff\xff\xff",
        b"\x00\x00\x00\x01\xff",
        protocol.frame(["search"]),
        protocol.frame({"ask": "everyone"}),
        protocol.frame({"ask": "search", "text": "m", "sites": b"", "staff": b"x" * 16}),
        protocol.frame({"ask": "status", "more": 1}),
    ],
    ids=["too long", "no CBOR", "no map", "unknown", "half a search", "one field more"],
)
def test_e16_what_is_no_request_ends_the_connection_and_nothing_else(
    search: RunningSearch, message: bytes
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stranger:
        stranger.settimeout(5)
        stranger.connect(str(search.socket))
        stranger.sendall(message)
        assert stranger.recv(100) == b""
    assert nicknames(search.client().search("müller", BEN, 2)) == ["anna"]


def test_m02_a_storm_of_searches_leaves_others_quick(search: RunningSearch) -> None:
    stop = threading.Event()
    costly = "maier schmidt " + "mulelr " * 20

    def storm() -> None:
        client = search.client()
        while not stop.is_set():
            client.search(costly, BEN, 2)
        client.close()

    threads = [threading.Thread(target=storm) for _ in range(8)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(20):
            assert nicknames(search.client().search("müller", BEN, 2)) == ["anna"]
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_m02_a_client_that_takes_no_answers_holds_up_nobody(search: RunningSearch) -> None:
    ask = protocol.request_bytes(protocol.Search("müller", BEN, 2))
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as greedy:
        greedy.connect(str(search.socket))
        greedy.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                greedy.send(ask * 50)
        assert nicknames(search.client().search("müller", BEN, 2)) == ["anna"]


def test_m02_more_clients_than_allowed_are_hung_up_on(search: RunningSearch) -> None:
    crowd = [search.client() for _ in range(server.MOST_CLIENTS + 8)]
    answers = 0
    for client in crowd:
        try:
            answers += bool(client.status())
        except SearchAway:
            continue
    assert answers <= server.MOST_CLIENTS
    for client in crowd:
        client.close()


def test_e15_a_lone_surrogate_does_not_break_the_client(search: RunningSearch) -> None:
    assert nicknames(search.client().search("mü\ud800ller\u202e", BEN, 2)) == ["anna"]


def test_c03_a_caller_without_sites_sees_nobody(search: RunningSearch) -> None:
    nobody = ActorScope(uid("otto"), frozenset())
    stranger = ActorScope(uid("otto"), frozenset((uid("another practice"),)))
    assert search.client().search("müller", nobody, 2) == []
    assert search.client().search("müller", stranger, 2, [uid("anna")]) == []
    assert search.client().search("müller", ActorScope(uid("otto"), frozenset((MAIN,))), 2)
