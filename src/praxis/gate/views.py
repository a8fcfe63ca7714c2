"""What every view says about itself: who may come, and with which methods."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from praxis.core.errors import NotLoggedIn

View = Callable[..., HttpResponseBase]
MARK: Final = "praxis_access"


class Access(StrEnum):
    """The three kinds of address."""

    PUBLIC = "public"
    SELF_SERVICE = "self_service"
    GUARDED = "guarded"


def _marking(access: Access, methods: tuple[str, ...]) -> Callable[[View], View]:
    if not methods:
        raise ValueError("name the methods this address answers to")

    def mark(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                return HttpResponse(status=405, headers={"Allow": ", ".join(methods)})
            if access is not Access.PUBLIC and getattr(request, "actor", None) is None:
                raise NotLoggedIn
            return view(request, *args, **kwargs)

        setattr(answered, MARK, access)
        answered.methods = methods  # type: ignore[attr-defined]
        return answered

    return mark


def public(*methods: str) -> Callable[[View], View]:
    """For everybody, also without a session: login, the sealed page, health for the operator."""
    return _marking(Access.PUBLIC, methods)


def self_service(*methods: str) -> Callable[[View], View]:
    """For a logged-in person about their own account; no patient data."""
    return _marking(Access.SELF_SERVICE, methods)


def guarded(*methods: str) -> Callable[[View], View]:
    """For a logged-in person; a successful answer leaves only after a decision of the gate."""
    return _marking(Access.GUARDED, methods)


def access_of(view: object) -> Access | None:
    """What a view says about itself; None if it says nothing (the table test fails then)."""
    return getattr(view, MARK, None)
