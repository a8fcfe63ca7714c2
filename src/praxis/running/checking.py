"""Checks of a running practice from the command line."""

import hashlib
import hmac

import psycopg

from praxis.audit import macs
from praxis.audit.verify import Anchored, Verdict, verify
from praxis.config import config
from praxis.core.errors import PraxisError
from praxis.core.words import marked
from praxis.gate import guard
from praxis.office.oversight.checks import words_of
from praxis.vault import proving
from praxis.vault.client import client

__all__ = ["printed_anchor", "prove_rows", "verify_log", "words_of"]


class BadAnchor(PraxisError):
    """Number or hash do not come from a sheet of ours."""

    message = marked("Bitte --seq (Nummer des Glieds) und --head (64 Zeichen) vom Blatt abtippen.")


def verify_log(*printed: Anchored) -> Verdict:
    """Check the whole log with the keys of this practice, the anchors it kept and printed ones."""
    line = client("worker")
    line.attach()

    def link_fits(version: int, found: bytes, mac: bytes) -> bool:
        made_with, made = line.chain(found)
        return made_with == version and hmac.compare_digest(made, mac)

    with psycopg.connect(config().database, autocommit=True) as connection:
        rows = connection.execute("SELECT counter, seq, head FROM audit_anchor").fetchall()
        anchors = tuple(Anchored(counter, seq, bytes(head)) for counter, seq, head in rows)
        anchors += printed
        return verify(
            connection, row_fits=macs.row_macs().fits, link_fits=link_fits, anchors=anchors
        )


def printed_anchor(seq: int | None, head: str | None) -> tuple[Anchored, ...]:
    """The anchor somebody reads from paper; BadAnchor."""
    if seq is None and head is None:
        return ()
    try:
        found = bytes.fromhex((head or "").replace(" ", ""))
    except ValueError:
        raise BadAnchor from None
    if seq is None or seq < 1 or len(found) != hashlib.sha256().digest_size:
        raise BadAnchor
    return (Anchored(0, seq, found),)


def prove_rows() -> proving.Proof:
    """Check every frozen row of the record; the keys are those `verify_log` asked for."""
    return proving.prove_rows(passage=guard.passage)
