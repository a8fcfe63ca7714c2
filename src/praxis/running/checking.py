"""Checks of a running practice from the command line."""

import hmac

import psycopg

from praxis.audit import macs
from praxis.audit.verify import Anchored, Verdict, verify
from praxis.config import config
from praxis.vault.client import client


def verify_log() -> Verdict:
    """Check the whole log with the keys of this practice and the anchors it kept."""
    line = client("worker")
    line.attach()

    def link_fits(version: int, found: bytes, mac: bytes) -> bool:
        made_with, made = line.chain(found)
        return made_with == version and hmac.compare_digest(made, mac)

    with psycopg.connect(config().database, autocommit=True) as connection:
        rows = connection.execute("SELECT counter, seq, head FROM audit_anchor").fetchall()
        anchors = tuple(Anchored(counter, seq, bytes(head)) for counter, seq, head in rows)
        return verify(
            connection, row_fits=macs.row_macs().fits, link_fits=link_fits, anchors=anchors
        )
