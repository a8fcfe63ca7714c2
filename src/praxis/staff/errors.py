"""Why a login, a password or a change to staff is refused, as sentences for the person."""

from praxis.core.errors import Conflict, PraxisError
from praxis.core.words import marked


class LoginRefused(PraxisError):
    """Login name, password, code or passkey do not fit; never says which."""

    message = marked("Das passt nicht zusammen. Bitte prüfen Sie Anmeldename, Passwort und Code.")
    status = 401


class PinClosed(PraxisError):
    """Five wrong PINs: this session opens by password or passkey only; it does not end by them."""

    message = marked(
        "Die PIN ist nach fünf falschen Versuchen gesperrt. Bitte nehmen Sie das Passwort."
    )
    status = 401


class TooManyTries(PraxisError):
    """Throttled: refused before anything was checked."""

    message = marked(
        "Zu viele Versuche. Bitte warten Sie etwas und versuchen Sie es dann noch einmal."
    )
    status = 429


class StepExpired(PraxisError):
    """The login took longer than five minutes or was started in another window."""

    message = marked("Diese Anmeldung ist abgelaufen. Bitte beginnen Sie noch einmal.")
    status = 401


class WorkstationNotApproved(PraxisError):
    """Everything fits, but the owner has not approved this machine."""

    message = marked(
        "Dieser Arbeitsplatz ist noch nicht freigegeben. Bitte wenden Sie sich an die "
        "Praxisleitung; sie sieht die Anfrage unter „Arbeitsplätze“."
    )
    status = 403


class BadInput(PraxisError):
    """Too long, or with characters nobody types."""

    message = marked("Diese Eingabe ist zu lang oder enthält unzulässige Zeichen.")


class WeakPassword(PraxisError):
    """Too short, too common, or made of names everybody here knows."""

    message = marked("Dieses Passwort ist zu leicht zu erraten.")


class WeakPin(PraxisError):
    """Too short or a simple row of digits."""

    message = marked(
        "Die PIN braucht 6 bis 12 Ziffern und darf keine einfache Folge sein (wie 123456 oder "
        "111111)."
    )


class LoginNameTaken(Conflict):
    """Somebody has, or had, this login name."""

    message = marked("Dieser Anmeldename ist schon vergeben. Bitte wählen Sie einen anderen.")


class LastOwner(PraxisError):
    """Without an owner nobody could manage the practice any more."""

    message = marked("Mindestens eine Person muss die Rolle „Leitung“ behalten.")


class NotYourself(PraxisError):
    """Nobody changes their own roles, sites or standing."""

    message = marked(
        "Die eigenen Rollen kann niemand selbst ändern. Bitte eine zweite Leitung fragen."
    )
    status = 403


class LastFactor(PraxisError):
    """The last second factor stays until there is another one."""

    message = marked(
        "Das ist Ihr letzter zweiter Faktor. Bitte richten Sie zuerst einen anderen ein."
    )


class ConfirmAgain(PraxisError):
    """Changing how one logs in needs a fresh proof."""

    message = marked("Bitte bestätigen Sie zuerst Ihr Passwort.")
    status = 403


class NeedsAnHeir(PraxisError):
    """A site closes only if another open one takes over."""

    message = marked("Bitte wählen Sie den Standort, der übernimmt. Er muss selbst geöffnet sein.")


class NobodyHere(PraxisError):
    """Given to a person who has left."""

    message = marked("Diese Person arbeitet nicht mehr hier. Bitte wählen Sie jemand anderen.")
