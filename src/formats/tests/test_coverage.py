"""The READMEs say what the tables say."""

from __future__ import annotations

import pytest

from formats.coverage import PARTS, readme, renewed


@pytest.mark.parametrize("name", sorted(PARTS))
def test_the_readme_holds_the_coverage_of_today(name: str) -> None:
    assert renewed(name) == readme(name).read_text(encoding="utf-8"), "python -m formats.coverage"


@pytest.mark.parametrize("name", sorted(PARTS))
def test_the_readme_names_its_source_and_what_green_does_not_mean(name: str) -> None:
    text = readme(name).read_text(encoding="utf-8")
    assert "## Source" in text
    assert "## What green does not mean" in text
