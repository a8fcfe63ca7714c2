"""A practice server for real use: made once, started sealed, opened by whoever may."""

from collections.abc import Callable
from pathlib import Path

from embedded import EmbeddedServer
from praxis.config import BadConfig, Config, config
from praxis.core.errors import Conflict
from praxis.core.words import marked
from praxis.running.apart import apart
from praxis.running.practice import (
    DatabasePart,
    Databases,
    Practice,
    become,
    embedded_databases,
    migrate,
)
from praxis.running.supervisor import Supervisor

Say = Callable[[str], None]


class NoVault(Conflict):
    """There is nothing to start yet."""

    message = marked(
        "Hier gibt es noch keinen Tresor. Bitte führen Sie zuerst aus: praxistresor init"
    )


def make(passphrase: str, sheets: Path, say: Say) -> None:
    """Make the vault behind a passphrase; the recovery sheets are written once, for printing."""
    from praxis.core import clock
    from praxis.vault.ceremony import create_vault
    from praxis.vault.openers import passphrase as typed
    from praxis.vault.sheets import sheets_pdf
    from praxis.vault.store import write_private

    chosen = config()
    chosen.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    words = create_vault(chosen.vault, [typed(passphrase)])
    made_on = clock.today().strftime("%d.%m.%Y")
    write_private(sheets, sheets_pdf(words, practice="", made_on=made_on))
    say(
        f"Der Tresor ist angelegt. Drucken Sie {sheets} aus, verwahren Sie die drei Blätter an "
        "drei Orten, und löschen Sie die Datei danach."
    )


def serve(say: Say) -> None:
    """Start every part and keep it running; sealed until `praxistresor unseal`."""
    from praxis.vault.chest import vault_exists

    chosen = config()
    if not vault_exists(chosen.vault):
        raise NoVault
    supervisor, server = Supervisor(say, chosen.sockets), None
    supervisor.end_when_told()
    try:
        server, databases = _databases(chosen)
        practice = Practice(chosen, databases, supervisor)
        practice.start_keeper()
        code = apart(lambda: _prepare(chosen, databases))
        practice.start_rest()
        say(f"Praxistresor läuft unter {chosen.origin} und ist versiegelt: praxistresor unseal")
        if code:
            say(f"Einrichtungscode für {chosen.origin}/einrichten/ : {code}")
        if server is not None:
            supervisor.also_watch(DatabasePart(server))
        supervisor.watch()
    finally:
        supervisor.stop()
        if server is not None:
            server.stop()


def _prepare(chosen: Config, databases: Databases) -> str:
    """Bring the tables up to date; the code to set the practice up with, if nobody has yet."""
    become(chosen, databases)
    migrate(databases)
    from praxis.staff import setup

    return "" if setup.is_done() else setup.code()


def _databases(chosen: Config) -> tuple[EmbeddedServer | None, Databases]:
    """The system's PostgreSQL if one is configured, else a private one."""
    if chosen.database:
        if not chosen.chain_database:
            raise BadConfig("PRAXISTRESOR_CHAIN_DATABASE is missing: nobody could chain the log")
        return None, Databases(chosen.database, chosen.owner_database, chosen.chain_database)
    return embedded_databases(chosen.data)
