"""Documents of two hundred megabytes: bounded memory, nothing in clear, parts, clear limits."""

import os
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from house.cast import Cast
from house.large_pdf import MIB, LargePdf
from house.pages import Pages
from praxis.config import config
from praxis.core.ids import PatientId
from praxis.gate.visit import visiting
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity
from praxis.record.documents import intake
from praxis.record.documents.apart import Limits, looked_through
from praxis.record.documents.errors import BrokenPdf, LockedPdf, TooHardToCheck, TooLargeToCheck
from praxis.record.documents.harmless import active_keys
from praxis.record.documents.intake import take_in
from praxis.record.documents.kinds import Media
from praxis.record.documents.ranges import OutsideContent, asked_part
from praxis.vault import uploads
from praxis.vault.uploads import sealed_anew

ACTION = b"/AA << /O << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    class Here:
        documents = tmp_path / "documents"

    monkeypatch.setattr(uploads, "config", Here)
    return tmp_path


class Whole:
    """A file of known bytes."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def chunks(self) -> Iterator[bytes]:
        yield from (self.content[at : at + MIB] for at in range(0, len(self.content), MIB))


MOVE = """
import hashlib, resource, sys
from pathlib import Path
import django; django.setup()
from house.held_keys import fresh_keys
from house.large_pdf import LargePdf
from praxis.core.ids import uuid7
from praxis.record.documents import apart
from praxis.record.documents.intake import take_in
from praxis.vault import keys, lending, uploads
from praxis.vault.documents import DocumentStore
from seal.keys import SecretKey
folder = Path(sys.argv[1])
class Here: documents = folder / "d"
uploads.config = Here
store, owner = DocumentStore(folder / "d"), uuid7()
with keys.installed(fresh_keys()), lending.opened() as lent:
    lent.hold(owner, 1, SecretKey.new())
    store.put(owner, take_in(LargePdf(5)).pieces)
    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    # From here on 64 MiB more, for this process and the one that looks the file through alike:
    # a third of the file.
    resource.setrlimit(resource.RLIMIT_AS, (now + (64 << 20),) * 2)
    kept = store.put(owner, take_in(LargePdf(210)).pieces)
    given = sum(map(len, store.open(owner, kept.address).chunks()))
    part = b"".join(store.open(owner, kept.address).part(100 << 20, (100 << 20) + 10))
print(kept.length, given, len(part))
"""


def test_two_hundred_megabytes_pass_the_whole_way_under_a_cap_of_memory(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "-c", MOVE, str(tmp_path)], env=env, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    kept, given, part = map(int, done.stdout.split())
    assert 210 * MIB < kept == given < 211 * MIB
    assert part == 10


@pytest.mark.parametrize("extra", [b"", ACTION])
def test_f02_a_large_pdf_keeps_its_pages_and_loses_its_scripts(here: Path, extra: bytes) -> None:
    clean = take_in(LargePdf(5, extra=extra))
    found = b"".join(clean.pieces)
    assert clean.media is Media.PDF
    assert active_keys(found) == set()
    pages = PdfReader(BytesIO(found)).pages
    assert len(pages) == 5
    assert pages[4]["/Resources"]["/XObject"]["/Bild"]["/Width"] == 1024  # type: ignore[index] # pypdf's objects are untyped


def test_f02_a_large_broken_or_locked_pdf_says_so(here: Path) -> None:
    with pytest.raises(BrokenPdf):
        take_in(Whole(b"%PDF-1.7\n" + bytes(5 * MIB)))
    locked = b"".join(LargePdf(5).chunks()).replace(
        b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /O () /U () /P 0 >>"
    )
    with pytest.raises((LockedPdf, BrokenPdf)):
        take_in(Whole(locked))


def test_a_file_that_breaks_in_its_middle_leaves_nothing_behind(here: Path) -> None:
    broken = b"".join(LargePdf(6).chunks()).replace(b"20 0 obj\n<<", b"20 0 obj\n]<")
    clean = take_in(Whole(broken))
    with pytest.raises(BrokenPdf):
        list(clean.pieces)


def test_m02_a_file_made_to_eat_memory_ends_its_own_process_only(here: Path) -> None:
    hungry = LargePdf(1, extra=b"/Group [" + b"0 " * (6 * MIB) + b"]")
    upload = sealed_anew(hungry.chunks(), 64 * MIB)
    with pytest.raises((BrokenPdf, TooHardToCheck)):
        list(looked_through(upload, Media.PDF, Limits(memory=300 * MIB))[1])


def test_m02_a_file_made_to_eat_time_is_given_up(here: Path) -> None:
    slow = LargePdf(1, extra=b"/Group (" + b"\\n" * (12 * MIB) + b")")
    with pytest.raises(TooHardToCheck) as caught:
        list(looked_through(sealed_anew(slow.chunks(), 64 * MIB), Media.PDF, Limits(seconds=1))[1])
    assert "nicht abgelegt" in caught.value.text


def test_the_process_that_looks_through_knows_no_settings(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}
    real = subprocess.Popen

    def watched(*args: Any, **told: Any) -> Any:
        seen.update(told)
        return real(*args, **told)

    monkeypatch.setattr("praxis.record.documents.apart.subprocess.Popen", watched)
    b"".join(take_in(LargePdf(5)).pieces)
    assert set(seen["env"]) == {"PYTHONPATH"}


def test_f07_what_is_above_the_limit_is_refused_unread(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "LARGEST", 3 * MIB)
    with pytest.raises(TooLargeToCheck) as caught:
        take_in(LargePdf(500))
    assert "bis 256 MB" in caught.value.text
    assert not [path for path in here.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("", None), ("bytes=0-0", (0, 1)), ("bytes=5-", (5, 10)), ("bytes=-3", (7, 10)),
        ("bytes=-99", (0, 10)), ("bytes=4-99", (4, 10)), ("bytes=5-4", None), ("bytes=-", None),
        ("bytes=0-1,3-4", None), ("lines=0-1", None), ("bytes=x-1", None),
    ],
)  # fmt: skip
def test_a_range_is_one_part_or_everything(header: str, part: tuple[int, int] | None) -> None:
    assert asked_part(header, 10) == part


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-12", "bytes=-0"])
def test_a_range_behind_the_end_is_none(header: str) -> None:
    with pytest.raises(OutsideContent):
        asked_part(header, 10)


def _in_practice(cast: Cast) -> PatientId:
    form = {"family_name": "Demo", "given_name": "Dora", "birth_date": "01.02.1960", "sex": "W"}
    with visiting():
        actor = cast.ada.actor
        return create_patient(actor, read_identity(form), site=next(iter(actor.sites)))


def _sent(content: bytes) -> dict[str, Any]:
    file = SimpleUploadedFile("scan.pdf", content)
    return {"datei": file, "titel": "Alte Akte", "art": "other"}


def test_a_cut_download_goes_on_where_it_stopped(cast: Cast, page: Pages) -> None:
    dora = _in_practice(cast)
    ben = page.as_(cast.ben)
    scan = b"".join(LargePdf(5).chunks())
    place = ben.post("documents:upload", dora, data=_sent(scan)).has_status(302).location
    whole = ben.get(place + "inhalt/").raw
    content, tag = b"".join(whole.streaming_content), whole.headers["ETag"]
    assert whole.headers["Accept-Ranges"] == "bytes"

    def part(asked: str, **more: str) -> Any:
        return ben.get(place + "inhalt/", **{"Range": asked, **more}).raw

    rest = part("bytes=3000000-", **{"If-Range": tag})
    assert (rest.status_code, rest.headers["Content-Length"]) == (206, str(len(content) - 3000000))
    assert b"".join(rest.streaming_content) == content[3_000_000:]
    middle = part("bytes=65530-65540")
    assert middle.headers["Content-Range"] == f"bytes 65530-65540/{len(content)}"
    assert b"".join(middle.streaming_content) == content[65_530:65_541]
    assert part("bytes=0-9", **{"If-Range": '"another"'}).status_code == 200
    assert part(f"bytes={len(content)}-").status_code == 416
    page.as_(cast.cem).get(place + "inhalt/", Range="bytes=0-9").is_not_found()


def test_f07_a_file_above_the_limit_gets_a_german_page_and_the_words_stay(
    cast: Cast, page: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    dora = _in_practice(cast)
    monkeypatch.setattr(uploads, "MAX_UPLOAD", 100_000)
    before = _disk()
    answer = page.as_(cast.ben).post("documents:upload", dora, data=_sent(bytes(200_000)))
    answer.has_status(413).shows("PDF nehmen wir bis 256 MB", "Alte Akte")
    monkeypatch.setattr(uploads, "_FORM", 0)
    answer = page.as_(cast.ben).post("documents:upload", dora, data=_sent(bytes(200_000)))
    answer.has_status(413).shows("PDF nehmen wir bis 256 MB", "Alte Akte")
    assert _disk() == before


def test_f07_who_may_send_no_file_fills_no_disk(
    cast: Cast, page: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    dora = _in_practice(cast)
    kept: list[int] = []
    real = uploads.SealingUploadHandler.receive_data_chunk

    def watched(handler: Any, raw: bytes, start: int) -> None:
        kept.append(len(raw))
        real(handler, raw, start)

    monkeypatch.setattr(uploads.SealingUploadHandler, "receive_data_chunk", watched)
    page.nobody().post("documents:upload", dora, data=_sent(bytes(9_000)))
    page.as_(cast.ben).post("record:write", dora, data=_sent(bytes(9_000)))
    assert kept == []
    page.as_(cast.ben).post("documents:upload", dora, data=_sent(bytes(9_000)))
    assert sum(kept) == 9_000


def _disk() -> set[str]:
    folder = config().documents
    return {str(path) for path in folder.rglob("*") if path.is_file()}
