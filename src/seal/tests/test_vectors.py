"""The shared vectors: they give what they say, and making them again gives the same bytes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from seal.tests.operations import OPERATIONS, Json, run

CLONE: Final = Path(__file__).parents[3]
FILES: Final = sorted((CLONE / "vectors").glob("*.json"))
CASES: Final = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in FILES
    for case in json.loads(file.read_text(encoding="utf-8"))["cases"]
]


@pytest.mark.parametrize("case", CASES)
def test_a_vector_gives_its_result_or_its_error(case: Json) -> None:
    expected = {name: case[name] for name in ("result", "error") if name in case}
    assert run(case["operation"], case["input"]) == expected


def test_every_operation_has_an_honest_and_a_hostile_vector() -> None:
    cases = [param.values[0] for param in CASES]
    always_answers = {"attachment.envelope", "safety.number", "order.judge"}
    for operation in OPERATIONS:
        mine = [case for case in cases if isinstance(case, dict) and case["operation"] == operation]
        assert any("result" in case for case in mine), operation
        assert operation in always_answers or any("error" in case for case in mine), operation


def test_making_the_vectors_again_gives_the_same_bytes() -> None:
    done = subprocess.run(
        [sys.executable, CLONE / "vectors" / "make.py", "--check"],
        env={**os.environ, "PYTHONPATH": str(CLONE / "src")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
