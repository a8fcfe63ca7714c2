"""What the health page says about the post: whether the relay is reached, what raised an alarm."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from praxis.core import clock
from praxis.core.health import Level, Line
from praxis.core.words import spoken
from praxis.messages.models import Outbox, PostIdentity, PostState
from praxis.messages.states import OutboxState
from praxis.vault.models import Restoration

MOST_SKEW: Final = 60
_YEAR: Final = timedelta(days=365)
_HOUR: Final = timedelta(hours=1)
STRANGER: Final = "not admitted"
_LASTING: Final = timedelta(minutes=2)
"""One mailbox that is gone gives the same answer, until the next question is answered well."""


def post() -> Iterator[Line]:
    """The relay, pauses and alarms."""
    now = PostState.objects.filter(one=1).first()
    if now is None:
        return
    yield from _stranger(now)
    if now.off_since is not None:
        yield Line(
            spoken("Relay"),
            Level.WARN,
            spoken("Die Verbindung nach außen ist ausgeschaltet."),
            spoken("Leitung: wieder einschalten, wenn der Grund behoben ist."),
            now.off_since,
        )
    elif now.failing_since is not None:
        yield Line(
            spoken("Relay"),
            Level.BAD,
            spoken("Das Relay wird nicht erreicht; Briefe warten hier."),
            spoken("Internet prüfen; die Arbeit in der Praxis geht weiter."),
            now.failing_since,
        )
    elif now.reached_at is None:
        yield Line(
            spoken("Relay"),
            Level.WARN,
            spoken("Das Relay wurde noch nie erreicht."),
            spoken("Adresse und Aufnahme am Relay prüfen."),
        )
    else:
        yield Line(spoken("Relay"), Level.GOOD, spoken("Das Relay wird erreicht."))
    if now.paused_since is not None:
        yield Line(
            spoken("Versand"),
            Level.BAD,
            spoken("Der Versand ruht, weil die Patientenseite abweicht."),
            spoken("Leitung: Abweichung ansehen und mit Begründung fortsetzen."),
            now.paused_since,
        )
    yield from _letters(now)
    yield from _waiting()
    if abs(now.skew_seconds) > MOST_SKEW:
        yield Line(
            spoken("Uhrzeit"),
            Level.WARN,
            spoken("Die Uhr dieses Rechners weicht um {skew_seconds} Sekunden ab.").format(
                skew_seconds=abs(now.skew_seconds)
            ),
            spoken("Uhrzeit des Servers stellen; ab zwei Minuten nimmt das Relay nichts mehr an."),
        )


def _stranger(now: PostState) -> Iterator[Line]:
    """The relay is there and answers like to a stranger; after a restore that has one reason."""
    since = now.failing_since
    if now.problem != STRANGER or since is None or clock.now() - since < _LASTING:
        return
    if abs(now.skew_seconds) > MOST_SKEW:
        # The wrong clock alone makes us one; it has a line of its own.
        return
    returned = Restoration.objects.order_by("-at").first()
    if returned is not None and (now.reached_at is None or returned.at > now.reached_at):
        yield Line(
            spoken("Relay"),
            Level.BAD,
            spoken(
                "Das Relay kennt den Schlüssel dieser Praxis nicht: Die eingespielte Sicherung ist "
                "wohl älter als der letzte Schlüsselwechsel."
            ),
            spoken(
                "Den Betreiber des Relays anrufen und den Schlüssel nennen, den „python -m "
                "praxis.exchange.post key“ zeigt; danach betroffene Telefone neu koppeln."
            ),
            since,
        )
    elif now.off_since is None:
        yield Line(
            spoken("Relay"),
            Level.BAD,
            spoken("Das Relay antwortet, kennt diese Praxis aber nicht."),
            spoken("Den Betreiber des Relays anrufen: Ist die Praxis dort noch aufgenommen?"),
            since,
        )


def _letters(now: PostState) -> Iterator[Line]:
    """What arrived and could not be taken in, by the reason of the last one."""
    if now.alarm_at is None:
        return
    if now.alarm_why == "conflict":
        yield Line(
            spoken("Post"),
            Level.BAD,
            spoken("Ein Gerät schickte Briefe, die sich widersprechen."),
            spoken("Gerät ansehen und neu koppeln."),
            now.alarm_at,
        )
    elif now.dead_letters:
        yield Line(
            spoken("Post"),
            Level.WARN,
            spoken("{dead_letters} Sendungen ließen sich nicht öffnen oder nicht prüfen.").format(
                dead_letters=now.dead_letters
            ),
            spoken("Fehlt jemandem eine Antwort? Anrufen; sonst ist nichts zu tun."),
            now.alarm_at,
        )


def _waiting() -> Iterator[Line]:
    """What does not get out: full mailboxes, and letters the relay will never take."""
    full = Outbox.objects.filter(state=OutboxState.WAITING, problem="mailbox full")
    boxes = full.values("mailbox").distinct().count()
    if boxes:
        yield Line(
            spoken("Postfächer"),
            Level.WARN,
            spoken("{boxes} Postfächer am Relay sind voll; neue Briefe warten hier.").format(
                boxes=boxes
            ),
            spoken("Die Betroffenen lesen lange nicht: anrufen oder das Gerät beenden."),
        )
    failed = Outbox.objects.filter(state=OutboxState.FAILED).count()
    if failed:
        yield Line(
            spoken("Versand"),
            Level.BAD,
            spoken("{failed} Sendungen hat das Relay endgültig abgelehnt.").format(failed=failed),
            spoken("In den Nachrichten nachsehen, was nicht „übergeben“ ist, und neu senden."),
        )


def practice_keys() -> Iterator[Line]:
    """How old the keys towards the phones are, and whether the relay knows them."""
    now = clock.now()
    row = PostIdentity.objects.filter(replaced_at__isnull=True).first()
    if row is None:
        return
    if row.change is not None and row.known_at is None and now - row.created_at > _HOUR:
        yield Line(
            spoken("Schlüssel der Praxis"),
            Level.BAD,
            spoken("Das Relay kennt die neuen Schlüssel der Praxis noch nicht."),
            spoken("Die Verbindung prüfen; der Wechsel geht von selbst weiter."),
            row.created_at,
        )
    elif now - row.created_at > _YEAR:
        yield Line(
            spoken("Schlüssel der Praxis"),
            Level.WARN,
            spoken("Die Schlüssel gegenüber den Telefonen sind älter als ein Jahr."),
            spoken("Leitung: unter „Schlüssel“ wechseln; die Telefone merken es von selbst."),
            row.created_at,
        )
    else:
        yield Line(
            spoken("Schlüssel der Praxis"), Level.GOOD, spoken("Sie sind jünger als ein Jahr.")
        )
