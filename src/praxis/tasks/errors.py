"""What can go wrong with a task."""

from praxis.core.errors import Conflict, PraxisError


class EmptyTask(PraxisError):
    """Nothing was typed, or too much."""

    message = "Bitte schreiben Sie, was zu tun ist (höchstens 2.000 Zeichen)."


class AlreadyDone(Conflict):
    """Somebody else was faster."""

    message = "Diese Aufgabe ist schon erledigt."


class StillOpen(Conflict):
    """Only a finished task can be opened again."""

    message = "Diese Aufgabe ist noch offen."


class AlreadyATask(Conflict):
    """One source makes one task."""

    message = "Daraus wurde schon eine Aufgabe gemacht."
