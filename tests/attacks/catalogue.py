"""What somebody may try, each with its id; the tests that decide it carry the id in their names."""

import re
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

GROUPS: Final = {
    "A": ("Getting in", """
        guessing one password | one password over all accounts | finding out who has an account
        weak passwords | unusual passwords | a default account | the set-up page again
        leaving the second factor out | one-time codes twice or guessed | bent passkey answers
        a reset that skips the second factor | guessed, used and doubled invite codes
        NUL and a megabyte as password | stolen password hashes | somebody who has left"""),
    "B": ("Sessions", """
        a cookie planted before login | a cookie after logout or change | endless sessions
        requests from foreign pages | cookies without flags | tokens in addresses and logs
        event streams without a session | frames around our pages | going back after logout
        guessing a session"""),
    "C": ("Other people's objects", """
        ids of another patient | ids of another site | lists, counts and searches that tell too much
        an id in the body that differs from the path | other spellings of an id | other methods
        an attachment without its parent's rule | what was closed or taken away
        what moved to another patient meanwhile | a representative whose time is over
        listening to somebody else's events | restricted records and emergencies
        answers kept by a cache | an address without a rule"""),
    "P": ("Properties and functions", """
        settings read by others | fields that nobody offers | choosing columns from outside
        a patient who changes verified data | functions of another role | giving oneself rights
        changing what is signed | a field twice | internal addresses"""),
    "E": ("Injection", """
        SQL | operators as parameters | directory filters | template languages | format strings
        commands of the shell | formulas in tables | hostile XML | fields that split a record
        HL7 and FHIR references | markup and scripts | split headers | lines of the log
        expressions without end | letters that lie | deserialising | documents that fetch
        bar codes"""),
    "F": ("Files", """
        drawings and pages as pictures | active PDF files | bombs | names that climb
        files of two kinds | pixel floods and places | nothing and too much | EICAR
        DICOM with a program | overwriting | office files"""),
    "G": ("Secrets", """
        secrets anywhere | forced errors | forgotten files | modes of files
        arguments, environment, core dumps | the database without keys | history and packages
        passwords read again by testing a connection | telemetry"""),
    "H": ("Relay and patient's page", """
        swapped keys | dropped, delayed, repeated letters | letters of somebody else
        plain, empty or old letters | unknown kinds and commands | floods
        the whole relay in other hands | finding mailboxes | a mailbox id without its key
        forged acknowledging | a changed page | a page set back | the secret in the address
        a sheet of somebody else | TLS | wrong clocks | a stolen sheet | a practice restored
        hostile attachments of patients | switching encryption off | who writes to whom
        connecting elsewhere"""),
    "X": ("Cryptography", """
        flipped bits | cut, swapped, doubled chunks | repeated nonces | use in another context
        low-order keys | older or mixed suites | bent signatures | a key twice | weak randomness
        timing of comparisons | official vectors | compression | cheaper derivation
        keys that show themselves"""),
    "J": ("E-mail", """
        header injection | command injection | smuggling | STARTTLS stripped | clinical words
        forged senders | HTML mail | attachments | mail bombs | loops | another host for a password
        the wrong recipient | credentials in the web process"""),
    "K": ("Log, records, backups", """
        changing the log | cutting its tail | an older database | a changed finding | back-dating
        a clock set back | an administrator's own traces | reads that nobody logs
        words in the log | backups without a key | a hostile backup | backups overwritten
        power cuts and kill -9 | erasure"""),
    "L": ("The sixteen rules of the leak", """
        no secret anywhere | the relay can hold no other credential | a token opens only its own
        no path spans two practices | no question from outside | everything inside the ciphertext
        sealing cannot be switched off | outbound only, a closed list of kinds
        the log cannot be changed unseen | nothing is claimed from a log that could be written
        one switch ends everything outside | the affected within minutes
        every security sentence has a test | the catalogue runs on every change
        letters to patients are signed | how to report"""),
    "M": ("Availability", """
        slow and huge requests | expensive questions | bombs in JSON | disk full, database gone
        locking somebody out | booking bots | relay gone | floods of notices"""),
    "N": ("Supply chain", """
        packages without a hash | packages of another index | known weaknesses
        the network while building | scripts from elsewhere | updates set back
        a build that cannot be repeated | plugins"""),
    "O": ("Inside and social", """
        curious colleagues | mass export | support access | a caller who asks for a code
        screen, clipboard, printer | a representative who is one no more | shared accounts
        eyes at the reception | an export left behind | administrators and patients' keys"""),
}  # fmt: skip


def _rows() -> dict[str, str]:
    found = {}
    for letter, (_group, titles) in GROUPS.items():
        lines = [line.strip() for line in titles.strip().splitlines()]
        names = [name.strip() for line in lines for name in line.split("|") if name.strip()]
        found.update({f"{letter}-{n:02}": name for n, name in enumerate(names, 1)})
    return found


ROWS: Final = _rows()
_DEFINED: Final = re.compile(r"^\s*(?:async )?def (test_\w+)", re.MULTILINE)
_LEADING: Final = re.compile(r"^test_((?:[a-z]\d\d_)+)")
_INSIDE: Final = re.compile(r"_and_([a-z]\d\d)(?=_)")


@cache
def named() -> dict[str, tuple[str, ...]]:
    """The names of the tests of every row that has any."""
    found: dict[str, set[str]] = {}
    for folder in ("src", "tests"):
        for file in (ROOT / folder).rglob("test_*.py"):
            for name in _DEFINED.findall(file.read_text("utf-8")):
                for row in rows_of(name):
                    found.setdefault(row, set()).add(name)
    return {row: tuple(sorted(names)) for row, names in sorted(found.items())}


def rows_of(name: str) -> set[str]:
    """The rows a test is named for: `test_h02_h04_…`, or `…_and_x09_…` further on."""
    leading = _LEADING.match(name)
    ids = leading[1].strip("_").split("_") if leading else []
    return {f"{one[0].upper()}-{one[1:]}" for one in [*ids, *_INSIDE.findall(name)]}
