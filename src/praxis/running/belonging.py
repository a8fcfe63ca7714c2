"""Whose a data folder is: another user, or a new place, must not open an empty practice in it.

The private database of root lies outside of the data folder, that of everybody else inside. So
the same folder started by another user, or moved by root, would get a new and empty database.
"""

import os
import pwd
from pathlib import Path
from typing import Final

from embedded.places import places_for
from praxis.core.errors import Conflict
from praxis.core.words import marked, spoken

_WRONG_USER: Final = marked(
    "Dieser Datenordner gehört dem Benutzer {theirs}, gestartet hat ihn {ours}. Es wurde nichts "
    "angelegt und nichts geändert. Bitte als {theirs} starten."
)
_WRONG_COMMAND: Final = marked(
    "Der Datenordner {data} gehört dem Benutzer {theirs}, diesen Befehl gab {ours}. Bitte als "
    "{theirs} eingeben, zum Beispiel mit „sudo -u {theirs}“ oder „runuser -u {theirs} --“ davor."
)
_NO_PRACTICE: Final = marked(
    "Unter {data} liegt keine Praxis. Bitte in den Ordner wechseln, aus dem sie gestartet wurde, "
    "oder PRAXISTRESOR_DATA auf ihren Datenordner setzen."
)


class WrongUser(Conflict):
    """Started by somebody else than whoever made the folder."""


class NoPracticeHere(Conflict):
    """A command for a folder where no practice was ever started."""


class DatabaseElsewhere(Conflict):
    """The folder was in use with a database that does not lie where it should."""

    message = marked(
        "Zu diesem Datenordner gehört eine Datenbank, die hier nicht liegt. Es wurde nichts "
        "angelegt und nichts geändert. Wurde der Ordner verschoben, kopiert oder als anderer "
        "Benutzer gestartet, dann bitte wie zuvor starten; ist die Datenbank verloren, dann die "
        "Praxis aus einer Sicherung in einen leeren Ordner zurückholen (praxistresor restore)."
    )


def insist_on_ours(data: Path) -> None:
    """WrongUser, DatabaseElsewhere; nothing for a folder that no database was ever made for.

    For a practice with a private database, all of whose parts run as one user. Changes nothing.
    """
    # Written by every start once the database is there, by the user it was started by.
    used = data / "app.pgpass"
    for mark in (used, data / "vault"):
        if mark.exists() and (owner := mark.stat().st_uid) != os.geteuid():
            said = spoken(_WRONG_USER).format(theirs=_name(owner), ours=_name(os.geteuid()))
            raise WrongUser(message=said, detail=f"uid={owner}")
    if used.exists() and not (places_for(data / "postgres").data / "PG_VERSION").exists():
        raise DatabaseElsewhere


def whose_else(data: Path) -> WrongUser | None:
    """Whose folder this is, for a command somebody else gave; None if ours, or not to be known."""
    owner = _owner(data)
    if owner is None or owner == os.geteuid():
        return None
    said = spoken(_WRONG_COMMAND).format(data=data, theirs=_name(owner), ours=_name(os.geteuid()))
    return WrongUser(message=said, detail=f"uid={owner}")


def why_not_from_here(data: Path, *, own_database: bool) -> Conflict | None:
    """Why a command did not reach the practice: another user's folder, or none at all."""
    if (wrong := whose_else(data)) is not None:
        return wrong
    if own_database and not (data / "app.pgpass").exists():
        return NoPracticeHere(message=spoken(_NO_PRACTICE).format(data=data))
    return None


def _owner(data: Path) -> int | None:
    """Of what every start writes, of the folder, or of the first one above that lets us not in."""
    for place in (data / "app.pgpass", data, *data.parents):
        try:
            owner = place.stat().st_uid
        except OSError:
            continue
        closed = not os.access(place, os.X_OK, effective_ids=True)
        return owner if closed or place in (data, data / "app.pgpass") else None
    return None


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
