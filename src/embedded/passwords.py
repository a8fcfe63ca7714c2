"""The random passwords of the database roles, in one file only its owner may read."""

import json
import os
import secrets
from pathlib import Path

from embedded.errors import EmbeddedError


class NoPassword(EmbeddedError):
    message = "Zu dieser Datenbankrolle ist kein Passwort hinterlegt. Bitte neu starten."


class Passwords:
    """Role name to password; written beside and renamed, so it is never half a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __repr__(self) -> str:
        return "Passwords(…)"

    def of(self, role: str) -> str:
        """The password of a role; raises NoPassword if none was made."""
        word = self._read().get(role)
        if word is None:
            raise NoPassword(detail=role)
        return word

    def made_for(self, role: str) -> str:
        """The password of a role, made now if there is none yet."""
        known = self._read()
        if role not in known:
            known[role] = secrets.token_urlsafe(32)
            self._write(known)
        return known[role]

    def _read(self) -> dict[str, str]:
        try:
            kept = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return {str(role): str(word) for role, word in kept.items()}

    def _write(self, words: dict[str, str]) -> None:
        part = self._path.with_suffix(".part")
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(words, file)
            file.flush()
            os.fsync(file.fileno())
        part.rename(self._path)
