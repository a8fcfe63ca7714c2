"""Keeps a web process in step with the keeper: keys when the vault opens, none when it closes."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from praxis.core.errors import PraxisError
from praxis.vault import keys
from praxis.vault.client import Client, client

log = logging.getLogger("praxis.keys")
_EVERY: Final = 2.0


def follow_keeper(role: str = "", also: Callable[[], None] | None = None) -> None:
    """Ask once now and then every two seconds, in a thread that ends with the process.

    `also` is done after each asking while this process holds keys.
    """
    line = client(role)
    _once(line)
    told = [line, also]
    threading.Thread(target=_forever, args=told, daemon=True, name="keeper").start()


def _forever(line: Client, also: Callable[[], None] | None) -> None:
    while True:
        time.sleep(_EVERY)
        _once(line)
        if also is not None and keys.is_open():
            try:
                also()
            except Exception as error:  # noqa: BLE001 - following the keeper must never end
                log.warning("a duty of the keys failed: %s", type(error).__name__)


def _once(line: Client) -> None:
    try:
        line.follow()
    except PraxisError as error:
        log.warning("the keeper did not answer: %r", error)
