"""The other half of the post: runs where patient keys are and turns raw envelopes into work."""

from praxis import gate
from praxis.flows.post import task_for_expired
from praxis.messages.access import SORTING
from praxis.messages.actions import sorting
from praxis.messages.actions.changing import tell_of_changes
from praxis.messages.actions.devices import end_due_devices
from praxis.messages.actions.invites import expire_invites


def sort_once() -> int:
    """One round: letters in, states on, expired letters to tasks. How many messages are new."""
    arrived = sorting.sort_inbox()
    sorting.note_deliveries()
    sorting.note_expired(task_for_expired)
    return len(arrived)


def keep_house() -> None:
    """What time alone changes: invites and devices end, what waited in vain is counted."""
    with gate.as_system(SORTING) as actor:
        expire_invites(actor)
    with gate.as_system(SORTING) as actor:
        end_due_devices(actor)
    # After a sheet from before a change, or a renewal that did not find a phone yet.
    tell_of_changes()
    sorting.give_up_waiting()
    sorting.look_again()
