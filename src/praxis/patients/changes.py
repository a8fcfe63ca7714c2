"""What every change of an identity does besides: keyed hashes and the number of the change."""

import hashlib
from typing import Final

from django.db import connection

from praxis.patients.identity import Identity
from praxis.patients.models import Patient
from praxis.vault import keys
from praxis.vault.keys import Domain
from seal.keys import mac

_FIRST_VERSION: Final = 1
IDENTITY_COLUMNS: Final = (
    "title", "family_name", "given_name", "former_name", "birth_date", "insurance_number",
    "street", "postal_code", "city", "phone", "mobile", "mail",
)  # fmt: skip


def exact_hash(what: str, text: str) -> bytes:
    """A keyed hash for exact matching of a unique identifier; equal only for equal text.

    Always under the first version of the index key: rotation of that key re-hashes the table.
    """
    key = keys.held().domain(Domain.INDEX, _FIRST_VERSION)
    return mac(key, f"exact/{what}", hashlib.sha256(text.encode()).digest())


def next_search_n() -> int:
    """Number this change; the row lock makes commit order equal number order. In a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE search_counter SET n = n + 1 RETURNING n")
        row = cursor.fetchone()
    return int(row[0])


def current_search_n() -> int:
    """The number of the last committed change; a search sends it along."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT n FROM search_counter")
        row = cursor.fetchone()
    return int(row[0])


def write_identity(patient: Patient, identity: Identity) -> tuple[str, ...]:
    """Put an identity on the row; returns the names of the fields to save."""
    for column in IDENTITY_COLUMNS:
        setattr(patient, column, getattr(identity, column))
    patient.birth_year = identity.birth_year
    patient.sex = identity.sex
    number = identity.insurance_number
    patient.insurance_hash = exact_hash("insurance", number) if number else None
    return (*IDENTITY_COLUMNS, "birth_year", "sex", "insurance_hash")
