"""The owner looks at a return from a backup, and lets the practice go outside again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from praxis import gate
from praxis.core.errors import NotThere, PraxisError
from praxis.gate.views import guarded
from praxis.office import asked, shown
from praxis.office.access import OfficeAct
from praxis.office.oversight import restorations


@guarded("GET", "POST")
def page(request: HttpRequest) -> HttpResponse:
    """What came back, what is missing, what was ended; and the button."""
    actor, error = asked.actor(request), None
    if request.method == "POST":
        try:
            restorations.confirm(actor, _id(request), read=bool(asked.text(request, "gelesen", 4)))
            return HttpResponseRedirect(reverse("office:restored"))
        except NotThere:
            raise
        except PraxisError as fault:
            if fault.status == 403:
                raise
            error = fault
    gate.allow_function(actor, OfficeAct.CONFIRM_RESTORE)
    return shown.form(request, "office/restored.html", error, found=restorations.newest())


def _id(request: HttpRequest) -> UUID:
    try:
        return UUID(asked.text(request, "id", 36))
    except ValueError:
        return UUID(int=0)
