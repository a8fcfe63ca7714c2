"""What the health page says about the post: whether the relay is reached, what raised an alarm."""

from collections.abc import Iterator

from praxis.core.health import Level, Line
from praxis.messages.models import PostState


def post() -> Iterator[Line]:
    """The relay, pauses and alarms."""
    now = PostState.objects.filter(one=1).first()
    if now is None:
        return
    if now.off_since is not None:
        yield Line(
            "Relay",
            Level.WARN,
            "Die Verbindung nach außen ist ausgeschaltet.",
            "Leitung: wieder einschalten, wenn der Grund behoben ist.",
            now.off_since,
        )
    elif now.failing_since is not None:
        yield Line(
            "Relay",
            Level.BAD,
            "Das Relay wird nicht erreicht; Briefe warten hier.",
            "Internet prüfen; die Arbeit in der Praxis geht weiter.",
            now.failing_since,
        )
    elif now.reached_at is None:
        yield Line(
            "Relay",
            Level.WARN,
            "Das Relay wurde noch nie erreicht.",
            "Adresse und Aufnahme am Relay prüfen.",
        )
    else:
        yield Line("Relay", Level.GOOD, "Das Relay wird erreicht.")
    if now.paused_since is not None:
        yield Line(
            "Versand",
            Level.BAD,
            "Der Versand ruht, weil die Patientenseite abweicht.",
            "Leitung: Abweichung ansehen und mit Begründung fortsetzen.",
            now.paused_since,
        )
    if now.alarm_at is not None:
        yield Line(
            "Post",
            Level.BAD,
            "Ein Gerät schickte Briefe, die sich widersprechen.",
            "Gerät ansehen und neu koppeln.",
            now.alarm_at,
        )
