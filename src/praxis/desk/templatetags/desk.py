"""What every template loads: signed htmx attributes, icons, sparklines, the way of a message."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from praxis.desk.shapes import ENTRY_KINDS, Way, sparkline_of, way_of

register = template.Library()

VERBS: Final = frozenset({"get", "post", "put", "patch", "delete"})


@register.simple_tag(takes_context=True)
def nonce(context: Context) -> str:
    """The nonce of this answer's Content-Security-Policy."""
    return str(getattr(context.get("request"), "csp_nonce", ""))


@register.simple_tag(takes_context=True)
def hx(context: Context, verb: str, url: str, **attributes: str) -> SafeString:
    """All htmx attributes of one element, signed with the nonce.

    `{% hx "post" url target="#liste" swap="outerHTML" %}`; underscores become hyphens
    (`push_url` → `hx-push-url`). Elements without the nonce are dead, so rooms use this tag only.
    """
    if verb not in VERBS:
        raise template.TemplateSyntaxError(f"hx knows {sorted(VERBS)}, not {verb!r}")
    pairs = [(f"hx-{verb}", url)]
    pairs += [(f"hx-{name.replace('_', '-')}", value) for name, value in attributes.items()]
    pairs.append(("hx-nonce", nonce(context)))
    return format_html_join(" ", '{}="{}"', pairs)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A sign of the sprite; silent for screen readers unless it has a label."""
    if not label:
        return _silent(name)
    return format_html(
        '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>',
        label,
        f"{static('desk/icons.svg')}#{name}",
    )


@cache
def _silent(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>',
        f"{static('desk/icons.svg')}#{name}",
    )


@register.inclusion_tag("desk/parts/sparkline.html")
def sparkline(
    values: Sequence[float], label: str, low: float | None = None, high: float | None = None
) -> dict[str, object]:
    """A small curve of the last values; `label` says it in words, low/high draw the range."""
    return {"spark": sparkline_of(values, low, high), "label": label}


@register.inclusion_tag("desk/parts/way.html")
def way(state: str) -> dict[str, Way]:
    """How far a message is: versiegelt → übergeben → abgeholt → gelesen, or abgelaufen."""
    return {"way": way_of(state)}


@register.simple_tag(takes_context=True)
def show_panel(context: Context, template: str, panel: Mapping[str, object]) -> SafeString:
    """A panel another room put up, with what it filled in, inside this page."""
    whole = context.template.engine.get_template(template) if context.template else None
    if whole is None:
        return SafeString("")
    with context.push(**{str(name): value for name, value in panel.items()}):
        return whole.render(context)


@register.filter
def entry_kind(code: str) -> str:
    """The CSS word of an entry code; the code itself stays the carrier of the meaning."""
    return ENTRY_KINDS.get(code, "plain")
