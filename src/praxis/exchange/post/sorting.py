"""The other half of the post: runs where patient keys are and turns raw envelopes into work."""

import logging
import threading
from datetime import timedelta
from typing import Final

from django.db import connection

from praxis import gate
from praxis.core import clock
from praxis.core.errors import PraxisError
from praxis.flows.post import tasks_for_expired
from praxis.messages import keys
from praxis.messages.access import SORTING
from praxis.messages.actions import sorting
from praxis.messages.actions.devices import end_due_devices
from praxis.messages.actions.invites import expire_invites
from praxis.vault.client import client

TICK_SECONDS: Final = 0.7
_HOUSEKEEPING: Final = timedelta(minutes=5)
logger = logging.getLogger(__name__)


def sort_once() -> int:
    """One round: letters in, states on, expired letters to tasks. How many messages are new."""
    arrived = sorting.sort_inbox()
    sorting.note_deliveries()
    tasks_for_expired(sorting.note_expired())
    return len(arrived)


def keep_house() -> None:
    """What time alone changes: invites and devices end, what waited in vain is counted."""
    with gate.as_system(SORTING) as actor:
        expire_invites(actor)
    with gate.as_system(SORTING) as actor:
        end_due_devices(actor)
    sorting.give_up_waiting()


class Sorter:
    """A loop around `sort_once`; keeps step with the keeper and sleeps while it is sealed."""

    def __init__(self) -> None:
        self._stop = threading.Event()

    def stop(self) -> None:
        """End soon."""
        self._stop.set()

    def run(self) -> None:
        """Work until stopped."""
        keys.ensure_identity()
        kept = clock.now() - _HOUSEKEEPING
        while not self._stop.wait(TICK_SECONDS):
            try:
                if not client().follow():
                    continue
                sort_once()
                if clock.now() - kept >= _HOUSEKEEPING:
                    kept = clock.now()
                    keep_house()
            except PraxisError as error:
                logger.warning("post: %s", type(error).__name__)
        connection.close()
