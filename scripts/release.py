"""Signs releases of the patient's page, on a machine that is not on a network.

    release.py key FILE                  make the release key; prints its public half
    release.py show MANIFEST             what would be signed
    release.py sign KEY MANIFEST OUT     sign it

MANIFEST comes from `praxistresor-relay manifest` on the machine that built the page. Needs the
folder `src` of this project and `cryptography`, nothing else. See docs/operations/page.md.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from seal.keys import SecretKey
from seal.signing import SigningKey
from wire.errors import WireError
from wire.release import ReleaseManifest, parse_release, sign_release
from wire.signatures import Purpose

CLONE = Path(__file__).parents[1].resolve()


def say(text: object) -> None:
    """One line on the screen."""
    sys.stdout.write(f"{text}\n")


class Stop(Exception):
    """Ends the command with a sentence."""


def new_key(file: Path) -> None:
    """A fresh key in a file only its owner reads; never in this clone, never over another one."""
    if file.resolve().is_relative_to(CLONE):
        raise Stop("Der Schlüssel gehört nicht in dieses Verzeichnis: Es wird weitergegeben.")
    made = SigningKey.new(Purpose.RELEASE)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        with os.fdopen(os.open(file, flags, 0o600), "w") as out:
            out.write(made.seed.reveal().hex() + "\n")
    except FileExistsError:
        raise Stop("Diese Datei gibt es schon. Ein Schlüssel wird nicht überschrieben.") from None
    say(f"PRAXISTRESOR_PAGE_KEY={made.public.hex()}")


def key_in(file: Path) -> SigningKey:
    """The key in a file."""
    try:
        return SigningKey(SecretKey(bytes.fromhex(file.read_text("ascii"))), Purpose.RELEASE)
    except ValueError:
        raise Stop("In dieser Datei steht kein Schlüssel für Freigaben.") from None


def read(file: Path) -> ReleaseManifest:
    """An unsigned manifest."""
    try:
        return parse_release(file.read_bytes())
    except WireError as error:
        raise Stop(f"Das ist keine Freigabe zum Unterschreiben ({error.category}).") from None


def show(manifest: ReleaseManifest) -> None:
    """Every byte that is signed, in words."""
    issued = datetime.fromtimestamp(manifest.issued, UTC)
    say(f"Nummer {manifest.number}, Version {manifest.release}, vom {issued:%d.%m.%Y %H:%M} UTC")
    for file in manifest.files:
        say(f"  {file.sha256.hex()}  {file.length:>9}  {file.path}  {file.type}")
    for header in manifest.headers:
        say(f"  {header.name}: {header.value}")


def sign(key: Path, manifest: Path, out: Path) -> None:
    """Show it, then sign it."""
    found = read(manifest)
    show(found)
    out.write_bytes(sign_release(found, key_in(key).sign))
    say(f"Unterschrieben: {out}")


def main(given: list[str]) -> int:
    """Run one command; 0 if it was done."""
    try:
        match given:
            case ["key", file]:
                new_key(Path(file))
            case ["show", file]:
                show(read(Path(file)))
            case ["sign", key, manifest, out]:
                sign(Path(key), Path(manifest), Path(out))
            case _:
                say(__doc__)
                return 2
    except (Stop, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
