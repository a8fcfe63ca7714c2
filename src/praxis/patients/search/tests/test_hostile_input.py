"""What must not slow the index, break it or open a record: by number of the attack catalogue."""

import tempfile
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from praxis.core.folding import LONGEST_TEXT, clean, fold
from praxis.patients.search import question
from praxis.patients.search.index import PatientIndex
from praxis.patients.search.records import ActorScope
from praxis.patients.search.snapshot import IndexKey, SnapshotFile
from praxis.patients.search.tests.cast import (
    ADA,
    BEN,
    BOTH,
    BRANCH,
    CEM,
    EPOCH,
    MAIN,
    PEOPLE,
    index_of,
    nicknames,
    person,
    uid,
)
from praxis.patients.search.tests.doors import KEY
from praxis.patients.search.tests.test_finding import FINDS
from seal.keys import SecretKey

NASTY = ["(a+)+$" * 20, "a" * 100_000, '"' * 300, "* OR f*", 'names MATCH "u"', "NEAR(a b)", "-u"]


@pytest.fixture(scope="module")
def index() -> Iterator[PatientIndex]:
    made = index_of()
    yield made
    made.close()


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_e14_an_expression_is_only_text(index: PatientIndex, typed: str) -> None:
    assert "branch" not in nicknames(index.search(typed, BEN))
    assert len(question.read(typed)) <= question.MOST_UNITS


@given(st.text(max_size=400))
@settings(max_examples=300, deadline=None)
def test_e14_whatever_is_typed_gets_an_answer(typed: str) -> None:
    before = time.monotonic()
    units = question.read(typed)
    assert len(units) <= question.MOST_UNITS
    assert time.monotonic() - before < 1


@given(st.text(alphabet=st.characters(categories=("L", "M", "N", "P", "Zs")), max_size=60))
@settings(max_examples=400, deadline=None)
def test_the_folded_beginning_of_a_name_begins_the_folded_name(name: str) -> None:
    whole = fold(name)
    for at in range(len(name) + 1):
        assert whole.startswith(fold(name[:at]).rstrip())


@given(st.text(alphabet="aeiouäöüÄÖÜßAEUabc", max_size=30))
def test_umlauts_fold_alike_however_they_are_written(name: str) -> None:
    spelt = name
    for umlaut, letters in zip("äöüÄÖÜß", ("ae", "oe", "ue", "Ae", "Oe", "Ue", "ss"), strict=True):
        spelt = spelt.replace(umlaut, letters)
    assert fold(name) == fold(spelt)


@pytest.mark.parametrize("typed", ["Mü\u200bl\u00adler", "\u202eMüller", "Mu\u0308ller", "ＭÜLLER"])
def test_e15_invisible_and_decomposed_letters_change_nothing(
    index: PatientIndex, typed: str
) -> None:
    assert nicknames(index.search(typed, BEN))[0] == "anna"


def test_e15_a_name_of_look_alike_letters_is_another_name(index: PatientIndex) -> None:
    cyrillic = "М\u00fcller"  # its first letter is not ours
    assert fold(cyrillic) != fold("Müller")
    twin = index_of([*PEOPLE, person("twin", cyrillic, "Anna")])
    assert uid("twin") not in [hit.patient_id for hit in twin.search("müll", BEN)]
    assert next(hit.patient_id for hit in twin.search(cyrillic, BEN)) == uid("twin")


def test_e15_lone_surrogates_and_controls_are_left_out() -> None:
    assert clean("a\ud800b\x00c\u2066d") == "ab cd"
    assert len(clean("x" * 10_000)) == LONGEST_TEXT


ASKED = [typed for typed, _ in FINDS] + ["m", "geheim", "emil", "66", "998877", "B987654321", "99"]


@pytest.mark.parametrize("typed", ASKED)
def test_c03_no_question_shows_a_record_outside_the_callers_scope(
    index: PatientIndex, typed: str
) -> None:
    day = [record.patient_id for record in PEOPLE]
    for scope, limit in product((ADA, BEN, CEM, BOTH), (1, 50)):
        for hit in index.search(typed, scope, day, limit):
            record = next(one for one in PEOPLE if one.patient_id == hit.patient_id)
            assert scope.sites & set(record.sites)
            assert not record.restricted or scope.staff in record.named_staff


def test_c03_a_restricted_record_is_invisible_unless_named(index: PatientIndex) -> None:
    for typed in ("geheim", "emil", "66", "B987654321", "07071 998877", "geheim 12.3.58"):
        assert nicknames(index.search(typed, ADA))[:1] == ["emil"], typed
        assert "emil" not in nicknames(index.search(typed, BEN, [uid("emil")])), typed
        assert "emil" not in nicknames(index.search(typed, BOTH)), typed


def test_c03_being_named_does_not_open_another_site(index: PatientIndex) -> None:
    moved = ActorScope(ADA.staff, frozenset((BRANCH,)))
    assert "emil" not in nicknames(index.search("geheim", moved))
    assert nicknames(index.search("geheim", ActorScope(ADA.staff, frozenset((MAIN,))))) == ["emil"]


def test_c03_a_record_without_a_site_is_nobodys() -> None:
    index = index_of([person("lost", "Verloren", "Vera", sites=()), PEOPLE[0]])
    assert index.search("verloren", BOTH) == []


@pytest.fixture
def snapshot() -> Iterator[SnapshotFile]:
    with tempfile.TemporaryDirectory() as folder:
        file = SnapshotFile(Path(folder) / "snapshot", lambda: KEY)
        file.write(index_of(counter=41))
        yield file


def test_a_snapshot_opens_as_the_same_index(snapshot: SnapshotFile) -> None:
    index = snapshot.load(EPOCH)
    assert index is not None
    assert index.counter == 41
    assert nicknames(index.search("12.3.58", BEN)) == ["anna"]


def test_a_snapshot_tells_no_name(snapshot: SnapshotFile) -> None:
    raw = snapshot.path.read_bytes().lower()
    assert not any(word in raw for word in (b"muller", b"geheim", b"45566", b"sqlite"))


@pytest.mark.parametrize("at", [0, 7, 40, 60, 5_000, -20, -1])
def test_x01_a_snapshot_with_a_flipped_byte_is_discarded(snapshot: SnapshotFile, at: int) -> None:
    raw = bytearray(snapshot.path.read_bytes())
    raw[at] ^= 1
    snapshot.path.write_bytes(raw)
    assert snapshot.load(EPOCH) is None
    assert not snapshot.path.exists()


def test_x02_a_cut_snapshot_is_discarded(snapshot: SnapshotFile) -> None:
    snapshot.path.write_bytes(snapshot.path.read_bytes()[:-65_552])
    assert snapshot.load(EPOCH) is None


def test_k03_a_snapshot_from_before_a_restore_is_discarded(snapshot: SnapshotFile) -> None:
    assert snapshot.load(b"another-epoch-16") is None
    assert not snapshot.path.exists()


def test_a_snapshot_of_another_practice_is_discarded(snapshot: SnapshotFile) -> None:
    key = IndexKey(1, SecretKey.new())
    foreign = SnapshotFile(snapshot.path, lambda: key)
    assert foreign.load(EPOCH) is None


def test_g04_a_snapshot_that_others_can_read_is_discarded(snapshot: SnapshotFile) -> None:
    snapshot.path.chmod(0o644)
    assert snapshot.load(EPOCH) is None


def test_a_record_prints_only_its_id() -> None:
    assert repr(PEOPLE[0]) == f"IdentityRecord({PEOPLE[0].patient_id})"
