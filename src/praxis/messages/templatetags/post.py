"""Days as the wire writes them, for German eyes."""

from django import template

from praxis.core.amounts import with_commas

register = template.Library()


@register.filter
def wire_day(value: str) -> str:
    """`14.03.2026` from `2026-03-14`; `03.2026` and `2026` from partial days; else as given."""
    return ".".join(reversed(value.split("-"))) if value else ""


@register.filter
def wire_amount(value: str | None) -> str:
    """`7,0` from `7.0`, and the same in a range; empty where there is no number."""
    return with_commas(value) if value else ""
