"""What people type at the desk, and whom they mean."""

from collections.abc import Iterator

import pytest

from praxis.patients.search.index import PatientIndex
from praxis.patients.search.records import Changes, Kind, State
from praxis.patients.search.tests import cast
from praxis.patients.search.tests.cast import BEN, index_of, nicknames, person, uid


@pytest.fixture(scope="module")
def index() -> Iterator[PatientIndex]:
    made = index_of()
    yield made
    made.close()


FINDS = [
    # umlauts and double s, both ways
    ("müller anna", ["anna"]),
    ("mueller anna", ["anna"]),
    ("Muller Anna", ["anna"]),
    ("MÜLLER, ANNA", ["anna"]),
    ("weiss", ["weiss"]),
    ("Weiß", ["weiss"]),
    ("weis", ["weiss"]),
    ("kaethe", ["weiss"]),
    # any order, fragments
    ("anna mül", ["anna", "muell"]),
    ("mü an 58", ["anna"]),
    ("peter mueller hans", ["hans"]),
    ("hans-peter", ["hans"]),
    ("hanspeter", ["hans"]),
    ("anna-maria", ["muell"]),
    # double names, particles, apostrophes, former names
    ("lüdenscheidt", ["lued"]),
    ("müller-lüd", ["lued"]),
    ("muellerluedenscheidt", ["lued"]),
    ("von der heide", ["heide"]),
    ("vonderheide", ["heide"]),
    ("heide maria", ["heide"]),
    ("von heide", ["heide"]),
    ("van der heide", ["heide"]),
    ("o'brien", ["obrien"]),
    ("obrien", ["obrien"]),
    ("O`Brien", ["obrien"]),
    ("brien", ["obrien"]),
    ("siobhan", ["obrien"]),
    ("birnbaum", ["born"]),
    # other alphabets' letters
    ("yilmaz", ["yilmaz"]),
    ("YILMAZ İBRAHIM", ["yilmaz"]),
    ("lukaszewicz malgorzata", ["lukasz"]),
    ("alhassan", ["hassan"]),
    ("al hassan mohamed", ["hassan"]),
    # typing errors
    ("shcneider", ["schneider"]),
    ("schneidr", ["schneider"]),
    ("schniedr sören", ["schneider"]),
    ("lüdenscheit", ["lued"]),
    ("kowalcyzk", ["unknown"]),
    # a slip in a word that is still being typed
    ("shcnei", ["schneider"]),
    ("lüdnesch", ["lued"]),
    ("kowlac", ["unknown"]),
    # titles
    ("Dr. med. Heide", ["heide"]),
    ("Frau Prof. Dr. Birnbaum", ["born"]),
    # birth dates in every usual notation
    ("12.3.58", ["anna"]),
    ("12.03.1958", ["anna"]),
    ("12.3.1958", ["anna"]),
    ("12/3/58", ["anna"]),
    ("12-03-1958", ["anna"]),
    ("1958-03-12", ["anna"]),
    ("120358", ["anna"]),
    ("12031958", ["anna"]),
    ("19580312", ["anna"]),
    ("12. März 1958", ["anna"]),
    ("12 mrz 58", ["anna"]),
    ("12. 3. 1958", ["anna"]),
    ("1958", ["anna"]),
    ("03/1958", ["anna"]),
    ("12.3.", ["anna", "schmitt"]),
    ("12.3.5", ["anna", "schmitt"]),
    ("12.3.15", ["schmitt"]),
    ("müller 12.3.58", ["anna"]),
    ("12031958 anna", ["anna"]),
    ("00.00.1950", ["unknown"]),
    ("29.2.44", ["heide"]),
    # numbers
    ("A123456789", ["anna"]),
    ("a 123 456 789", ["anna"]),
    ("a12345", ["anna"]),
    ("4711", ["anna"]),
    ("müller 4711", ["anna"]),
    ("07071 45566", ["anna"]),
    ("07071/45566", ["anna"]),
    ("45566", ["anna"]),
    ("+49 7071 45566", ["anna"]),
    ("0049 170 1234567", ["anna"]),
    ("0170/1234567", ["anna"]),
    ("müller neustadt", ["anna"]),
    ("müller alt", ["hans"]),
]


@pytest.mark.parametrize(("typed", "expected"), FINDS, ids=[typed for typed, _ in FINDS])
def test_it_finds_whom_the_desk_means(index: PatientIndex, typed: str, expected: list[str]) -> None:
    hits = index.search(typed, BEN)
    assert nicknames([hit for hit in hits if hit.kind == hits[0].kind]) == expected


@pytest.mark.parametrize(
    "typed", ["", "   ", "xqzw", "31.12.1901", "C123456789", "müller hans 1931", "!!!", "-", "''"]
)
def test_it_finds_nobody_where_nobody_fits(index: PatientIndex, typed: str) -> None:
    assert index.search(typed, BEN) == []


def test_it_ranks_exact_before_prefix_before_phonetic(index: PatientIndex) -> None:
    hits = index.search("Müller", BEN)
    assert nicknames(hits) == ["anna", "lued", "hans", "miller"]
    assert [hit.kind for hit in hits] == [Kind.EXACT] * 3 + [Kind.PHONETIC]
    assert nicknames(index.search("müll", BEN))[:4] == ["anna", "lued", "hans", "muell"]


def test_names_that_sound_alike_find_each_other(index: PatientIndex) -> None:
    assert nicknames(index.search("maier", BEN))[:2] == ["mayer", "meier"]
    assert nicknames(index.search("schmidt", BEN)) == ["schmitt"]


def test_a_family_name_comes_before_the_same_given_name(index: PatientIndex) -> None:
    assert nicknames(index.search("martin", BEN))[:2] == ["martin", "first"]


def test_people_with_an_appointment_today_come_first(index: PatientIndex) -> None:
    assert nicknames(index.search("müller", BEN))[0] == "anna"
    hits = index.search("müller", BEN, today=[uid("hans"), uid("branch")])
    assert nicknames(hits)[:2] == ["hans", "anna"]
    assert [hit.today for hit in hits][:2] == [True, False]


def test_a_guess_at_a_slip_never_beats_a_real_match(index: PatientIndex) -> None:
    hits = index.search("meier", BEN, today=[uid("muell"), uid("miller")])
    assert nicknames(hits)[0] == "meier"


def test_closed_people_come_after_open_ones(index: PatientIndex) -> None:
    assert nicknames(index.search("zander", BEN)) == ["open", "closed"]


def test_the_same_question_gives_the_same_order_whatever_the_history() -> None:
    fresh = index_of()
    aged = index_of(reversed(cast.PEOPLE))
    aged.apply(Changes(cast.PEOPLE[::-1], 2))
    for typed, _ in FINDS:
        assert fresh.search(typed, BEN) == aged.search(typed, BEN), typed


def test_a_changed_name_is_found_and_the_old_one_is_not() -> None:
    index = index_of()
    index.apply(Changes([person("anna", "Quittenbaum", "Anna", "1958-03-12")], 2))
    assert nicknames(index.search("quittenbaum", BEN)) == ["anna"]
    assert "anna" not in nicknames(index.search("müller", BEN))
    assert index.search("45566", BEN) == []
    assert index.search("A123456789", BEN) == []
    assert index.counter == 2


def test_a_merged_or_erased_person_is_gone() -> None:
    index = index_of()
    index.apply(Changes([person("anna", "", "", state=State.GONE)], 2))
    assert "anna" not in nicknames(index.search("anna müller", BEN))
    assert index.search("4711", BEN) == []
    assert index.people() == len(cast.PEOPLE) - 1


def test_a_change_that_breaks_half_way_changes_nothing() -> None:
    def broken() -> Iterator[object]:
        yield person("anna", "Quittenbaum", "Anna")
        raise OSError("the database went away")

    index = index_of()
    with pytest.raises(OSError, match="went away"):
        index.apply(Changes(broken(), 2))  # type: ignore[arg-type] # broken on purpose
    assert index.counter == 1
    assert index.search("quittenbaum", BEN) == []
    assert nicknames(index.search("anna müller", BEN))[0] == "anna"
