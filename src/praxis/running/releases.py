"""The releases of the patient's page, from the command line: install one, look at the page."""

import argparse
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from praxis.config import BadConfig, config
from praxis.core.errors import PraxisError
from praxis.core.words import marked
from praxis.exchange.post import released
from praxis.exchange.post.looking import Page, look
from seal.keys import SecretKey
from seal.signing import SigningKey
from wire.release import parse_release, sign_release
from wire.signatures import Purpose

Say = Callable[[str], None]
_KEY: Final = "release.key"


def add_arguments(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`page-install` and `page-check`."""
    install = commands.add_parser(
        "page-install", help="eine Freigabe der Patientenseite einrichten"
    )
    install.add_argument("file", type=Path, metavar="DATEI")
    check = commands.add_parser(
        "page-check",
        help="die Patientenseite mit ihrer Freigabe vergleichen (überall, ohne Schlüssel)",
    )
    check.add_argument(
        "--manifest", type=Path, action="append", help="Freigabe; sonst die eingerichteten"
    )
    check.add_argument("--key", help="öffentlicher Schlüssel der Freigaben, 64 Hexziffern")
    check.add_argument("--page", help="Adresse der Patientenseite")
    check.add_argument("--relay", help="Adresse des Relays")
    check.set_defaults(run=lambda options: page_check(options, _out))
    install.set_defaults(run=lambda options: page_install(options.file, _out))


def _out(text: str) -> None:
    sys.stdout.write(text + "\n")


def page_install(file: Path, say: Say) -> int:
    """Verify a signed release and go by it; needs the database for the highest number so far."""
    from praxis.running.cli import set_up_django

    set_up_django()
    from praxis.exchange.post import monitor

    new = monitor.install(file.read_bytes())
    say(f"Eingerichtet: Freigabe {new.number} (Version {new.release}). Die vorige gilt noch.")
    return 0


def page_check(options: argparse.Namespace, say: Say) -> int:
    """Compare once, from wherever this runs; 1 if anything differs. Needs no database, no vault."""
    known = config()
    key, page = (
        options.key or known.page_key,
        Page(options.page or known.page, options.relay or known.relay),
    )
    if options.manifest:
        manifests = tuple(released.opened(one.read_bytes(), key) for one in options.manifest)
    else:
        manifests = released.installed(known.page_releases, key)
    if not manifests:
        raise NothingInstalled
    found = look(manifests, page)
    for line in found.differences or ("Die Seite entspricht der Freigabe.",):
        say(line)
    return 1 if found.differences else 0


class NothingInstalled(PraxisError):
    """There is nothing to compare the page with."""

    message = marked(
        "Es ist keine Freigabe der Patientenseite eingerichtet: praxistresor page-install DATEI, "
        "oder hier mit --manifest und --key."
    )


def demo_key(root: Path) -> SigningKey:
    """The demo releases its page itself, with a key of its own beside the data."""
    from praxis.vault.store import write_private

    file = root / _KEY
    if not file.exists():
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(file, SecretKey.new().reveal())
    return SigningKey(SecretKey(file.read_bytes()), Purpose.RELEASE)


def release_demo_page(root: Path, dist: Path) -> None:
    """Sign what lies in the bundle's folder, unless this very bundle is released already."""
    from praxis.exchange.post import monitor

    before = monitor.known_manifests()
    number = before[0].number + 1 if before else 1
    file = root / "release.manifest"
    command = [
        *(sys.executable, "-m", "relay", "manifest", str(file), "--root", str(dist)),
        *("--number", str(number), "--http"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BadConfig(f"the patient's page is not what it says: {done.stderr.strip()[-200:]}")
    new = parse_release(file.read_bytes())
    if before and (before[0].files, before[0].headers) == (new.files, new.headers):
        return
    monitor.install(sign_release(new, demo_key(root).sign))
