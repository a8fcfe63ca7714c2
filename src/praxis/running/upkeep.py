"""What is done at a server that runs under systemd: tables up to date, a key for the unit."""

from collections.abc import Callable
from pathlib import Path

from praxis.config import config
from praxis.core.errors import PraxisError
from praxis.core.words import marked
from praxis.vault import ceremony, openers
from praxis.vault.client import client
from praxis.vault.openers import Kind, Material

Say = Callable[[str], None]


def bring_up_to_date(say: Say) -> None:
    """Migrate as the owner of the tables; where no supervisor does it."""
    from praxis.running.practice import Databases, migrate

    migrate(Databases(config().database, config().owner_database, config().chain_database))
    say("Die Tabellen sind auf dem Stand des Programms.")


def add_credential(passphrase: str, file: Path, say: Say) -> None:
    """A new key in a file, for systemd-creds to encrypt; proven by the passphrase. WrongOpener."""
    made = openers.new_key_file(file)
    try:
        new = Material(Kind.CREDENTIAL, made.secret)
        ceremony.add_opener(client("web"), openers.passphrase(passphrase), new)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    say(
        f"Der Schlüssel steht in {file}. Jetzt verschlüsseln und die Datei löschen, wie in "
        "docs/operations/server.md beschrieben."
    )


class NoSuchPerson(PraxisError):
    """Nobody of this name works here as owner or IT."""

    message = marked(
        "Unter diesem Anmeldenamen arbeitet hier niemand mit Rolle Leitung oder Technik."
    )


def renew(what: str, login_name: str) -> None:
    """Begin a key's renewal in the name of a person, and write it into the log in one step.

    Whoever can type here is trusted to name the right person: the log says "command line".
    """
    from django.db import transaction

    from praxis.audit.events import Event, Outcome
    from praxis.audit.writer import write_inside
    from praxis.core.actors import Actor, Role
    from praxis.core.ids import AccountId
    from praxis.staff import sessions
    from praxis.staff.models import Account
    from praxis.vault import keys, renewal

    found = Account.objects.filter(login_name=login_name, left_at=None).first()
    roles = sessions.roles_of(found.id) if found else frozenset()
    if found is None or not roles & {Role.OWNER, Role.IT}:
        raise NoSuchPerson
    if not keys.is_open():
        client("worker").attach()
    actor = Actor(AccountId(found.id), roles, frozenset())
    with transaction.atomic():
        job = renewal.begin(what, found.id)
        event = Event.by(
            actor, "key:renew", Outcome.ALLOWED, subjects=(job.id,), reason=f"cli-{what}"
        )
        write_inside([event])
