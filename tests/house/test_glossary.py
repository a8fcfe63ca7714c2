"""GLOSSARY.md: each code name exists, each term stands once, no guarded model is missing."""

import re
from pathlib import Path

from django.apps import apps

from praxis.gate.guarded import Guarded

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (?P<term>[^|]+) \| `(?P<code>\w+)` \| (?P<sentence>[^|]+\.) \|$")


def _rows() -> list[re.Match[str]]:
    lines = (ROOT / "GLOSSARY.md").read_text("utf-8").splitlines()
    table = [line for line in lines if line.startswith("| ")][1:]
    found = [ROW.match(line) for line in table]
    assert [line for line, row in zip(table, found, strict=True) if row is None] == []
    return [row for row in found if row is not None]


def test_every_code_name_of_the_glossary_exists() -> None:
    defined: set[str] = set()
    for file in (ROOT / "src").rglob("*.py"):
        defined.update(re.findall(r"^class (\w+)", file.read_text("utf-8"), re.M))
    assert [row["code"] for row in _rows() if row["code"] not in defined] == []


def test_every_term_and_name_stands_once() -> None:
    for column in ("term", "code"):
        words = [row[column] for row in _rows()]
        assert sorted({word for word in words if words.count(word) > 1}) == []


def test_every_model_of_patient_data_is_in_the_glossary() -> None:
    models = {model.__name__ for model in apps.get_models() if issubclass(model, Guarded)}
    assert sorted(models - {row["code"] for row in _rows()}) == []
