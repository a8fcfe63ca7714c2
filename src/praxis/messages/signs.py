"""What this room puts up elsewhere: menu entries, inboxes, chart panels."""

from praxis import gate
from praxis.core.actors import CLINICAL, Actor
from praxis.core.health import checks
from praxis.core.ids import PatientId
from praxis.core.leaving import Given, given
from praxis.core.navigation import NavEntry, navigation
from praxis.core.panels import Filled, Inbox, Panel, registry
from praxis.core.words import marked
from praxis.messages import keys
from praxis.messages.health import post, practice_keys
from praxis.vault.keys import Domain
from praxis.vault.renewal import Resealer, resealers


def _clinical(actor: Actor) -> bool:
    return actor.has(CLINICAL)


def _count(actor: Actor) -> int:
    from praxis.messages.queries import count_waiting

    return count_waiting(actor)


def _fill(actor: Actor, patient_id: PatientId) -> Filled:
    from praxis.messages import queries
    from praxis.messages.access import MessageAct
    from praxis.messages.actions.devices import active_devices
    from praxis.messages.models import Message
    from praxis.patients.queries import ids_of

    found = {
        "post_patient": patient_id,
        "post_letters": queries.messages_of(actor, ids_of(actor, patient_id), limit=5),
        "post_devices": active_devices(actor, patient_id),
        "post_may_release": gate.may(actor, MessageAct.RELEASE, on=Message),
    }
    return lambda: found


def put_up() -> None:
    """Called once at start-up."""
    navigation.add(
        NavEntry(
            marked("Nachrichten"),
            "messages:inbox",
            40,
            "message",
            (marked("post"), marked("briefe")),
            CLINICAL,
        )
    )
    registry.add_inbox(
        Inbox("messages", marked("Nachrichten"), "messages:inbox", 30, _count, _clinical)
    )
    registry.add_panel(Panel("messages", "right", 40, "messages/panel.html", _fill, _clinical))
    from praxis.messages.actions.changing import change_keys, phones_left
    from praxis.messages.actions.writing import count_given, hand_over_conversations

    given.add(Given(marked("zugeteilte Nachrichten"), count_given, hand_over_conversations))

    checks.add("post", post)
    checks.add("practice keys", practice_keys)
    resealers.add(
        Resealer(Domain.POST, "age identities", keys.reseal_identities, keys.identities_left)
    )
    resealers.add(
        Resealer(
            Domain.SIGN, "towards the phones", change_keys, phones_left, by_date=True, visits=True
        )
    )
