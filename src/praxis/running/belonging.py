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


class WrongUser(Conflict):
    """Started by somebody else than whoever made the folder."""


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


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
