"""What the health page says about the post: whether the relay is reached, what raised an alarm."""

from collections.abc import Iterator
from typing import Final

from praxis.core.health import Level, Line
from praxis.messages.models import Outbox, PostState
from praxis.messages.states import OutboxState

MOST_SKEW: Final = 60


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
    yield from _letters(now)
    yield from _waiting()
    if abs(now.skew_seconds) > MOST_SKEW:
        yield Line(
            "Uhrzeit",
            Level.WARN,
            f"Die Uhr dieses Rechners weicht um {abs(now.skew_seconds)} Sekunden ab.",
            "Uhrzeit des Servers stellen; ab zwei Minuten nimmt das Relay nichts mehr an.",
        )


def _letters(now: PostState) -> Iterator[Line]:
    """What arrived and could not be taken in, by the reason of the last one."""
    if now.alarm_at is None:
        return
    if now.alarm_why == "conflict":
        yield Line(
            "Post",
            Level.BAD,
            "Ein Gerät schickte Briefe, die sich widersprechen.",
            "Gerät ansehen und neu koppeln.",
            now.alarm_at,
        )
    elif now.dead_letters:
        yield Line(
            "Post",
            Level.WARN,
            f"{now.dead_letters} Sendungen ließen sich nicht öffnen oder nicht prüfen.",
            "Fehlt jemandem eine Antwort? Anrufen; sonst ist nichts zu tun.",
            now.alarm_at,
        )


def _waiting() -> Iterator[Line]:
    """What does not get out: full mailboxes, and letters the relay will never take."""
    full = Outbox.objects.filter(state=OutboxState.WAITING, problem="mailbox full")
    boxes = full.values("mailbox").distinct().count()
    if boxes:
        yield Line(
            "Postfächer",
            Level.WARN,
            f"{boxes} Postfächer am Relay sind voll; neue Briefe warten hier.",
            "Die Betroffenen lesen lange nicht: anrufen oder das Gerät beenden.",
        )
    failed = Outbox.objects.filter(state=OutboxState.FAILED).count()
    if failed:
        yield Line(
            "Versand",
            Level.BAD,
            f"{failed} Sendungen hat das Relay endgültig abgelehnt.",
            "In den Nachrichten nachsehen, was nicht „übergeben“ ist, und neu senden.",
        )
