"""Which language an answer speaks: the browser's until somebody is known, then the account's."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import override
from django.utils.translation.trans_real import parse_accept_lang_header

_LONGEST: Final = 200


class BrowserLanguageMiddleware:
    """Before the login, while sealed and for every mistake: what `Accept-Language` asks for.

    No cookie and no address says it: both would tell something about whoever sits there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with override(wanted(request.headers.get("Accept-Language", ""))):
            return self.get_response(request)


class OwnLanguageMiddleware:
    """From the login on, also at the lock: what the person chose under "Mein Konto"."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        presence = getattr(request, "presence", None)
        if presence is None:
            return self.get_response(request)
        with override(presence.session.account.language):
            return self.get_response(request)


def wanted(header: str) -> str:
    """The first language of ours the header names, German if none."""
    ours = {code for code, _name in settings.LANGUAGES}
    for named, _weight in parse_accept_lang_header(header[:_LONGEST].lower()):
        if (code := named.partition("-")[0]) in ours:
            return code
    return str(settings.LANGUAGE_CODE)
