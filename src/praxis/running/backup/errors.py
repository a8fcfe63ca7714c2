"""What can be wrong with a backup, its place, or the place it comes back to."""

from praxis.core.errors import Conflict, PraxisError, Unavailable
from praxis.core.words import marked


class TargetAway(Unavailable):
    """The place of the backups cannot be reached or written."""

    message = marked(
        "Das Ziel der Sicherung ist nicht erreichbar oder nicht beschreibbar. Bitte prüfen Sie, "
        "ob der Datenträger eingehängt ist und noch Platz hat."
    )


class TargetInside(PraxisError):
    """A backup beside its original is none."""

    message = marked(
        "Das Ziel liegt im Datenordner der Praxis. Eine Sicherung gehört auf einen anderen "
        "Datenträger."
    )


class NobodyCouldOpen(PraxisError):
    """Only a passphrase opens the vault: a backup could be opened by nobody without it."""

    message = marked(
        "Dieser Tresor hat keine Wiederherstellungsblätter und keinen hinterlegten Schlüssel. Ohne "
        "sie wird nicht gesichert, denn niemand könnte die Sicherung öffnen."
    )


class NoBackup(PraxisError):
    """There is no complete backup in this place."""

    message = marked("Hier liegt keine vollständige Sicherung.")


class BrokenBackup(PraxisError):
    """A file of the backup is missing, cut or altered."""

    message = marked(
        "Diese Sicherung ist beschädigt oder wurde verändert. Es wurde nichts eingespielt; bitte "
        "nehmen Sie eine andere."
    )


class ForeignBackup(PraxisError):
    """The backup was not made by this practice, or these keys do not belong to it."""

    message = marked(
        "Diese Sicherung stammt nicht aus dieser Praxis, oder die Schlüssel gehören nicht dazu. "
        "Es wurde nichts eingespielt."
    )


class NewerBackup(PraxisError):
    """Made by a newer program: nothing is converted back."""

    message = marked(
        "Diese Sicherung stammt von einer neueren Programmversion. Bitte installieren Sie erst "
        "diese Version; es wurde nichts eingespielt."
    )


class PlaceTaken(Conflict):
    """Something is there already; nothing is overwritten."""

    message = marked(
        "Hier gibt es schon eine Praxis. Zurückgespielt wird nur in einen leeren Datenordner und "
        "eine leere Datenbank."
    )


class ChainBroken(BrokenBackup):
    """The log inside the backup does not fit its own chain."""

    message = marked(
        "Das Protokoll in dieser Sicherung ist nicht unverändert. Es wurde nichts eingespielt."
    )
