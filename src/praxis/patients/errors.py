"""What can go wrong with a patient's master data, as sentences for the desk."""

from praxis.core.errors import Conflict, PraxisError
from praxis.core.words import marked


class KnownElsewhere(Conflict):
    """The insurance number belongs to a record this person cannot see; says nothing about whom."""

    message = marked("Bitte Karte einlesen oder Leitung fragen.")


class TooManyNumbers(PraxisError):
    """More insurance numbers asked for within an hour than anybody reads from cards."""

    message = marked(
        "Zu viele Nummern in kurzer Zeit. Bitte warten Sie oder fragen Sie die Leitung."
    )
    status = 429


class AlreadyHere(Conflict):
    """The insurance number belongs to a record of one's own site."""

    message = marked(
        "Diese Versichertennummer gibt es schon. Bitte öffnen Sie die vorhandene Karteikarte."
    )


class Stale(Conflict):
    """The record was changed since this form was opened."""

    message = marked(
        "Die Stammdaten wurden inzwischen geändert. Bitte vergleichen Sie und speichern erneut."
    )


class BadMasterData(PraxisError):
    """A field of the form cannot be right; `text` names the field."""

    message = marked("Bitte prüfen Sie die markierten Felder.")


class Overlapping(PraxisError):
    """Two coverages of one kind at the same time."""

    message = marked(
        "In diesem Zeitraum gibt es schon eine Versicherung dieser Art. Bitte beenden Sie sie erst."
    )


class ReasonMissing(PraxisError):
    """Break-glass needs a reason."""

    message = marked(
        "Bitte geben Sie einen Grund für den Notfallzugriff an (mindestens 10 Zeichen)."
    )


class NotYourself(PraxisError):
    """One does not take oneself off the list of a restricted record."""

    message = marked("Sich selbst nimmt hier eine andere benannte Person heraus.")


class NotMergeable(PraxisError):
    """One cannot merge a record with itself or with one that is gone."""

    message = marked("Diese beiden Karteikarten lassen sich nicht zusammenführen.")
