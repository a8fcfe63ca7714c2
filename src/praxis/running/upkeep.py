"""What is done at a server that runs under systemd: tables up to date, a key for the unit."""

from collections.abc import Callable
from pathlib import Path

from praxis.config import config
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
