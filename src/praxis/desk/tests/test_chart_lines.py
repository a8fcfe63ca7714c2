"""A line filled into its pattern is what the template itself would have drawn."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.template.context import Context
from django.template.loader import render_to_string

from praxis.core.ids import uuid7
from praxis.desk.templatetags.chart_lines import PATTERN, chart_lines, words_of
from praxis.record.stream import Line

AT = datetime(2026, 3, 14, 7, 15, tzinfo=UTC)
HOSTILE = (
    "Husten seit 3 Tagen",
    "<script>alert(1)</script> & \"a\" 'b'",
    "50 % Sättigung, %(id)s, %s, {id}, {{ line.id }}",
    "\ue000nonce\ue001 \ue000by\ue001",
    "",
)


def line(text: str, **more: object) -> Line:
    told: dict[str, object] = {
        "id": uuid7(), "code": "A", "text": text, "at": AT, "recorded": AT, "by": "A. O'<Beispiel>",
        "corrected": False, "withdrawn": False,
    }  # fmt: skip
    return Line(**{**told, **more})  # type: ignore[arg-type] # names as above


def request(nonce: str = "n0'nce") -> SimpleNamespace:
    return SimpleNamespace(csp_nonce=nonce)


def as_the_template(one: Line) -> str:
    """The template with the words themselves in the place of marks."""
    flags = {"code": one.code, "late": one.late, "withdrawn": one.withdrawn}
    urls = {"history_url": one.history_url, "correct_url": one.correct_url}
    shown = SimpleNamespace(**words_of(one), **urls, **flags, corrected=one.corrected)
    return render_to_string(PATTERN, {"line": shown, "request": request()}).strip()


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("state", ["", "corrected", "withdrawn"])
def test_a_filled_pattern_is_what_the_template_draws(text: str, late: bool, state: str) -> None:
    more: dict[str, object] = {state: True} if state else {}
    if late:
        more["recorded"] = AT + timedelta(days=2)
    one = line(text, **more)
    assert chart_lines(Context({"request": request()}), [one]) == as_the_template(one)


def test_each_line_has_its_own_words_and_each_answer_its_own_nonce() -> None:
    lines = [line("erste"), line("zweite", code="D")]
    first = chart_lines(Context({"request": request("eins")}), lines)
    second = chart_lines(Context({"request": request("zwei")}), lines[0])
    assert first.index("erste") < first.index("zweite")
    assert [first.count(str(one.id)) for one in lines] == [2, 2]
    assert "code-diagnosis" in first
    assert 'hx-nonce="eins"' in first
    assert "zwei" not in first.replace("zweite", "")
    assert 'hx-nonce="zwei"' in second
    assert "eins" not in second
