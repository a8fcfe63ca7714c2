"""`./run demo`: practice, relay and patient page on this machine, with invented people."""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from embedded import EmbeddedServer
from praxis.config import Config
from praxis.demo.logins import LOGINS, PASSWORD
from praxis.running.apart import apart
from praxis.running.outside import introduce_to_relay
from praxis.running.parts import Part, answers
from praxis.running.practice import (
    DatabasePart,
    Databases,
    Practice,
    become,
    embedded_databases,
    migrate,
)
from praxis.running.releases import demo_key, release_demo_page
from praxis.running.supervisor import Supervisor

ROOT: Final = Path(__file__).parents[3]
_FILLED: Final = "filled"
Say = Callable[[str], None]


def demo_config(root: Path, first_port: int = 8000) -> Config:
    """The demo's settings: everything below `root`, three addresses on loopback."""
    return Config(
        data=root / "praxis",
        origin=f"http://praxis.localhost:{first_port}",
        relay=f"http://relay.localhost:{first_port + 2}",
        page=f"http://patient.localhost:{first_port + 3}",
        demo=True,
    )


def reset(root: Path, say: Say) -> None:
    """Forget everything the demo wrote; refuses while it runs."""
    for name in ("praxis/postgres", "relay/postgres"):
        server = EmbeddedServer(root / name)
        if server.is_running():
            say("Die Demo läuft noch. Bitte beenden Sie sie zuerst (Strg+C).")
            raise SystemExit(1)
        server.remove()
    shutil.rmtree(root, ignore_errors=True)
    say("Die Demodaten sind gelöscht. ./run demo beginnt neu.")


def run(root: Path, say: Say, first_port: int = 8000) -> None:
    """Start everything, print where it is, stop it cleanly on Ctrl+C."""
    config = demo_config(root, first_port)
    if not (config.data / _FILLED).exists():
        reset(root, lambda _text: None)  # a first start that was cut off begins anew
    # A child reads the key: what branches off this process shall not have it.
    page_key = apart(lambda: demo_key(root / "relay").public.hex())
    config = replace(config, page_key=page_key)
    supervisor = Supervisor(say, config.sockets)
    config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    server: EmbeddedServer | None = None
    supervisor.end_when_told()
    try:
        say("Starte die Datenbank ...")
        server, databases = embedded_databases(config.data)
        practice = Practice(config, databases, supervisor)
        practice.start_keeper()
        say("Starte Relay und Patientenseite ...")
        _start_outside(root, config, supervisor)
        apart(lambda: _prepare(root, config, databases, say))
        say("Starte den Praxisserver ...")
        practice.start_rest()
        say(_welcome(config))
        supervisor.also_watch(DatabasePart(server))
        supervisor.watch()
    finally:
        say("Beende alles ...")
        supervisor.stop()
        if server is not None:
            server.stop()


def open_vault(config: Config) -> None:
    """The demo opens itself with a key file beside the data, and says so on every page."""
    from praxis.vault.ceremony import create_demo_vault
    from praxis.vault.client import client

    material = create_demo_vault(config.data)
    line = client("web")
    line.unseal(material)
    line.attach()


def _start_outside(root: Path, config: Config, supervisor: Supervisor) -> None:
    relay, page = urlsplit(config.relay), urlsplit(config.page)
    log = root / "relay" / "log"
    supervisor.start(
        Part(
            "relay",
            [
                sys.executable, "-m", "relay", "serve", "--embedded", str(root / "relay/postgres"),
                "--port", str(relay.port), "--authority", relay.netloc,
            ],
            {},
            answers(config.relay),
            log / "relay.log",
        )
    )  # fmt: skip
    supervisor.start(
        Part(
            "patient page",
            [
                sys.executable, "-m", "relay", "page", "--root", str(ROOT / "patient/dist"),
                "--origin", config.page, "--relay", config.relay, "--port", str(page.port),
            ],
            {},
            answers(config.page),
            log / "page.log",
        )
    )  # fmt: skip


def _prepare(root: Path, config: Config, databases: Databases, say: Say) -> None:
    """Tables, vault and people, in a process that ends with it."""
    # Thousands of small commits that need not survive a power cut: what was cut off begins anew.
    os.environ["PGOPTIONS"] = "-c synchronous_commit=off"
    become(config, databases)
    migrate(databases)
    open_vault(config)
    _fill(root, config, say)


def _fill(root: Path, config: Config, say: Say) -> None:
    from praxis.demo.practice import fill_practice

    if not (config.data / _FILLED).exists():
        say("Lege die Demopraxis an (einige hundert erfundene Patienten) ...")
        fill_practice(config, say)
        (config.data / _FILLED).touch()
    introduce_to_relay(root / "relay/postgres", config)
    release_demo_page(root / "relay", ROOT / "patient/dist")


def _welcome(config: Config) -> str:
    people = "\n".join(f"    {name:<6} {what}" for name, what in LOGINS.items())
    return f"""
Praxistresor läuft.

  Praxis           {config.origin}
  Patientenseite   {config.page}
  Relay            {config.relay}

  Anmelden als (Passwort für alle: {PASSWORD})
{people}
  Der Einmalcode für jeden:   ./run demo-code ada

  Was Sie zuerst versuchen können:
    1. Als ada anmelden, oben einen Namen tippen (z. B. „demo dora“) und die Karteikarte öffnen.
    2. Unten eine Zeile schreiben:  A Husten seit 3 Tagen
    3. In Doras Karteikarte rechts „Einladung ausgeben“: den Link im zweiten Browserfenster
       öffnen, die acht Ziffern eingeben – das ist Doras Telefon.
    4. Unter „Labor“ Doras Befund ansehen, „Gesehen“ vermerken, dann „Befund freigeben“:
       er erscheint in Doras Fenster, und Dora kann zurückfragen.
    5. Eine Labordatei (LDT) einlesen: unter „Labor“ auswählen oder in diesen Ordner kopieren
       {config.lab_spool}
       Beispiele liegen in src/formats/ldt/samples (ldt2_report.ldt, ldt3_report.ldt).

  Diese Demo öffnet ihren Tresor selbst mit einer Schlüsseldatei. Keine echten Daten eingeben.
  Beenden: Strg+C. Neu beginnen: ./run demo-reset
"""
