"""What the owner does with the keys; each act is decided and written down before it is done."""

from praxis import gate
from praxis.config import config
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.errors import PraxisError
from praxis.core.words import marked
from praxis.office.access import OfficeAct
from praxis.staff import people, throttle
from praxis.staff.throttle import Source
from praxis.vault import ceremony, openers, renewal, sheets
from praxis.vault.ceremony import Health
from praxis.vault.client import Client
from praxis.vault.openers import Material


class PassphraseMissing(PraxisError):
    """Changing who can open needs somebody who can."""

    message = marked(
        "Bitte geben Sie die Passphrase des Tresors ein. Das Kennwort der Anmeldung genügt nicht."
    )


def renew(actor: Actor, what: str) -> None:
    """Begin to replace a key; RenewalUnderWay, NoRenewal."""
    known = what if what in renewal.renewable() else "unknown"
    gate.allow_function(actor, OfficeAct.MANAGE_KEYS, reason=f"renew-{known}")
    renewal.begin(what, actor.id)


def print_sheets(actor: Actor, line: Client, passphrase: str, source: Source) -> bytes:
    """New recovery sheets as a PDF, made in memory; the old ones open nothing any more."""
    gate.allow_function(actor, OfficeAct.MANAGE_KEYS, reason="sheets")
    words = ceremony.replace_sheets(line, _proof(line, passphrase, source))
    made_on = clock.today().strftime("%d.%m.%Y")
    return sheets.sheets_pdf(words, practice=people.practice_name(), made_on=made_on)


def check_sheet(actor: Actor, line: Client, words: str) -> int:
    """The number of a sheet typed from paper; BadSheet, OldSheet, UnknownSheets."""
    gate.allow_function(actor, OfficeAct.MANAGE_KEYS, reason="sheet-check")
    return ceremony.check_sheet(line, words)


def renew_root(actor: Actor, line: Client, passphrase: str, source: Source) -> int:
    """Replace the root key; every way in keeps working."""
    gate.allow_function(actor, OfficeAct.MANAGE_KEYS, reason="root")
    return line.rotate_root(_proof(line, passphrase, source))


def opens_itself(found: Health) -> bool:
    """Whether this is the demo, which nobody ever typed a passphrase for."""
    kinds = {kind for _id, kind, _on in found.openers}
    return config().demo and openers.Kind.PASSPHRASE.value not in kinds


def _proof(line: Client, passphrase: str, source: Source) -> Material:
    """The typed passphrase, proven by the keeper; guessing is slowed like a login's."""
    if not passphrase:
        if config().demo and opens_itself(ceremony.health(line)):
            return openers.key_file(config().data / ceremony.KEY_FILE)
        raise PassphraseMissing
    found = openers.passphrase(passphrase)
    attempt = throttle.begin_try("passphrase of the vault", source)
    line.prove(found)
    throttle.succeeded(attempt)
    return found
