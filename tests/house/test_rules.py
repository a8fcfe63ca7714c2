"""The code keeps its rules, and every rule knows a good line from a bad one."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from house.rules import ROOT, RULES, Rule, broken

RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


@RULE
def test_the_code_keeps_the_rule(rule: Rule) -> None:
    assert broken(rule) == []


@RULE
def test_the_rule_knows_good_from_bad(rule: Rule) -> None:
    assert list(rule.find(rule.good)) == []
    assert list(rule.find(rule.bad)) != []


@RULE
def test_every_exception_to_the_rule_still_exists(rule: Rule) -> None:
    assert [path for path in rule.allowed if not (ROOT / path).exists()] == []


def _guarded_names() -> set[str]:
    """The class names of models that hold a patient's data, read from the code."""
    parents: dict[str, set[str]] = {}
    for path in (ROOT / "src/praxis").rglob("*.py"):
        if "models" in path.as_posix() or path.name in {"guarded.py", "rows.py"}:
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef):
                    bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                    parents[node.name] = bases
    found = {"Guarded"}
    while more := {name for name, bases in parents.items() if bases & found} - found:
        found |= more
    return found


def _managers_used(path: Path, guarded: set[str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in {"objects", "_base_manager", "_default_manager"}
            and isinstance(node.value, ast.Name)
            and node.value.id in guarded
        ):
            yield f"{path.relative_to(ROOT)}:{node.lineno}"


def test_views_never_ask_a_guarded_model_itself() -> None:
    guarded = _guarded_names()
    assert {"Patient", "Entry"} <= guarded
    views = [p for p in (ROOT / "src/praxis").rglob("*.py") if "views" in p.as_posix()]
    hits = [hit for path in views for hit in _managers_used(path, guarded)]
    assert [hit for hit in hits if "/tests/" not in hit] == []


# A gate switched off for one line, with nothing behind it that says why.
_BARE = re.compile(r"#\s*(noqa|type:\s*ignore)(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*|\[[^]]*\])?\s*$", re.M)


@pytest.mark.parametrize(
    "line", ["a = b  # noqa", "a = b  # noqa: S608, E501", "a  # type: ignore[x]"]
)
def test_a_gate_switched_off_without_a_reason_is_noticed(line: str) -> None:
    assert _BARE.search(line)
    assert not _BARE.search(f"{line} # own names")


def test_every_gate_switched_off_for_a_line_says_why() -> None:
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True)
    names = [name for name in listed.stdout.split() if name != "tests/house/test_rules.py"]
    assert len(names) > 500
    assert [name for name in names if _BARE.search((ROOT / name).read_text("utf-8"))] == []
