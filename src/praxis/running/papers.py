"""The log on its way out of the machine: a file for whoever checks it, an anchor on paper."""

import base64
import os
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Final

import psycopg
import zxingcpp

from praxis.audit import export
from praxis.audit.events import Event, Outcome
from praxis.audit.models import AuditAnchor
from praxis.audit.writer import target as database
from praxis.audit.writer import write_apart
from praxis.core import clock
from praxis.core.actors import SystemActor
from praxis.core.errors import Conflict
from praxis.core.words import marked
from praxis.running.checking import verify_log
from praxis.vault.client import client
from praxis.vault.store import DiskFull, write_private

PAPER: Final = "paper"
_STYLE: Final = """
@page { size: A4; margin: 20mm } body { font: 12pt sans-serif; line-height: 1.5 }
h1 { font-size: 20pt } dt { color: #333; margin-top: 4mm } dd { margin: 0; font-weight: bold }
.hash { font: 13pt monospace; word-spacing: 2mm } svg { width: 60mm; height: 60mm }
.sign { margin-top: 14mm; border-top: 1px solid; padding-top: 3mm; width: 90mm }
"""


class NoAnchor(Conflict):
    """The post makes one an hour; there is none yet."""

    message = marked(
        "Es gibt noch keinen Anker. Der erste entsteht, sobald die Post einmal gearbeitet hat."
    )


class FileThere(Conflict):
    """Nothing is overwritten."""

    message = marked("Diese Datei gibt es schon. Bitte nennen Sie einen anderen Namen.")


def export_log(target: Path, say: Callable[[str], None]) -> bool:
    """Check the log, write it out (0600), note it in the log; whether it was sound."""
    verdict = verify_log()
    _note("audit:export")
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise FileThere from None
    try:
        with (
            os.fdopen(handle, "wb") as file,
            psycopg.connect(
                psycopg.conninfo.make_conninfo(**database()), autocommit=True
            ) as connection,
        ):
            for line in export.lines(connection, verdict):
                file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        target.unlink(missing_ok=True)
        raise DiskFull(detail=f"errno={error.errno}") from None
    say(f"{verdict.checked} Glieder stehen in {target}. {verdict.reason}")
    return verdict.sound


def print_anchor(target: Path, say: Callable[[str], None]) -> None:
    """The newest anchor as a sheet of paper, noted as one that left the machine."""
    client("worker").attach()
    newest = AuditAnchor.objects.order_by("-counter").first()
    if newest is None:
        raise NoAnchor
    if target.exists():
        raise FileThere
    write_private(target, anchor_pdf(newest))
    with psycopg.connect(
        psycopg.conninfo.make_conninfo(**database()), autocommit=True
    ) as connection:
        connection.execute(
            "INSERT INTO audit_anchor_receipt (anchor_id, place, at) VALUES (%s, %s, %s)",
            [newest.counter, PAPER, clock.now()],
        )
    _note("audit:print-anchor")
    say(f"Anker {newest.counter} steht in {target}. Drucken und außer Haus verwahren.")


def anchor_pdf(anchor: AuditAnchor) -> bytes:
    """The sheet, made in memory."""
    from weasyprint import HTML

    pdf: bytes = HTML(string=anchor_html(anchor), url_fetcher=_nothing).write_pdf()
    return pdf


def anchor_html(anchor: AuditAnchor) -> str:
    """Number, link, hash in groups of four, the signed anchor as a code, and how to compare."""
    head = bytes(anchor.head).hex()
    groups = " ".join(head[at : at + 4] for at in range(0, len(head), 4))
    signed = base64.b64encode(bytes(anchor.signed)).decode()
    barcode = zxingcpp.create_barcode(signed, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    made = anchor.made_at.astimezone(clock.BERLIN).strftime("%d.%m.%Y %H:%M")
    return f"""<!doctype html><html lang="de"><meta charset="utf-8"><title>Anker</title>
<style>{_STYLE}</style><h1>Anker {anchor.counter} des Protokolls</h1>
<p>Dieses Blatt belegt, wie das Protokoll der Praxis endete. Es nennt niemanden und öffnet nichts.
Verwahren Sie es außerhalb der Praxis.</p>
<dl><dt>Stand</dt><dd>{escape(made)}</dd><dt>Letztes Glied</dt><dd>{anchor.seq}</dd>
<dt>Prüfwert dieses Glieds</dt><dd class="hash">{groups}</dd></dl>
<p>Unterschriebener Anker:</p>{barcode.to_svg(add_quiet_zones=True).partition("?>")[2]}
<p>Vergleichen: <b>praxistresor audit verify --seq {anchor.seq} --head</b> und den Prüfwert ohne
Lücken. Weicht das Protokoll ab oder ist es kürzer, wurde es verändert oder eine alte Sicherung
eingespielt.</p><p class="sign">Ort, Datum, Unterschrift</p></html>"""


def _note(act: str) -> None:
    write_apart([Event.by(SystemActor("command-line"), act, Outcome.ALLOWED)])


def _nothing(*_: object, **__: object) -> dict[str, object]:
    raise ValueError("the sheet loads nothing")
