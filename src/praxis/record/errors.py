"""What can go wrong while writing the record, as sentences for the person who writes."""

from praxis.core.errors import Conflict, PraxisError, Refused
from praxis.core.words import marked


class EmptyEntry(PraxisError):
    """Nothing was typed."""

    message = marked("Bitte schreiben Sie einen Text zu diesem Eintrag.")


class TooLong(PraxisError):
    """More than a line of a chart should hold."""

    message = marked(
        "Der Eintrag ist zu lang (höchstens 20.000 Zeichen). Bitte teilen Sie ihn auf."
    )


class UnknownCode(PraxisError):
    """No such entry code."""

    message = marked("Dieses Kürzel gibt es nicht. Mit ? sehen Sie alle Kürzel.")


class InTheFuture(PraxisError):
    """Back-dating is normal, forward-dating is not."""

    message = marked("Ein Eintrag kann nicht in der Zukunft liegen.")


class AlreadyCorrected(Conflict):
    """Somebody corrected the same line first; the view shows both texts."""

    message = marked(
        "Dieser Eintrag wurde inzwischen von jemand anderem korrigiert. Sie sehen beide Texte."
    )

    def __init__(self, theirs: str, yours: str) -> None:
        super().__init__(detail="entry")
        self.theirs = theirs
        self.yours = yours


class BadDiagnosis(PraxisError):
    """Code, certainty or side cannot be right."""

    message = marked(
        "So lässt sich die Diagnose nicht lesen. Beispiel: D J06.9 G oder D M54.4 V L."
    )


class AlreadyReviewed(Conflict):
    """Seen once is seen."""

    message = marked("Diesen Befund haben Sie schon als gesehen vermerkt.")


class BadDay(PraxisError):
    """The date of a back-dated line cannot be read."""

    message = marked("Diesen Tag gibt es nicht. Beispiel: A 12.11. Text oder A 12.11.2025 Text.")


class DoctorsDiagnosis(Refused):
    """An assistant notes suspicions; certain and permanent diagnoses are a doctor's."""

    message = marked(
        "Gesicherte und dauerhafte Diagnosen trägt die Ärztin oder der Arzt ein. "
        "Einen Verdacht notieren Sie mit V, zum Beispiel: D J06.9 V"
    )


class NoSuchDiagnosis(PraxisError):
    """The code does not exist in the ICD-10-GM of that day, or has no content there."""

    message = marked(
        "Diesen Code gibt es in der ICD-10-GM an diesem Tag nicht. "
        "Tippen Sie Wörter, zum Beispiel: D husten"
    )


class NotFineEnough(PraxisError):
    """A heading: the ICD-10-GM wants one of the codes below it."""

    message = marked(
        "Dieser Code ist weiter unterteilt und so nicht abrechenbar. "
        "Tippen Sie ihn noch einmal und wählen Sie einen genaueren aus der Liste."
    )
