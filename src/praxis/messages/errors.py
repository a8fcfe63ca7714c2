"""What can go wrong between practice and patient, as sentences for the person at the desk."""

from praxis.core.errors import Conflict, PraxisError, Unavailable
from praxis.core.words import marked


class PostNotSetUp(Unavailable):
    """There is no practice identity yet, or this process does not hold its key."""

    message = marked(
        "Die Post an Patienten ist noch nicht eingerichtet. Bitte starten Sie den Postdienst und "
        "versuchen Sie es in einer Minute noch einmal."
    )


class NoIdentityCheck(PraxisError):
    """Nobody says who checked the identity, and how."""

    message = marked(
        "Bitte geben Sie an, wie die Identität geprüft wurde (zum Beispiel: Personalausweis)."
    )


class BadHolder(PraxisError):
    """A parent or Betreuer needs a name; the end must lie in the future."""

    message = marked(
        "Bitte geben Sie Namen und Enddatum der vertretenden Person an (Ende in der Zukunft)."
    )


class NoDevice(PraxisError):
    """Nobody could read it."""

    message = marked(
        "Für diese Person ist kein Gerät gekoppelt. Bitte geben Sie zuerst eine Einladung aus."
    )


class NothingToSend(PraxisError):
    """Neither words nor findings nor documents."""

    message = marked(
        "Bitte wählen Sie einen Befund oder ein Dokument aus oder schreiben Sie einen Text."
    )


class TooMuchText(PraxisError):
    """More than fits."""

    message = marked("Der Text ist zu lang (höchstens 20.000 Zeichen).")


class OtherThanSeen(Conflict):
    """What would be sent is not what the preview showed."""

    message = marked(
        "Seit der Vorschau hat sich etwas geändert. Bitte prüfen Sie die neue Vorschau und geben "
        "Sie erneut frei."
    )


class NotSendable(PraxisError):
    """A document of a type the patient's page would not show, or too large."""

    message = marked(
        "Dieses Dokument kann nicht versendet werden (nur PDF oder Bild, höchstens 25 MB)."
    )


class AlreadyEnded(Conflict):
    """The invite or device had ended before."""

    message = marked("Das ist schon beendet.")


class AlreadyDone(Conflict):
    """The conversation had nothing open."""

    message = marked("Diese Nachricht ist schon erledigt.")


class ReasonNeeded(PraxisError):
    """Resuming after an alarm needs a reason."""

    message = marked("Bitte geben Sie einen Grund an.")


class RestoreWaits(Conflict):
    """The practice was put back to an earlier state, and the owner has not looked."""

    message = marked(
        "Die Praxis wurde aus einer Sicherung zurückgeholt. Bitte erst die Rücksicherung ansehen "
        "und bestätigen."
    )


class HandedOut(Conflict):
    """The same form came a second time: the invite of the first stands."""

    message = marked(
        "Diese Einladung wurde schon ausgegeben und steht in der Liste. Blatt und Ziffern "
        "erscheinen nur einmal; fehlen sie Ihnen, geben Sie eine neue aus, die alte endet dann."
    )
