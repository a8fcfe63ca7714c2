"""The log leaves the machine as a file that can be recomputed, and as an anchor on paper."""

import hashlib
import json
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection
from pypdf import PdfReader

from praxis.audit.models import AuditAnchor, AuditAnchorReceipt, AuditEvent
from praxis.audit.tests.test_log import Log
from praxis.audit.tests.test_log import log as log
from praxis.core import clock
from praxis.running import checking, papers
from praxis.running.checking import BadAnchor, printed_anchor
from praxis.running.papers import FileThere, NoAnchor


@pytest.fixture
def said(log: Log, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Five linked rows of a log; what the commands say."""
    log.write(5)
    log.chainer.run_once()
    monkeypatch.setattr(papers, "verify_log", log.check)
    return []


def test_the_exported_log_can_be_recomputed_without_a_key(said: list[str], tmp_path: Path) -> None:
    assert papers.export_log(tmp_path / "log.jsonl", said.append)
    raw = (tmp_path / "log.jsonl").read_bytes()
    head, *rows, note = map(json.loads, raw.splitlines())
    assert head["kind"] == "praxistresor/audit-export"
    before = bytes(32)
    for seq, row in enumerate(rows, start=1):
        stored = AuditEvent.objects.get(n=row["n"])
        assert (row["seq"], row["previous"], row["act"]) == (seq, before.hex(), stored.act)
        before = bytes.fromhex(row["hash"])
    last = rows[-1]
    assert (note["links"], note["head_hash"]) == (len(rows), last["hash"])
    assert note["sound"] is True
    body = raw[: raw.rindex(b'{"kind":"praxistresor/audit-note"')]
    assert note["sha256"] == hashlib.sha256(body).hexdigest()
    assert (tmp_path / "log.jsonl").stat().st_mode & 0o777 == 0o600
    assert AuditEvent.objects.filter(act="audit:export").count() == 1


def test_k01_a_changed_row_is_told_in_the_note_and_by_the_command(
    log: Log, said: list[str], tmp_path: Path
) -> None:
    log.tamper("UPDATE audit_event SET act = 'x:y' WHERE n = 2")
    assert not papers.export_log(tmp_path / "log.jsonl", said.append)
    note = json.loads((tmp_path / "log.jsonl").read_bytes().splitlines()[-1])
    assert (note["sound"], note["bad_seq"]) == (False, 2)
    assert "verändert" in said[0]


def test_nothing_is_overwritten(said: list[str], tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text("alt")
    with pytest.raises(FileThere):
        papers.export_log(tmp_path / "log.jsonl", said.append)
    assert (tmp_path / "log.jsonl").read_text() == "alt"


def test_the_newest_anchor_is_printed_with_its_hash(
    said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Attached:
        def attach(self) -> None:
            pass

    monkeypatch.setattr(papers, "client", lambda _role: Attached())
    with pytest.raises(NoAnchor):
        papers.print_anchor(tmp_path / "anker.pdf", said.append)
    head = hashlib.sha256(b"head").digest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_anchor (counter, seq, head, made_at, signed)"
            " VALUES (7, 41, %s, %s, %s)",
            [head, clock.now(), bytes(300)],
        )
    papers.print_anchor(tmp_path / "anker.pdf", said.append)
    text = PdfReader(BytesIO((tmp_path / "anker.pdf").read_bytes())).pages[0].extract_text()
    assert "Anker 7 des Protokolls" in text
    assert head.hex() in "".join(text.split())
    assert [one.place for one in AuditAnchorReceipt.objects.filter(anchor_id=7)] == ["paper"]
    assert AuditAnchor.objects.get().seq == 41
    with pytest.raises(FileThere):
        papers.print_anchor(tmp_path / "anker.pdf", said.append)


def test_k02_a_printed_anchor_finds_a_log_that_was_replaced(log: Log, said: list[str]) -> None:
    sound = log.check()
    assert sound.sound
    printed = printed_anchor(sound.head.seq, sound.head.hash.hex())
    assert log.check(*printed).sound
    wrong = printed_anchor(sound.head.seq, bytes(32).hex())
    assert log.check(*wrong).bad_seq == sound.head.seq
    beyond = printed_anchor(sound.head.seq + 5, sound.head.hash.hex())
    assert "Das Ende fehlt" in log.check(*beyond).reason


@pytest.mark.parametrize(("seq", "head"), [(None, "00"), (1, None), (0, "0" * 64), (1, "zz")])
def test_a_mistyped_anchor_is_told(seq: int | None, head: str | None) -> None:
    with pytest.raises(BadAnchor):
        printed_anchor(seq, head)
    assert checking.printed_anchor(None, None) == ()
