"""Keeps a web process in step with the keeper: keys when the vault opens, none when it closes."""

import logging
import threading
import time
from typing import Final

from praxis.core.errors import PraxisError
from praxis.vault.client import Client, client

log = logging.getLogger("praxis.keys")
_EVERY: Final = 2.0


def follow_keeper(role: str = "") -> None:
    """Ask once now and then every two seconds, in a thread that ends with the process."""
    line = client(role)
    _once(line)
    threading.Thread(target=_forever, args=[line], daemon=True, name="keeper").start()


def _forever(line: Client) -> None:
    while True:
        time.sleep(_EVERY)
        _once(line)


def _once(line: Client) -> None:
    try:
        line.follow()
    except PraxisError as error:
        log.warning("the keeper did not answer: %r", error)
