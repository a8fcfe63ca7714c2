"""The kill switch, and going on after an alarm of the page monitor."""

from django.db.models import F

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.messages.access import MessageAct
from praxis.messages.errors import ReasonNeeded, RestoreWaits
from praxis.messages.models import PostState
from praxis.vault.models import Restoration


def switch_off(actor: Actor) -> None:
    """Stop everything outside within seconds; local work goes on. Anybody may, at once (L-11)."""
    gate.allow_function(actor, MessageAct.SWITCH, reason="off")
    PostState.objects.filter(one=1, off_since__isnull=True).update(
        off_since=clock.now(), off_by=actor.id
    )


def switch_on(actor: Actor, reason: str) -> None:
    """Go out again, after the switch or after an alarm: the owner's act, with a reason."""
    if len(reason.strip()) < 3:
        raise ReasonNeeded
    gate.allow_function(actor, MessageAct.RESUME, reason="on")
    if Restoration.objects.filter(announced_at=None).exists():
        raise RestoreWaits
    PostState.objects.filter(one=1).update(
        off_since=None, off_by=None, paused_since=None, paused_why=F("paused_why")
    )
