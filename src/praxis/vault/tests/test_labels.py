"""The labels of sealed columns exist, are unique and never change."""

import pytest

from praxis.vault import checks
from praxis.vault.fields import SealedText
from praxis.vault.rows import SealedRow
from praxis.vault.tests.things import Note, Person

LABELS = frozenset(
    f"test-person.{column}" for column in ("name", "phone", "answers", "picture")
) | {"test-note.text"}


def test_the_labels_in_the_code_are_the_committed_ones() -> None:
    assert checks.check_labels() == []


def test_good_labels_pass() -> None:
    assert checks.problems([Person, Note], LABELS) == []


def test_a_new_or_renamed_label_must_be_committed() -> None:
    found = checks.problems([Person, Note], LABELS - {"test-note.text"})
    assert [problem.id for problem in found] == ["vault.E005"]


class Unlabelled(SealedRow):
    """Forgot its label."""

    word = SealedText("word")

    class Meta:
        app_label = "vault_tests"


class Twin(SealedRow):
    """Took the label of another table, and one column label twice."""

    SEALED_AS = "test-person"
    word = SealedText("word")
    other = SealedText("word")

    class Meta:
        app_label = "vault_tests"


@pytest.mark.parametrize(
    ("model", "expected"), [(Unlabelled, {"vault.E001"}), (Twin, {"vault.E002", "vault.E004"})]
)
def test_missing_and_doubled_labels_stop_the_start(
    model: type[SealedRow], expected: set[str]
) -> None:
    committed = LABELS | {".word", "test-person.word"}
    found = {problem.id for problem in checks.problems([Person, Note, model], committed)}
    assert found == expected


def test_no_label_stands_twice_in_the_committed_list() -> None:
    lines = [line for line in checks.LABELS.read_text("utf-8").splitlines() if line[:1] != "#"]
    assert len(lines) == len(set(lines))
