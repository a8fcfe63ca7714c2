"""The health page and the state behind its light; everybody who works here may see both."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from praxis import gate
from praxis.gate.views import guarded, self_service
from praxis.office import asked, shown
from praxis.office.access import OfficeAct
from praxis.office.health import light


@guarded("GET")
def page(request: HttpRequest) -> HttpResponse:
    """Each line: how it stands, since when, what it means, what to do."""
    gate.allow_function(asked.actor(request), OfficeAct.READ_HEALTH)
    light.forget()
    return shown.form(request, "office/health.html", lines=light.lines())


@self_service("GET")
def state(request: HttpRequest) -> HttpResponse:
    """The light alone: a level and a word."""
    asked.actor(request)
    now = light.light()
    return JsonResponse({"level": now.level, "words": now.words})
