"""What holds without a browser: German writing, drawings, signed attributes, vendored files."""

import re
import subprocess
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from praxis.core.curves import curve_of
from praxis.desk.shapes import sparkline_of, way_of
from praxis.desk.templatetags import german
from praxis.desk.tests.server import render

DESK = Path(__file__).parents[1]
SOURCE = DESK.parents[1]
ROOT = SOURCE.parent
SPECIMENS = DESK / "tests"
GIVES_AWAY = r"clipboard|execCommand|getDisplayMedia|\.print\("
FORBIDDEN = r"localStorage|sessionStorage|\.innerHTML|\beval\b|indexedDB"


def product_templates() -> list[Path]:
    found = SOURCE.glob("praxis/**/templates/**/*.html")
    return [path for path in found if SPECIMENS not in path.parents]


def test_dates_and_times_are_written_the_german_way_in_berlin() -> None:
    summer_night = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert german.day(summer_night) == "02.07.2026"
    assert german.clock(summer_night) == "00:30"
    assert german.weekday(date(2026, 3, 14)) == "Sa 14.03.2026"
    assert german.moment(None) == ""


def test_numbers_keep_their_digits_and_take_a_comma() -> None:
    assert german.number(Decimal("7.40")) == "7,40"
    assert german.number("1234567.5") == "1\u202f234\u202f567,5"
    assert german.euro(123450) == "1\u202f234,50\u00a0€"


@pytest.mark.parametrize(
    ("birth", "words"),
    [
        (date(2026, 3, 1), "13 Tage"),
        (date(2025, 3, 15), "11 Mon."),
        (date(2023, 3, 14), "3 J."),
        (date(1958, 3, 15), "67 J."),
        (date(2024, 2, 29), "24 Mon."),
        (date(2027, 1, 1), ""),
    ],
)
def test_an_age_is_said_as_a_practice_says_it(birth: date, words: str) -> None:
    assert german.age(birth, date(2026, 3, 14)) == words


def test_a_way_fills_the_steps_up_to_its_state() -> None:
    assert way_of("handed_over").steps == (True, True, False, False)
    assert way_of("draft").steps == (False,) * 4
    assert way_of("expired").expired


def test_drawings_survive_flat_and_single_values() -> None:
    assert sparkline_of([1.0]) is None
    assert sparkline_of([2.0, 2.0]) is not None
    assert curve_of([(date(2026, 1, 1), 1.0), (date(2026, 1, 1), 2.0)]) is None
    flat = curve_of([(date(2026, 1, 1), 1.0), (date(2026, 2, 1), 1.0)])
    assert flat is not None
    assert not flat.dots[0].abnormal


def test_every_part_renders_alone() -> None:
    needs = {"patient_header": "chart", "entry": "chart"}
    for part in sorted((DESK / "templates/desk/parts").glob("*.html")):
        if part.stem not in needs:
            assert "Traceback" not in render(f"desk/parts/{part.name}", {"url": "/x/"}, "n")


@pytest.mark.parametrize("path", product_templates(), ids=lambda path: path.name)
def test_a_template_signs_its_htmx_and_styles_nothing_inline(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\s(data-)?hx-[a-z]", text), "use {% hx %}: unsigned attributes are dead"
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"(href|src)=[\"']https?:", text)


def test_no_title_holds_a_patients_data() -> None:
    for path in product_templates():
        for title in re.findall(r"{% block title %}(.*?){% endblock %}", path.read_text(), re.S):
            assert "patient." not in title, path
            assert "entry." not in title, path


def test_the_pages_keep_nothing_in_the_browser_and_write_no_html() -> None:
    for path in (DESK / "static/desk/js").rglob("*.js"):
        text = path.read_text()
        assert not re.search(FORBIDDEN, text), path
        assert len(text.splitlines()) <= 60, path


def test_o05_no_script_of_ours_touches_the_clipboard_the_screen_or_the_printer() -> None:
    sources = [one for one in SOURCE.rglob("*.js") if "vendor" not in one.parts]
    assert len(sources) > 10
    for path in sources:
        assert not re.search(GIVES_AWAY, path.read_text()), path


def test_the_vendored_files_are_the_ones_that_were_reviewed() -> None:
    done = subprocess.run(
        ["sh", "scripts/vendor.sh", "--check"], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout.decode()
    assert not list((DESK / "static").rglob("*.map"))
    for path in (DESK / "static").rglob("*.js"):
        assert "sourceMappingURL" not in path.read_text()


def test_words_of_a_curve_do_not_lie_on_each_other() -> None:
    every_third_day = [(date(2026, 1, 1) + timedelta(days=3 * at), 7.0) for at in range(40)]
    drawn = curve_of(every_third_day, places=1)
    assert drawn is not None
    dated = [float(dot.x) for dot in drawn.dots if dot.dated]
    assert drawn.dots[0].dated
    assert drawn.dots[-1].dated
    assert all(right - left > 60 for left, right in pairwise(dated))
    told = render_to_string("desk/parts/curve.html", {"curve": drawn, "label": "HbA1c"})
    assert "01.01.2026</text>" in told
    assert "7,0</text>" in told
