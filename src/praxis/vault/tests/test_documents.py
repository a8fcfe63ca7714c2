"""Documents on the disk: sealed, nameless, whole or not there, and only where they belong."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadhandler import StopUpload
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from house.held_keys import fresh_keys
from praxis.core.ids import uuid7
from praxis.vault import documents, keys, lending, uploads
from praxis.vault.documents import DocumentMissing, DocumentStore, pieces
from praxis.vault.errors import BrokenSeal, StillSealed, TooLarge, UnknownKey
from praxis.vault.store import DiskFull
from praxis.vault.uploads import SealedUpload, SealingUploadHandler
from seal.keys import SecretKey

CANARY = b"Arztbrief Dora Muster, geb. 3.4.1958"


@pytest.fixture
def lent() -> Iterator[lending.Lending]:
    with keys.installed(fresh_keys()), lending.opened() as opened:
        yield opened


@pytest.fixture
def owner(lent: lending.Lending) -> UUID:
    made = uuid7()
    lent.hold(made, 1, SecretKey.new())
    return made


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    return DocumentStore(tmp_path / "documents")


def read(store: DocumentStore, owner: UUID, address: bytes) -> bytes:
    return b"".join(store.open(owner, address).chunks())


def path_of(tmp_path: Path, address: bytes) -> Path:
    return tmp_path / "documents" / address.hex()[:2] / address.hex()[2:]


def test_a_document_comes_back_as_it_was(store: DocumentStore, owner: UUID) -> None:
    for content in (b"", b"x", CANARY * 10_000):
        kept = store.put(owner, [content])
        assert kept.length == len(content)
        assert read(store, owner, kept.address) == content
        assert store.verify(owner, kept.address) == kept


@given(parts=st.lists(st.binary(max_size=90_000), max_size=4))
@hypothesis_settings(max_examples=15, deadline=None)
def test_any_pieces_give_the_same_document(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]
) -> None:
    store = DocumentStore(tmp_path_factory.mktemp("d") / "documents")
    with keys.installed(fresh_keys()), lending.opened() as lent:
        owner = uuid7()
        lent.hold(owner, 1, SecretKey.new())
        one, other = store.put(owner, parts), store.put(owner, [b"".join(parts)])
        assert one == other
        assert read(store, owner, one.address) == b"".join(parts)


def test_g06_the_disk_shows_neither_content_nor_name_nor_date(
    store: DocumentStore, owner: UUID, tmp_path: Path
) -> None:
    first, second = store.put(owner, [CANARY]), store.put(owner, [CANARY + b"!"])
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 2
    assert all(CANARY[:8] not in path.read_bytes() for path in files)
    assert len({(path.stat().st_size, path.stat().st_mtime) for path in files}) == 1
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert first.address != second.address


def test_equal_contents_meet_only_within_one_patient(
    store: DocumentStore, owner: UUID, lent: lending.Lending
) -> None:
    other = uuid7()
    lent.hold(other, 1, SecretKey.new())
    mine = store.put(owner, [CANARY]).address
    assert store.put(owner, [CANARY]).address == mine
    assert store.put(other, [CANARY]).address != mine


def test_x04_a_document_put_under_another_address_or_owner_is_refused(
    store: DocumentStore, owner: UUID, lent: lending.Lending, tmp_path: Path
) -> None:
    one, other = store.put(owner, [b"eins"]).address, store.put(owner, [b"zwei"]).address
    path_of(tmp_path, other).write_bytes(path_of(tmp_path, one).read_bytes())
    with pytest.raises(BrokenSeal):
        store.open(owner, other)
    stranger = uuid7()
    lent.hold(stranger, 1, lent.data_key(owner, 1))
    with pytest.raises(BrokenSeal):
        store.open(stranger, one)


@pytest.mark.parametrize("change", ["flip", "cut", "longer", "other key"])
def test_x02_a_changed_document_is_refused_before_its_first_byte(
    store: DocumentStore, owner: UUID, tmp_path: Path, change: str
) -> None:
    kept = store.put(owner, [CANARY * 9000])
    path = path_of(tmp_path, kept.address)
    data = bytearray(path.read_bytes())
    if change == "flip":
        data[60] ^= 1
    elif change == "other key":
        data[40] ^= 1
    path.write_bytes(data[:-70_000] if change == "cut" else data + bytes(change == "longer"))
    with pytest.raises((BrokenSeal, UnknownKey)):
        store.open(owner, kept.address)


def test_a_changed_middle_is_refused_while_reading(
    store: DocumentStore, owner: UUID, tmp_path: Path
) -> None:
    kept = store.put(owner, [CANARY * 9000])
    path = path_of(tmp_path, kept.address)
    data = bytearray(path.read_bytes())
    data[100_000] ^= 1
    path.write_bytes(data)
    with pytest.raises(BrokenSeal):
        read(store, owner, kept.address)


def test_nothing_opens_without_the_lent_key(store: DocumentStore, owner: UUID) -> None:
    kept = store.put(owner, [CANARY])
    lending.end()
    with pytest.raises(StillSealed):
        store.open(owner, kept.address)
    with pytest.raises(StillSealed):
        store.put(owner, [CANARY])


def test_a_download_goes_on_after_the_request_and_no_new_one_starts(
    store: DocumentStore, owner: UUID
) -> None:
    reader = store.open(owner, store.put(owner, [CANARY]).address)
    lending.end()
    assert b"".join(reader.chunks()) == CANARY


def test_f07_a_document_over_the_limit_leaves_nothing(
    store: DocumentStore, owner: UUID, tmp_path: Path
) -> None:
    with pytest.raises(TooLarge):
        store.put(owner, (bytes(1000) for _ in range(1000)), limit=5000)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_many_small_ones_are_kept_like_one_and_go_together(
    store: DocumentStore, owner: UUID, lent: lending.Lending, tmp_path: Path
) -> None:
    other = uuid7()
    lent.hold(other, 1, SecretKey.new())
    mine, theirs = store.put_many([(owner, b"eins"), (other, b"zwei")])
    assert (mine.length, theirs.key_id) == (4, 1)
    assert mine == store.put(owner, [b"eins"])
    assert read(store, owner, mine.address) == b"eins"
    assert read(store, other, theirs.address) == b"zwei"
    with pytest.raises(BrokenSeal):
        read(store, owner, theirs.address)
    store.delete_many([mine.address, theirs.address, mine.address])
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_m04_a_full_disk_keeps_none_of_many(
    store: DocumentStore, owner: UUID, tmp_path: Path
) -> None:
    with _no_file_above(200_000), pytest.raises(DiskFull):
        store.put_many([(owner, b"klein"), (owner, bytes(1 << 20))])
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@contextmanager
def _no_file_above(size: int) -> Iterator[None]:
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def test_m04_a_full_disk_is_one_sentence_and_leaves_nothing(
    store: DocumentStore, owner: UUID, tmp_path: Path
) -> None:
    with _no_file_above(200_000), pytest.raises(DiskFull) as caught:
        store.put(owner, (bytes(65536) for _ in range(20)))
    assert "Speicherplatz" in caught.value.text
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_interrupted_source_leaves_nothing(
    store: DocumentStore, owner: UUID, tmp_path: Path
) -> None:
    def source() -> Iterator[bytes]:
        yield bytes(200_000)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put(owner, source())
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_resealing_makes_a_copy_under_the_newest_key(
    store: DocumentStore, owner: UUID, lent: lending.Lending
) -> None:
    old = store.put(owner, [CANARY])
    lent.hold(owner, 2, SecretKey.new())
    new = store.reseal(owner, old.address)
    assert (new.key_id, new.address != old.address) == (2, True)
    assert read(store, owner, new.address) == read(store, owner, old.address) == CANARY
    assert store.delete(old.address) is True
    assert store.delete(old.address) is False
    with pytest.raises(DocumentMissing):
        store.open(owner, old.address)


def test_the_sweep_takes_orphans_and_leftovers_and_nothing_young(
    store: DocumentStore, owner: UUID, tmp_path: Path
) -> None:
    kept, orphan = store.put(owner, [b"kept"]).address, store.put(owner, [b"orphan"]).address
    (tmp_path / "documents" / ".incoming" / "left").write_bytes(b"x")
    assert store.sweep(lambda batch: {kept} & set(batch)) == 0
    assert store.sweep(lambda batch: {kept} & set(batch), older_than=-1) == 2
    assert list(store.addresses()) == [kept]
    assert orphan not in set(store.addresses())


def test_a_path_is_never_an_address(store: DocumentStore, owner: UUID) -> None:
    for address in (b"", b"../../etc/passwd", bytes(31), bytes(33)):
        with pytest.raises(DocumentMissing):
            store.open(owner, address)


MEMORY = """
import resource, sys
from pathlib import Path
import django; django.setup()
from house.held_keys import fresh_keys
from praxis.core.ids import uuid7
from praxis.vault import keys, lending
from praxis.vault.documents import DocumentStore
from seal.keys import SecretKey
store, owner = DocumentStore(Path(sys.argv[1]) / "d"), uuid7()
with keys.installed(fresh_keys()), lending.opened() as lent:
    lent.hold(owner, 1, SecretKey.new())
    store.put(owner, [b"warm"])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kept = store.put(owner, (bytes(1 << 20) for _ in range(200)))
    length = sum(map(len, store.open(owner, kept.address).chunks()))
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(length, grown)
"""


def test_two_hundred_megabytes_pass_in_bounded_memory(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(tmp_path)], env=env, capture_output=True, check=True
    )
    length, grown = map(int, done.stdout.split())
    assert length == 200 << 20
    assert grown < 16 * 1024  # KiB


@pytest.fixture
def handler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SealingUploadHandler:
    class Here:
        documents = tmp_path / "documents"

    monkeypatch.setattr(uploads, "config", Here)
    found = SealingUploadHandler()
    found.new_file("file", "befund dora.pdf", "application/pdf", None)
    return found


def test_an_upload_is_sealed_as_it_arrives(
    handler: SealingUploadHandler, tmp_path: Path, store: DocumentStore, owner: UUID
) -> None:
    for _ in range(4):
        handler.receive_data_chunk(CANARY * 2000, 0)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    upload = handler.file_complete(len(CANARY) * 8000)
    assert isinstance(upload, SealedUpload)
    upload._sealed.seek(0)
    assert CANARY[:8] not in upload._sealed.read()
    assert upload.read(10) == CANARY[:10]
    kept = store.put(owner, upload.chunks())
    upload.close()
    assert read(store, owner, kept.address) == CANARY * 8000
    assert "dora" not in repr(upload)


def test_f07_an_overlong_upload_is_heard_out_dropped_and_in_the_end_cut(
    handler: SealingUploadHandler, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(uploads, "MAX_UPLOAD", 100)
    monkeypatch.setattr(uploads, "_HEARD_OUT", 1000)
    for _ in range(9):
        handler.receive_data_chunk(bytes(101), 0)
    assert handler._file is None
    with pytest.raises(TooLarge):
        handler.file_complete(909).read()
    with pytest.raises(StopUpload):
        handler.receive_data_chunk(bytes(101), 0)


def test_pieces_reads_any_file(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(bytes(100))
    with (tmp_path / "f").open("rb") as file:
        assert [len(piece) for piece in pieces(file, 60)] == [60, 40]
    assert documents.DEFAULT_LIMIT >= 200 << 20
