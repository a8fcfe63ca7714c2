"""What the health page says about the patient's page: watched or not, as released, how old."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from praxis.config import config
from praxis.core import clock
from praxis.core.errors import PraxisError
from praxis.core.health import Level, Line
from praxis.core.words import marked, spoken
from praxis.exchange.post import released
from praxis.messages.models import PageCheck

TITLE: Final = marked("Patientenseite")
_YEAR: Final = timedelta(days=365)


def page() -> Iterator[Line]:
    """Whether the page is compared with a release, and what the last look said."""
    try:
        known = released.installed(config().page_releases, config().page_key)
    except PraxisError as error:
        yield Line(
            spoken(TITLE),
            Level.BAD,
            error.text,
            spoken("Freigabe neu einrichten; fragen, wer daran war."),
        )
        return
    last = PageCheck.objects.order_by("-id").first()
    if not known:
        yield Line(
            spoken(TITLE),
            Level.WARN,
            spoken("Niemand vergleicht die Patientenseite: Es ist keine Freigabe eingerichtet."),
            spoken("praxistresor page-install (docs/operations/page.md)."),
        )
    elif last is not None and not last.same:
        yield Line(
            spoken(TITLE),
            Level.BAD,
            spoken("Die Patientenseite entspricht nicht ihrer Freigabe."),
            spoken("Leitung: Abweichung unter „Nachrichten“ ansehen."),
            last.at,
        )
    elif clock.now() - clock.from_seconds(known[0].issued) > _YEAR:
        yield Line(
            spoken(TITLE),
            Level.WARN,
            spoken("Die Freigabe der Patientenseite ist älter als ein Jahr."),
            spoken("Nachsehen, ob es eine neuere gibt."),
            clock.from_seconds(known[0].issued),
        )
    else:
        yield Line(
            spoken(TITLE),
            Level.GOOD,
            spoken("Sie entspricht der Freigabe {version}.").format(version=known[0].release),
        )
