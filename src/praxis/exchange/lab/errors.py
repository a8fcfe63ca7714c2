"""What can go wrong in the laboratory inbox, as sentences for the desk."""

from praxis.core.errors import Conflict, PraxisError
from praxis.core.words import marked


class AlreadyAssigned(Conflict):
    """Somebody else was faster."""

    message = marked(
        "Dieser Befund ist inzwischen schon zugeordnet. Bitte laden Sie die Liste neu."
    )


class NotAssignable(PraxisError):
    """The record is closed or gone."""

    message = marked(
        "Diese Karteikarte ist geschlossen. Bitte öffnen Sie sie wieder oder wählen Sie eine "
        "andere."
    )


class SamePatient(PraxisError):
    """It already lies there."""

    message = marked("Der Befund liegt schon bei dieser Person.")


class NobodyFound(PraxisError):
    """No number, name or birth date of anybody visible."""

    message = marked(
        "Unter dieser Nummer oder diesem Namen gibt es hier niemanden. Bitte eine andere "
        "Schreibweise oder das Geburtsdatum versuchen."
    )


class NoFile(PraxisError):
    """The form was sent without a file."""

    message = marked("Bitte wählen Sie zuerst eine LDT-Datei aus.")


class FileTooLarge(PraxisError):
    """Larger than any laboratory sends."""

    message = marked("Die Datei ist zu groß (höchstens 512 MB). Sie wurde nicht angenommen.")
    status = 413


class NotUnderstood(PraxisError):
    """A file that must not be taken over; `reason` says why and where, without its content."""

    message = marked("Die Datei wurde zurückgestellt.")

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(detail="quarantine")
        self.reason = reason
        self.line = line


class AlreadyTaken(Conflict):
    """Another process reads this file."""

    message = marked("Diese Datei wird gerade eingelesen.")
