"""How dates, times, numbers and ages are written on a German screen."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django import template
from django.utils.timezone import localtime

register = template.Library()

MINUTES_A_DAY: Final = 24 * 60
WEEKDAYS: Final = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


@register.filter
def day(value: date | datetime | None) -> str:
    """`14.03.2026`; a datetime is first brought to Berlin."""
    if isinstance(value, datetime):
        value = localtime(value).date()
    return value.strftime("%d.%m.%Y") if value else ""


@register.filter
def weekday(value: date | datetime | None) -> str:
    """`Mo 14.03.2026`."""
    if isinstance(value, datetime):
        value = localtime(value).date()
    return f"{WEEKDAYS[value.weekday()]} {day(value)}" if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """`08:15`, in Berlin."""
    return localtime(value).strftime("%H:%M") if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """`14.03.2026 08:15`, in Berlin."""
    return f"{day(value)} {clock(value)}" if value else ""


@register.filter
def number(value: Decimal | float | str | None, places: int | None = None) -> str:
    """A decimal comma and a narrow gap between thousands; digits as given unless `places` says."""
    if value is None or value == "":
        return ""
    exact = Decimal(str(value))
    text = f"{exact:,f}" if places is None else f"{exact:,.{places}f}"
    return text.replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ",")


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
        return f"{(on - birth).days} Tage"
    return f"{months} Mon." if months < 36 else f"{months // 12} J."


@register.filter
def waiting(minutes: int | None) -> str:
    """`25 Min.` or `1 Std. 5 Min.`"""
    if minutes is None or minutes < 0 or minutes >= MINUTES_A_DAY:
        return ""
    hours, rest = divmod(minutes, 60)
    return f"{hours} Std. {rest} Min." if hours else f"{rest} Min."
