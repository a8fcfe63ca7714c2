"""The lines of a chart: the template is rendered once per kind of line, then filled in per line.

Rendering it for each of a hundred lines took a quarter of the whole page. What the template says
depends on the kind of a line and on the language; everything else are words, which stand in the
pattern as marks and are escaped when they are put in.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from types import SimpleNamespace
from typing import Final

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from praxis.desk.templatetags.desk import nonce
from praxis.desk.templatetags.german import clock, moment
from praxis.record.stream import Line, correct_url, history_url

register = template.Library()

PATTERN: Final = "record/parts/line_pattern.html"
_WORDS: Final = ("id", "iso", "clock", "text", "moment", "by")
# Signs of the private area, which no entry can hold (`record.actions.checked_text`).
_MARK: Final = re.compile(f"\ue000({'|'.join(_WORDS)}|nonce)\ue001")


@register.simple_tag(takes_context=True)
def chart_lines(context: Context, lines: Line | Iterable[Line]) -> SafeString:
    """One line or several, each as `line_pattern.html` draws it."""
    several = [lines] if isinstance(lines, Line) else lines
    language, of_answer = get_language() or "", escape(nonce(context))
    return format_html_join("", "{}", ((_drawn(one, language, of_answer),) for one in several))


def _drawn(line: Line, language: str, of_answer: SafeString) -> SafeString:
    pattern = _pattern(language, line.code, line.late, line.withdrawn, line.corrected)
    return format_html(pattern, **words_of(line), nonce=of_answer)


def words_of(line: Line) -> dict[str, str]:
    """What differs from line to line, as text."""
    told = {"id": str(line.id), "iso": line.at.isoformat(), "text": line.text, "by": line.by}
    return told | ({"moment": moment(line.recorded)} if line.late else {"clock": clock(line.at)})


@lru_cache(maxsize=512)
def _pattern(language: str, code: str, late: bool, withdrawn: bool, corrected: bool) -> str:  # noqa: ARG001 - what the cache goes by
    """The template with a place for each word; an answer's nonce is such a word too."""
    marks = {name: f"\ue000{name}\ue001" for name in _WORDS}
    urls = {"history_url": history_url(marks["id"]), "correct_url": correct_url(marks["id"])}
    flags = {"code": code, "late": late, "withdrawn": withdrawn, "corrected": corrected}
    told = {
        "line": SimpleNamespace(**marks, **urls, **flags),
        "request": SimpleNamespace(csp_nonce="\ue000nonce\ue001"),
    }
    drawn = str(render_to_string(PATTERN, told)).strip()
    drawn = drawn.replace("{", "{{").replace("}", "}}")
    return _MARK.sub(lambda found: f"{{{found[1]}}}", drawn)
