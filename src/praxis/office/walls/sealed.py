"""While the vault is sealed there is one page, and it says so."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from praxis.vault import keys


class SealedMiddleware:
    """503 for everything until this process holds keys; static files stand outside of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if keys.is_open():
            return self.get_response(request)
        body = render_to_string("desk/sealed.html", {"request": request})
        return HttpResponse(body, status=503, headers={"Retry-After": "30"})
