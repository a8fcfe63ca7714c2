"""The outermost wall of a request: opens and closes its visit, and lets no undecided answer out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from praxis.core.errors import PraxisError
from praxis.core.words import marked
from praxis.gate.views import Access, access_of
from praxis.gate.visit import Visit, visiting


class NoDecision(PraxisError):
    """A guarded address answered without asking the gate: our mistake, so nothing is shown."""

    message = marked("Diese Seite wurde zurückgehalten, weil keine Berechtigung geprüft wurde.")
    status = 500


class GateMiddleware:
    """One visit per request; its keys end in `finally`, its decisions are logged before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with visiting() as visit:
            request.visit = visit  # type: ignore[attr-defined] # Django's way to carry it
            response = self.get_response(request)
            visit.flush()
            return response


class DecisionMiddleware:
    """Innermost, next to the views: a guarded success needs an allowed decision."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or response.status_code >= 400:
            return response
        access = access_of(match.func)
        if access is None or (access is Access.GUARDED and not _decided(request)):
            response.close()
            raise NoDecision(detail=match.view_name or "")
        return response


def _decided(request: HttpRequest) -> bool:
    visit: Visit | None = getattr(request, "visit", None)
    return visit is not None and visit.decided
