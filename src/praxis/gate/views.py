"""What every view says about itself: who may come, and with which methods."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from praxis.core.errors import NotLoggedIn

View = Callable[..., HttpResponseBase]
MARK: Final = "praxis_access"
FILE_MARK: Final = "praxis_takes_file"


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


def guarded(*methods: str, takes_file: bool = False) -> Callable[[View], View]:
    """For a logged-in person; a successful answer leaves only after a decision of the gate.

    Without `takes_file`, files in the body are dropped unread.
    """
    marked = _marking(Access.GUARDED, methods)

    def mark(view: View) -> View:
        answered = marked(view)
        setattr(answered, FILE_MARK, takes_file)
        return answered

    return mark


def access_of(view: object) -> Access | None:
    """What a view says about itself; None if it says nothing (the table test fails then)."""
    return getattr(view, MARK, None)


def takes_file(view: object) -> bool:
    """Whether files sent to this address are kept at all."""
    return bool(getattr(view, FILE_MARK, False))
