"""Nothing grows into a giant, and every module says in one sentence what it is."""

import ast
import subprocess
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
FILE, TEST_FILE, TEMPLATE, FUNCTION, EXPLAINED = 400, 600, 150, 60, 250


def _sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return [p for p in found if "migrations" not in p.parts and "node_modules" not in p.parts]


def _is_test(path: Path) -> bool:
    return "tests" in path.relative_to(ROOT).parts


@pytest.mark.parametrize("path", _sources("src", "tests", "bench", "vectors", "scripts"), ids=str)
def test_a_module_is_small_and_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    assert lines <= (TEST_FILE if _is_test(path) else FILE), f"{lines} lines"
    tree = ast.parse(text)
    if text.strip() and not (path.name == "__init__.py" and _is_test(path)):
        doc = ast.get_docstring(tree)
        assert doc, "no docstring"
        if lines > EXPLAINED and not _is_test(path):
            assert "one file" in doc, "over 250 lines: say in the docstring why it is one file"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= FUNCTION, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", sorted((ROOT / "src").rglob("templates/**/*.html")), ids=str)
def test_a_template_is_small(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= TEMPLATE


def test_no_file_names_a_machine_or_how_the_work_is_organised() -> None:
    banned = ["/" + "work/", "/" + "root/", "." + "library", "registry." + "npmjs", "pypi." + "org"]
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    hits = []
    for name in listed.stdout.splitlines():
        text = (ROOT / name).read_text(encoding="utf-8", errors="ignore")
        hits += [f"{name}: {word}" for word in banned if word in text]
    assert hits == []
