"""A conversation given to somebody who left goes to others, and says until then that they left."""

import pytest

from house.cast import Cast
from house.pages import Pages
from praxis import gate
from praxis.core.assigning import Addressee
from praxis.core.ids import PatientId, uuid7
from praxis.core.leaving import given
from praxis.messages import queries
from praxis.messages.actions import writing
from praxis.messages.tests.phones import paired_phone, writes
from praxis.staff import accounts
from praxis.staff.errors import NobodyHere
from wire import letters as wire


def test_it_is_handed_over_with_the_account(cast: Cast, page: Pages, dora: PatientId) -> None:
    writes(paired_phone(cast, dora), wire.Message("Frage", "Wann komme ich wieder?", None, ()))
    ben, ada = Addressee(account=cast.ben.id), page.as_(cast.ada)
    with gate.visiting():
        ours = queries.conversation(cast.ada.actor, dora)
        assert ours is not None
        writing.assign(cast.ada.actor, ours.pk, ben)
        assert given.counts(cast.ben.id) == [("zugeteilte Nachrichten", 1)]
    accounts.leave(cast.lea.actor, cast.ben.id)
    ada.get("messages:conversation", dora).is_ok().shows("Ben Muster (nicht mehr hier)")
    with gate.visiting():
        assert given.hand_over(cast.ben.id, Addressee(role="doctor")) == 1
    ada.get("messages:conversation", dora).is_ok().hides("nicht mehr hier")
    for nobody in (ben, Addressee(account=uuid7())):
        with gate.visiting(), pytest.raises(NobodyHere):
            writing.assign(cast.ada.actor, ours.pk, nobody)
