"""`praxistresor restore`: asks for the sheets, finds or makes an empty database, fills it."""

import argparse
import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from embedded import EmbeddedServer
from praxis.config import Config, config
from praxis.running.backup import restoring
from praxis.running.backup.errors import PlaceTaken, TargetAway
from praxis.running.backup.target import Target
from praxis.running.practice import DATABASE
from praxis.vault import openers, sheets
from praxis.vault.openers import Material
from praxis.vault.store import private_folder

Say = Callable[[str], None]


def run(options: argparse.Namespace, say: Say) -> None:
    """Bring the practice back; PraxisError."""
    folder = Path(options.target).absolute()
    if not folder.is_dir():
        raise TargetAway(detail="no folder")
    target, chosen = Target(folder), config()
    name = options.backup or target.newest()
    restoring.check_empty(chosen.data)
    material = _material(options)
    private_folder(chosen.data)
    with _owner(chosen) as owner:
        place = restoring.Place(chosen.data, owner)
        made = restoring.restore(target, name, material, place, say)
    say(
        f"Zurückgespielt ist der Stand von {made.name} mit {made.documents} Dokumenten. Starten "
        "Sie jetzt praxistresor serve und öffnen Sie den Tresor. Alles nach außen bleibt "
        "ausgeschaltet, bis die Leitung unter /ruecksicherung/ bestätigt."
    )


def _material(options: argparse.Namespace) -> Material:
    if options.key_file:
        return openers.key_file(Path(options.key_file))
    if options.escrow:
        return openers.escrow_identity(Path(options.escrow).read_text("utf-8"))
    if options.sheets:
        lines = Path(options.sheets).read_text("utf-8").splitlines()
        return sheets.combine([line for line in lines if line.strip()])
    return sheets.combine(
        [getpass.getpass(f"Wörter des {which} Blattes: ") for which in ("ersten", "zweiten")]
    )


@contextmanager
def _owner(chosen: Config) -> Iterator[str]:
    """How the owner reaches the empty database: the configured one, or a private one made now."""
    if chosen.owner_database:
        yield chosen.owner_database
        return
    server = EmbeddedServer(chosen.data / "postgres")
    if (server.places.data / "PG_VERSION").exists():
        raise PlaceTaken(detail="postgres")
    done = False
    try:
        server.start()
        server.ensure_database(DATABASE)
        yield server.dsn("owner", DATABASE)
        done = True
    finally:
        if done:
            server.stop()
        else:
            server.remove()
