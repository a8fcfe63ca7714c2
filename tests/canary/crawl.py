"""Every address as everybody, with the real ids of the canary's patient; nothing is destroyed."""

from collections.abc import Iterable, Iterator
from typing import Final
from uuid import uuid4

from attacks.addresses import Address, all_addresses
from attacks.outcome import SENT
from canary.job import PASSWORD, WORDS
from house.access_table import PEOPLE, rows
from standing.desk import Answer, Desk
from standing.practice import StandingPractice

# Where the real ids of each part of an address lie; without a row it is an id nobody knows.
IDS: Final = {
    "patient_id": "SELECT id FROM patient ORDER BY id",
    "entry_id": "SELECT id FROM entry ORDER BY id",
    "task_id": "SELECT id FROM patient_task",
    "filled_id": "SELECT id FROM filled_form",
    "document_id": "SELECT id FROM document ORDER BY id",
    "account_id": "SELECT id FROM staff_account WHERE login_name = 'ben'",
    "workstation_id": "SELECT id FROM staff_workstation",
    "passkey_id": "SELECT id FROM staff_passkey",
    "report_id": "SELECT id FROM lab_report ORDER BY id",
    "attachment_id": "SELECT id FROM lab_attachment",
    "file_id": "SELECT id FROM lab_file WHERE state = 'quarantined'",
    "conversation_id": "SELECT id FROM letter_conversation",
    "message_id": "SELECT id FROM letter_message WHERE incoming",
    "device_id": "SELECT id FROM patient_device",
    "invite_id": "SELECT id FROM patient_invite",
    "inbox_id": "SELECT id FROM post_inbox",
    "event_id": "SELECT id FROM audit_event ORDER BY id",
    "opening": "SELECT id FROM audit_event ORDER BY id",
    "coverage_id": "SELECT id FROM patient_coverage",
    "site_id": "SELECT id FROM staff_site WHERE NOT branch",
    "consent_id": "SELECT id FROM patient_consent",
    "edition_id": "SELECT id FROM catalogue_edition ORDER BY id",
}
# Found by this piece, which is no needle itself: a page may say again what was typed.
_PIECE: Final = WORDS["family name"][:6]
_SPAN: Final = {"since": "2020-01-01", "until": "2099-01-01"}
# Forms that only read, as somebody who looks for as much as possible sends them.
_READS: Final[dict[str, dict[str, str]]] = {
    "catalogues:search": {"katalog": "icd", "q": "J06"},
    "desk:command": {"q": _PIECE},
    "office:affected": _SPAN,
    "office:art33": _SPAN,
    "office:art34": _SPAN,
    "office:audit": _SPAN,
    "office:export_affected": _SPAN,
    "office:login_passkey_options": {},
    "office:own_passkey_options": {},
    "patients:search": {"q": _PIECE},
    "record:complete": {"zeile": "A Kan"},
    "record:curve": {"analyte": "KAN", "unit": "%"},
    "lab:assign": {"nummer": _PIECE},
    "lab:move": {"nummer": _PIECE},
}
# Who sees nothing of the main site: an empty form of theirs changes nothing there.
_STRANGERS: Final = frozenset({"otto", "lea"})


def crawl(practice: StandingPractice, desks: Iterable[Desk]) -> Iterator[Answer]:
    """One answer for every address and person; of the forms, those that nothing is lost by."""
    ids = ids_of(practice)
    for desk in desks:
        if desk.name in PASSWORD:
            desk.is_at_work(PASSWORD[desk.name])
        for address in all_addresses():
            for method in address.methods:
                # A desk keeps what it is given; a crawl must not log anybody out.
                before = dict(desk.cookies)
                if (answer := ask(desk, address, method, ids)) is not None:
                    desk.answers.pop()
                    yield answer
                desk.cookies = before


def ask(desk: Desk, address: Address, method: str, ids: dict[str, str]) -> Answer | None:
    """Go there; None where this person's empty form would change something."""
    path = address.with_ids(ids)
    if method == "GET":
        return desk.get(path)
    if address.name in _READS:
        return desk.post(path, _READS[address.name])
    word = dict(zip(PEOPLE, rows()[address.name, method], strict=True))[desk.name]
    # A 404 in the table may be of another thing than the one that is there here.
    absent = word == "404" and desk.name in _STRANGERS and not address.name.startswith("office:")
    if desk.name == "eve" or absent or word in {"form", "403"}:
        return desk.post(path, SENT.get(address.name))
    return None


def ids_of(practice: StandingPractice) -> dict[str, str]:
    """Something real for every part of an address, where the practice has it."""
    found = {}
    for part, sql in IDS.items():
        row = practice.query(f"{sql} LIMIT 1")
        found[part] = str(row[0][0] if row else uuid4())
    return found
