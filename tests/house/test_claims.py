"""Every security sentence names the test that proves it, and that test exists (L-13)."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEFINED = re.compile(r"^\s*(?:async )?def (test_\w+)", re.MULTILINE)
CITED = re.compile(r"\[test: ([^\]]+)\]")
PAGES = sorted(
    [ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "ARCHITECTURE.md", *ROOT.glob("docs/**/*.md")]
)


@cache
def _tests() -> frozenset[str]:
    found: set[str] = set()
    for folder in ("src", "tests"):
        for file in (ROOT / folder).rglob("test_*.py"):
            found.update(
                re.findall(r"^\s*(?:async )?def (test_\w+)", file.read_text("utf-8"), re.M)
            )
    return frozenset(found)


def _section(page: str, heading: str) -> str:
    text = (ROOT / page).read_text("utf-8")
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def _bare(claims: list[str]) -> list[str]:
    """The claims that name neither a test nor say that there is none."""
    return [claim for claim in claims if not CITED.search(claim) and "(no test: " not in claim]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_l13_every_named_test_exists(page: Path) -> None:
    named = {name.strip() for cited in CITED.findall(page.read_text("utf-8"))
             for name in cited.split(",")}  # fmt: skip
    assert named - _tests() == set()


def test_l13_every_promise_of_the_readme_names_its_test() -> None:
    section = _section("README.md", "What keeps the data where they belong")
    promises = re.split(r"^- ", section, flags=re.M)[1:]
    assert promises
    assert _bare(promises) == []


def test_l13_every_line_of_whom_we_protect_names_its_test() -> None:
    section = _section("SECURITY.md", "Whom we protect against whom")
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 3
    assert _bare(rows) == []


def test_l13_a_bare_promise_is_noticed() -> None:
    assert _bare(["Nobody can read it.", "Sealed [test: test_x]"]) == ["Nobody can read it."]
