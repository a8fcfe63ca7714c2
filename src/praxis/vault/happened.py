"""What happened to the vault, kept in the keeper until the log can be written (O-10)."""

import logging
import threading
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from praxis.audit.events import Event, Outcome
from praxis.audit.insertion import values, write_rows
from praxis.core.actors import SystemActor
from praxis.vault.errors import VaultSealed
from praxis.vault.openers import Kind

log = logging.getLogger("praxis.keeper")

KEEPER: Final = SystemActor("keeper")
# Whoever tries passphrases for hours fills this and no more; each try costs an Argon2.
MOST_WAITING: Final = 1000

Mac = Callable[[bytes], tuple[int, bytes]]


class VaultAct(StrEnum):
    """Everything somebody does to the vault itself, as the log names it."""

    UNSEAL = "vault:unseal"
    SEAL = "vault:seal"
    PROVE = "vault:prove"
    ADD_OPENER = "vault:add-opener"
    REMOVE_OPENER = "vault:remove-opener"
    ROTATE_ROOT = "vault:rotate-root"
    DESTROY_KEYS = "vault:destroy-keys"


class Diary:
    """Events of the keeper in their order; `mac` is the log's own, VaultSealed while sealed.

    They live in memory: what was refused by a sealed keeper that is then killed is lost.
    """

    def __init__(self, mac: Mac) -> None:
        self._mac = mac
        self._lock = threading.Lock()
        self._waiting: list[tuple[Event, tuple[int, bytes] | None]] = []

    def note(
        self, act: VaultAct, way: Kind | None = None, *, refused: bool = False, what: str = ""
    ) -> None:
        """Keep that this happened now, by which kind of opener or (a code) to what."""
        outcome = Outcome.REFUSED if refused else Outcome.ALLOWED
        event = Event.by(KEEPER, act, outcome, reason=f"opener-{way}" if way else what)
        made = self._made(event)
        with self._lock:
            if len(self._waiting) >= MOST_WAITING:
                log.warning("an event of the vault was dropped: too many wait")
                return
            self._waiting.append((event, made))

    def write(self, conninfo: str) -> int:
        """Write what waits, each once and in order; returns how many. Raises psycopg.Error.

        What happened while the vault was sealed waits until it is open.
        """
        with self._lock:
            waiting = list(self._waiting)
        ready = []
        for event, early in waiting:
            if (made := early or self._made(event)) is None:
                break
            ready.append(values(event, *made))
        if not ready:
            return 0
        write_rows(conninfo, ready)
        with self._lock:
            del self._waiting[: len(ready)]
        return len(ready)

    def _made(self, event: Event) -> tuple[int, bytes] | None:
        try:
            return self._mac(event.canonical())
        except VaultSealed:
            return None
