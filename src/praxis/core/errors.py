"""One tree of errors: a German sentence for the person, a detail for the log, a name for nobody."""

from typing import ClassVar

from praxis.core.words import marked, spoken


class PraxisError(Exception):
    """Something a person should be told in one sentence, with what to do about it.

    `message` is shown; `detail` goes to the log. Neither holds a name, a birth date or a finding.
    """

    message: ClassVar[str] = marked("Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.")
    status: ClassVar[int] = 422

    def __init__(self, *, detail: str = "", message: str = "") -> None:
        self.detail = detail
        self.german = message or self.message
        super().__init__(self.german)

    @property
    def text(self) -> str:
        """The sentence in the reader's language; `german` is what is kept and logged."""
        return spoken(self.german)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.detail!r})"


class NotThere(PraxisError):
    """Absent or forbidden; nobody outside can tell which."""

    message = marked("Das gibt es nicht (oder nicht mehr).")
    status = 404


class Refused(PraxisError):
    """The person may see the thing, but this act is not theirs."""

    message = marked("Dafür reicht Ihre Rolle nicht. Bitte wenden Sie sich an die Praxisleitung.")
    status = 403


class NotLoggedIn(PraxisError):
    """No valid session."""

    message = marked("Bitte melden Sie sich an.")
    status = 401


class Conflict(PraxisError):
    """Somebody else was faster; `old` and `new` are handed to the view, never to the log."""

    message = marked("Jemand anderes hat das inzwischen geändert. Ihr Text ist noch da.")
    status = 409


class Unavailable(PraxisError):
    """A part the practice needs is away: database, keys, search."""

    message = marked("Ein Teil des Systems antwortet gerade nicht. Ihre Eingaben bleiben erhalten.")
    status = 503
