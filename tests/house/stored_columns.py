"""Lists what the database stores, column by column: sealed or clear, and why it may be clear.

The list is made from the schema itself, so tables of libraries stand in it too. A clear column that
could hold words or bytes needs its reason here; ids, times, yes/no and numbers explain themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_QUERY: Final = (
    "SELECT table_name, column_name, data_type FROM information_schema.columns"
    " WHERE table_schema = 'public'"
    # Tests make little tables of their own beside the practice's.
    " AND table_name NOT LIKE '%\\_tests\\_%' ORDER BY table_name, ordinal_position"
)

_BY_TYPE: Final = {
    "uuid": "a random id",
    "timestamp with time zone": "a time",
    "date": "a day",
    "boolean": "yes or no",
    "bigint": "a number",
    "integer": "a number",
    "smallint": "a number",
    "numeric": "a measured number",
}

_CODE: Final = "one of a fixed list of codes"
_HASH: Final = "a hash over sealed or random bytes"
_KEYED: Final = "a keyed hash (key *index* or *login*): equal only for equal values, opens nothing"
_PUBLIC: Final = "a public key"
_WRAPPED: Final = "ciphertext under a key the database does not hold"
_RANDOM: Final = "random bytes chosen by us, known to the relay"
_CATALOGUE: Final = "a public catalogue (ICD-10-GM, EBM, ...): the same in every practice"
_PLATE: Final = "stands on the practice's door plate"

# "table.column", or "*.column" for every table.
WHY: Final = {
    "*.state": _CODE,
    "*.kind": _CODE,
    "*.role": _CODE,
    "*.holder": "who holds the device: self, parent or guardian, never a name",
    "*.row_mac": "a MAC over the row; shows nothing, proves that nobody changed it",
    "*.epoch": _RANDOM,
    "*.mailbox": _RANDOM,
    "*.envelope": _RANDOM,
    "*.wire_id": _RANDOM,
    "*.hash": _HASH,
    "*.bundle_hash": "the hash of a public key bundle",
    "*.for_role": "the role a task or a conversation waits for",
    "*.for_place": "a room of the practice a task waits for, from the practice's own list",
    "catalogue_edition.catalogue": _CATALOGUE,
    "catalogue_edition.sha256": _CATALOGUE,
    "catalogue_edition.source": "the file name of a public catalogue",
    "catalogue_edition.table": _CATALOGUE,
    "catalogue_edition.title": _CATALOGUE,
    "catalogue_edition.version": _CATALOGUE,
    "catalogue_import.name": "the file name of a public catalogue",
    "catalogue_import.reason": "our own sentence why a catalogue file was refused",
    "catalogue_item.all_words": _CATALOGUE,
    "catalogue_item.code": _CATALOGUE,
    "catalogue_item.digest": _CATALOGUE,
    "catalogue_item.facts": _CATALOGUE,
    "catalogue_item.folded": _CATALOGUE,
    "catalogue_item.key": _CATALOGUE,
    "catalogue_item.mark": _CATALOGUE,
    "catalogue_item.notes": _CATALOGUE,
    "catalogue_item.parent": _CATALOGUE,
    "catalogue_item.title": _CATALOGUE,
    "catalogue_item.words": _CATALOGUE,
    "audit_anchor.head": "the head of the chain of the log",
    "audit_anchor.signed": "the anchor as signed: counter, time and head; nothing about people",
    "audit_anchor_receipt.place": "where the anchor arrived: relay or paper",
    "audit_chain.mac": "a MAC over the chain",
    "audit_chain.previous": "the hash of the row before",
    "audit_event.act": _CODE,
    "audit_event.actor_kind": _CODE,
    "audit_event.job": "the name of a background job in our code",
    "audit_event.mac": "a MAC over the event",
    "audit_event.model": "the name of a table in our code",
    "audit_event.outcome": _CODE,
    "audit_event.patients": "random ids",
    "audit_event.reason": "a code; a reason in words is sealed elsewhere and named by its id",
    "audit_event.subjects": "random ids",
    "diagnosis.certainty": _CODE,
    "diagnosis.icd": "a public code; a dump tells that this random id has it, not who that is",
    "diagnosis.side": _CODE,
    "django_migrations.app": "the name of a package of ours",
    "django_migrations.name": "the name of a migration",
    "document.address": "HMAC under the patient's own key: equal only within one patient",
    "document.media_type": _CODE,
    "document.source": _CODE,
    "document.closed": _CODE,
    "staff_sent_form.answer": "an address of ours: random ids, never a name",
    "staff_sent_form.key_hash": _KEYED,
    "entry.code": "the type of the entry (A, B, D, T), not its words",
    "entry_draft.place": "the name of the field a draft was typed into, from our code",
    "entry_type.code": "the practice's own list of entry types",
    "entry_type.meaning": _CODE,
    "used_code.icd": "a code of a public catalogue; the row says how often, not whose",
    "entry_type.title": "the practice's own list of entry types",
    "finding.abnormal": _CODE,
    "finding.analyte": "a public code of what was measured",
    "finding.operator": "less than, equal or greater than",
    "finding.unit": "the unit of the number",
    "filled_form.form_id": "which form, not what was filled in",
    "filled_form.form_version": "which version of the form",
    "lab_attachment.address": "HMAC under the key of the report: equal only within one report",
    "lab_attachment.media_type": _CODE,
    "lab_file.address": "HMAC under the key of the file",
    "lab_file.content_hash": _KEYED,
    "lab_file.reason": "our own sentence why it was put aside: field numbers, no contents",
    "lab_file.source": _CODE,
    "lab_file.spool_hash": _KEYED,
    "lab_report.order_hash": _KEYED,
    "lab_report.report_hash": _KEYED,
    "lab_report.stage": _CODE,
    "lab_report.why": _CODE,
    "letter_file.refused": _CODE,
    "letter_message.letter": _HASH,
    "office_audit_check.reason": "what the check of the log found, in our own words; ids only",
    "vault_backup_run.fault": "our own sentence why a backup failed; no contents",
    "vault_backup_run.name": "the time of a backup and random digits",
    "vault_backup_run.what": _CODE,
    "vault_restoration.backup": "the time of a backup and random digits",
    "vault_restoration.found_by": _CODE,
    "patient.insurance_hash": _KEYED + "; unique, so it shows no frequencies",
    "patient.number_hash": _KEYED + "; unique, so it shows no frequencies",
    "patient.sex": "billing needs it; tells no name",
    "patient_consent.what": "the kind of consent, not its wording",
    "patient_coverage.insured_status": _CODE,
    "patient_coverage.payer_number": "the public number of a health fund",
    "patient_coverage.valid": "from which day until which day",
    "patient_device.conversation": _RANDOM,
    "patient_device.ended_epochs": _RANDOM,
    "patient_device.in_epoch": _RANDOM,
    "patient_device.lost_epoch": _RANDOM,
    "patient_device.in_hash": _HASH,
    "patient_device.out_epoch": _RANDOM,
    "patient_device.out_hash": _HASH,
    "patient_device.recipient": _PUBLIC,
    "patient_device.relay_key": _PUBLIC,
    "patient_device.revoked_why": _CODE,
    "patient_device.statement_key": _PUBLIC,
    "patient_invite.last_try": _HASH,
    "patient_invite.relay": "the address of the practice's relay",
    "patient_site.joined_by": "how a patient came to a site: a code",
    "patient_task.source_kind": _CODE,
    "patient_device.bundle_hash": _HASH,
    "post_identity.change": "public keys, signed; every paired phone may read it",
    "post_identity.bundle": "public keys, signed; everybody may read it",
    "post_identity.seed": _WRAPPED + " (domain key *post*)",
    "post_inbox.digest": _HASH,
    "post_inbox.frame": "a sealed envelope as it came",
    "post_inbox.why": _CODE,
    "post_outbox.content": "a sealed envelope, or public records for the relay",
    "post_outbox.lane": _RANDOM,
    "post_outbox.problem": _CODE,
    "post_outbox.what": _CODE,
    "post_page_check.differences": "names of files of the patient page, never people",
    "post_page_check.release": "a version of the patient page",
    "post_state.alarm_why": _CODE,
    "post_state.paused_why": "our own sentence why sending is paused, without anybody in it",
    "post_state.problem": _CODE,
    "report.source_hash": "the hash of a laboratory's whole file, for finding it twice",
    "staff_account.language": _CODE,
    "staff_account.lanr": "a doctor's public number",
    "staff_account.login_name": "chosen by the person; need not be the name",
    "staff_account.password": "Argon2id, sealed under the login key",
    "staff_account.pin": "Argon2id, sealed under the login key",
    "staff_alarm.subject": _KEYED,
    "staff_attempt.source": _KEYED,
    "staff_attempt.subject": _KEYED,
    "staff_challenge.purpose": _CODE,
    "staff_challenge.value": "random, good once for some minutes",
    "staff_loginstep.key_hash": "the hash of a random token; the token is only in a cookie",
    "staff_loginstep.second_ok": _CODE,
    "staff_passkey.credential": _PUBLIC,
    "staff_passkey.credential_id": "random bytes chosen by the person's authenticator",
    "staff_practice.name": _PLATE,
    "staff_recoverycode.sealed": "a sealed hash; the code itself is on paper only",
    "staff_session.ended_why": _CODE,
    "staff_session.key_hash": "the hash of a random token; the token is only in a cookie",
    "staff_session.proof": _CODE,
    "staff_site.bsnr": _PLATE,
    "staff_site.city": _PLATE,
    "staff_site.name": _PLATE,
    "staff_site.phone": _PLATE,
    "staff_site.postcode": _PLATE,
    "staff_site.street": _PLATE,
    "staff_workstation.device_hash": "the hash of a random token; the token is only in a cookie",
    "staff_workstation.name": "what the owner calls the machine",
    "vault_keyrenewal.what": _CODE,
    "vault_datakey.wrapped": _WRAPPED + " (the month's key in the keyring file)",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the schema; `why` is empty if nobody has said why it may be clear."""

    table: str
    name: str
    type: str
    sealed: bool
    why: str

    def line(self) -> str:
        """The column's line in the document."""
        return (
            f"| `{self.name}` | {self.type} | {'sealed' if self.sealed else 'clear'} | {self.why} |"
        )


def columns() -> Iterator[Column]:
    """Every column of the schema Django is connected to."""
    from django.db import connections

    sealed = _sealed()
    with connections["owner"].cursor() as cursor:
        cursor.execute(_QUERY)
        rows = cursor.fetchall()
    for table, name, kind in rows:
        label = sealed.get((table, name))
        why = f"label `{label}`" if label else _why(table, name, kind)
        yield Column(table, name, kind, label is not None, why)


def _sealed() -> dict[tuple[str, str], str]:
    from django.apps import apps

    from praxis.vault.fields import sealed_fields
    from praxis.vault.rows import SealedRow

    return {
        (model._meta.db_table, field.column or ""): f"{model.SEALED_AS}.{field.label}"
        for model in apps.get_models()
        if issubclass(model, SealedRow)
        for field in sealed_fields(model)
    }


def _why(table: str, name: str, kind: str) -> str:
    return WHY.get(f"{table}.{name}") or WHY.get(f"*.{name}") or _BY_TYPE.get(kind, "")


def unexplained() -> list[str]:
    """Clear columns that could hold words or bytes and have no reason above."""
    return [f"{column.table}.{column.name}" for column in columns() if not column.why]


def page() -> str:
    """The document `docs/stored-columns.md`."""
    lines = [
        "# What the database stores",
        "",
        "Made from the schema by `./run pytest tests/attacks/test_schema.py` with",
        "`PRAXISTRESOR_WRITE_DOCS=1`; a test compares it with the schema. *Sealed* means",
        "AES-256-GCM-SIV under a key of the patient (or of the practice's domain), bound to table,",
        "column and row. *Clear* columns can be read in a stolen dump; each says what it is.",
    ]
    table = ""
    for column in columns():
        if column.table != table:
            table = column.table
            lines += [
                "",
                f"## {table}",
                "",
                "| Column | Type | Stored | Why |",
                "|---|---|---|---|",
            ]
        lines.append(column.line())
    return "\n".join(lines) + "\n"
