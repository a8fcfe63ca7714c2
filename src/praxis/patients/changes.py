"""What every change of an identity does besides: keyed hashes and the number of the change."""

import hashlib
from collections.abc import Iterable
from typing import Final

from django.db import connection

from praxis.patients.identity import Identity
from praxis.patients.models import Patient
from praxis.vault import keys
from praxis.vault.keys import Domain
from seal.keys import mac

IDENTITY_COLUMNS: Final = (
    "title", "family_name", "given_name", "former_name", "birth_date", "insurance_number",
    "street", "postal_code", "city", "phone", "mobile", "mail",
)  # fmt: skip


def exact_hash(what: str, text: str, version: int | None = None) -> bytes:
    """A keyed hash for exact matching of a unique identifier; equal only for equal text.

    It lies under every version of the index key up to the one the tables are at, each around the
    one before (`patients.rehashing`). Within a transaction the tables stay at it until its end:
    who makes many there asks for the `hash_version` once and hands it in.
    """
    first, *later = range(1, (version or hash_version()) + 1)
    key = keys.domain_key(Domain.INDEX, first)
    found = mac(key, f"exact/{what}", hashlib.sha256(text.encode()).digest())
    return hashed_again(found, later)


def hashed_again(found: bytes, versions: Iterable[int]) -> bytes:
    """A keyed hash with these versions of the index key laid around it."""
    for version in versions:
        found = mac(keys.domain_key(Domain.INDEX, version), "exact-again", found)
    return found


def hash_version() -> int:
    """The version of the index key the tables are at, held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM exact_hashes FOR SHARE")
        return int(cursor.fetchone()[0])


def next_search_n(count: int = 1) -> int:
    """Number this change; the row lock makes commit order equal number order. In a transaction.

    For several rows the last of as many numbers.
    """
    with connection.cursor() as cursor:
        cursor.execute("UPDATE search_counter SET n = n + %s RETURNING n", [count])
        row = cursor.fetchone()
    return int(row[0])


def current_search_n() -> int:
    """The number of the last committed change; a search sends it along."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT n FROM search_counter")
        row = cursor.fetchone()
    return int(row[0])


def write_identity(
    patient: Patient, identity: Identity, version: int | None = None
) -> tuple[str, ...]:
    """Put an identity on the row; returns the names of the fields to save."""
    for column in IDENTITY_COLUMNS:
        setattr(patient, column, getattr(identity, column))
    patient.birth_year = identity.birth_year
    patient.sex = identity.sex
    number = identity.insurance_number
    patient.insurance_hash = exact_hash("insurance", number, version) if number else None
    return (*IDENTITY_COLUMNS, "birth_year", "sex", "insurance_hash")
