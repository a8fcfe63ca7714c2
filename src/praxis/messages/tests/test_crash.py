"""K-13: the power goes between two writes of the sorter; nothing is lost, nothing comes twice."""

import hashlib

from house.cast import Cast
from praxis import gate
from praxis.core.ids import PatientId
from praxis.messages.actions.sorting import sort_inbox
from praxis.messages.models import Inbox
from praxis.messages.queries import messages_of
from praxis.messages.states import InboxState
from praxis.messages.tests.phones import arrives, paired_phone
from praxis.messages.tests.test_letters import _photo
from wire import letters as wire


def test_k13_cut_before_a_letter_is_settled_its_photo_still_arrives(
    cast: Cast, dora: PatientId
) -> None:
    phone, photo = paired_phone(cast, dora), _photo()
    label = wire.FileLabel(hashlib.sha256(photo).digest(), "haut.jpg", wire.FileType.JPEG)
    letter, file = phone.writes(wire.Message("Haut", "Sehen Sie", None, (label,)), (photo,))
    assert phone.grant is not None
    mailbox = bytes(phone.grant.mailbox)
    arrives(mailbox, letter)
    # As a kill -9 leaves it: the letter is placed, its envelope still counts as raw.
    Inbox.objects.filter(mailbox=mailbox).update(state=InboxState.RAW, claimed_until=None)
    sort_inbox()
    arrives(mailbox, file)
    with gate.visiting():
        (shown,) = messages_of(cast.ben.actor, [dora])
        (kept,) = shown.files
        assert kept.document_id is not None
