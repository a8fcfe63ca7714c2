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
ONCE_MARK: Final = "praxis_shown_once"
AGAIN_MARK: Final = "praxis_again"
SENT_BEFORE: Final = "praxis_sent_before"


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
        answered.methods = methods  # type: ignore[attr-defined] # a mark read by the tests
        return answered

    return mark


def public(*methods: str) -> Callable[[View], View]:
    """For everybody, also without a session: login, the sealed page, health for the operator."""
    return _marking(Access.PUBLIC, methods)


def self_service(*methods: str) -> Callable[[View], View]:
    """For a logged-in person about their own account; no patient data."""
    return _marking(Access.SELF_SERVICE, methods)


def guarded(
    *methods: str,
    takes_file: bool = False,
    shown_once: bool = False,
    again: Callable[..., HttpResponseBase] | None = None,
) -> Callable[[View], View]:
    """For a logged-in person; a successful answer leaves only after a decision of the gate.

    Without `takes_file`, files in the body are dropped unread. `shown_once`: the page it answers
    with is the effect and not repeated, not even to the same form sent again. `again` answers what
    was sent already in place of the view, which then does nothing; with it, parts of a page that
    say which sending they are have one effect like whole forms.
    """
    marked = _marking(Access.GUARDED, methods)

    def mark(view: View) -> View:
        @wraps(view)
        def first_or_again(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            known = again is not None and getattr(request, SENT_BEFORE, False)
            return (again if again and known else view)(request, *args, **kwargs)

        answered = marked(first_or_again)
        setattr(answered, AGAIN_MARK, again is not None)
        setattr(answered, FILE_MARK, takes_file)
        setattr(answered, ONCE_MARK, shown_once)
        return answered

    return mark


def answers_again(view: object) -> bool:
    """Whether this address knows what to answer to what was sent already."""
    return bool(getattr(view, AGAIN_MARK, False))


def access_of(view: object) -> Access | None:
    """What a view says about itself; None if it says nothing (the table test fails then)."""
    return getattr(view, MARK, None)


def takes_file(view: object) -> bool:
    """Whether files sent to this address are kept at all."""
    return bool(getattr(view, FILE_MARK, False))


def shown_once(view: object) -> bool:
    """Whether the page this address answers a form with is shown one single time."""
    return bool(getattr(view, ONCE_MARK, False))
