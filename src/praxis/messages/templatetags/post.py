"""Days as the wire writes them, for German eyes."""

from django import template

register = template.Library()


@register.filter
def wire_day(value: str) -> str:
    """`14.03.2026` from `2026-03-14`; `03.2026` and `2026` from partial days; else as given."""
    return ".".join(reversed(value.split("-"))) if value else ""
