"""What can go wrong with a task."""

from praxis.core.errors import Conflict, PraxisError
from praxis.core.words import marked


class EmptyTask(PraxisError):
    """Nothing was typed, or too much."""

    message = marked("Bitte schreiben Sie, was zu tun ist (höchstens 2.000 Zeichen).")


class BadDueDay(PraxisError):
    """The day is none."""

    message = marked("Bitte geben Sie den Tag als TT.MM. oder TT.MM.JJJJ an.")


class AlreadyDone(Conflict):
    """Somebody else was faster."""

    message = marked("Diese Aufgabe ist schon erledigt.")


class StillOpen(Conflict):
    """Only a finished task can be opened again."""

    message = marked("Diese Aufgabe ist noch offen.")


class AlreadyATask(Conflict):
    """One source makes one task."""

    message = marked("Daraus wurde schon eine Aufgabe gemacht.")
