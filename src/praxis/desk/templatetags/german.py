"""How dates, times, numbers and ages are written on a German screen."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django import template

from praxis.core import words
from praxis.core.clock import BERLIN
from praxis.core.words import marked, spoken

register = template.Library()

MINUTES_A_DAY: Final = 24 * 60
WEEKDAYS: Final = (
    marked("Mo"), marked("Di"), marked("Mi"), marked("Do"), marked("Fr"), marked("Sa"),
    marked("So"),
)  # fmt: skip


def _berlin(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time without a zone is nowhere")
    return at.astimezone(BERLIN)


@register.filter
def respoken(said: str) -> str:
    """A sentence of ours that was stored in German, in the reader's language."""
    return words.respoken(said)


@register.filter
def day(value: date | datetime | None) -> str:
    """`14.03.2026`; a datetime is first brought to Berlin."""
    if isinstance(value, datetime):
        value = _berlin(value)
    return f"{value.day:02}.{value.month:02}.{value.year:04}" if value else ""


@register.filter
def weekday(value: date | datetime | None) -> str:
    """`Mo 14.03.2026`."""
    if isinstance(value, datetime):
        value = _berlin(value)
    return f"{spoken(WEEKDAYS[value.weekday()])} {day(value)}" if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """`08:15`, in Berlin."""
    if not value:
        return ""
    there = _berlin(value)
    return f"{there.hour:02}:{there.minute:02}"


@register.filter
def moment(value: datetime | None) -> str:
    """`14.03.2026 08:15`, in Berlin, never broken over two lines."""
    return f"{day(value)}\N{NO-BREAK SPACE}{clock(value)}" if value else ""


@register.filter
def number(value: Decimal | float | str | None, places: int | None = None) -> str:
    """A decimal comma and a narrow gap between thousands; digits as given unless `places` says."""
    if value is None or value == "":
        return ""
    exact = Decimal(str(value))
    text = f"{exact:,f}" if places is None else f"{exact:,.{places}f}"
    return text.replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ",")


@register.filter
def file_kind(media_type: str) -> str:
    """`PDF`, `JPEG`: what people call a kind of file."""
    return media_type.rpartition("/")[2].upper()


@register.filter
def euro(cents: int | None) -> str:
    """`1 234,50 €` from whole cents."""
    return f"{number(Decimal(cents) / 100, 2)}\N{NO-BREAK SPACE}€" if cents is not None else ""


@register.filter
def age(birth: date | None, on: date) -> str:
    """`67 J.`; months below three years, days below one month; empty if the birth is unknown."""
    if birth is None or on < birth:
        return ""
    months = (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birth.day)
    if months < 1:
        return spoken("{n} Tage").format(n=(on - birth).days)
    if months < 36:
        return spoken("{n} Mon.").format(n=months)
    return spoken("{n} J.").format(n=months // 12)


@register.filter
def waiting(minutes: int | None) -> str:
    """`25 Min.` or `1 Std. 5 Min.`"""
    if minutes is None or minutes < 0 or minutes >= MINUTES_A_DAY:
        return ""
    hours, rest = divmod(minutes, 60)
    if hours:
        return spoken("{hours} Std. {rest} Min.").format(hours=hours, rest=rest)
    return spoken("{rest} Min.").format(rest=rest)
