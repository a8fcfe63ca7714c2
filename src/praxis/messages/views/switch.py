"""The switch to the outside: off at once for everybody at the desk, on again by the owner."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from praxis.gate.views import guarded
from praxis.messages.actions import switching
from praxis.messages.views import asked


@guarded("POST")
def off(request: HttpRequest) -> HttpResponse:
    """Nothing goes out or comes in any more."""
    switching.switch_off(asked.actor(request))
    return HttpResponseRedirect(reverse("messages:inbox"))


@guarded("POST")
def on(request: HttpRequest) -> HttpResponse:
    """Go out again, with a reason."""
    switching.switch_on(asked.actor(request), asked.text(request, "reason", 200))
    return HttpResponseRedirect(reverse("messages:inbox"))
