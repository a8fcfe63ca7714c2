"""Searching: code first, then words in any order, folded; what may not be used stays hidden."""

from collections.abc import Callable
from datetime import date

import pytest

from praxis.catalogues import queries
from praxis.catalogues.tests.conftest import Bring
from praxis.catalogues.words import key_of, query, words_of

DAY = date(2031, 6, 1)
Codes = Callable[..., list[str]]


@pytest.fixture
def codes(bring: Bring) -> Codes:
    """What a search in the invented ICD-10-GM 2031 finds."""
    edition = bring("icd10gm2031syst_kodes.txt")

    def found(text: str, **told: bool) -> list[str]:
        return [one.code for one in queries.search(edition, text, day=DAY, **told)]

    return found


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("A07.0", "A07.0"),
        ("a070", "A07.0"),
        ("D63.0*", "D63.0"),
        ("akut muster", "A07.0"),
        ("übermüd", "A07.0"),
        ("uebermued", "A07.0"),
        ("ubermud", "A07.0"),
        ("ÜBERMÜDUNG akutes", "A07.0"),
        ("fieber naeher", "A07.9"),
    ],
)
def test_it_is_found_however_it_is_typed(codes: Codes, typed: str, first: str) -> None:
    assert codes(typed)[:1] == [first]


def test_the_exact_code_stands_before_those_that_begin_so(codes: Codes) -> None:
    assert codes("A07") == ["A07", "A07.0", "A07.8", "A07.9"]
    assert codes("A07", only_usable=True) == ["A07.0", "A07.8", "A07.9"]


def test_all_words_must_fit(codes: Codes) -> None:
    assert codes("muster regenbogen") == []


def test_codes_without_content_stay_hidden_but_can_be_looked_up(codes: Codes) -> None:
    assert codes("U13") == []
    assert codes("nicht belegte") == []
    now = queries.counting("icd10gm", DAY)
    assert now is not None
    found = queries.look_up(now.edition, "U13")
    assert found is not None
    assert found.facts["filled"] is False


@pytest.mark.parametrize(
    "typed", ["", " ", "%", "_", "'", "\\", "&|!:*", "a' | 'b", "\u202e", "😀"]
)
def test_e12_signs_of_the_query_language_mean_nothing(codes: Codes, typed: str) -> None:
    assert codes(typed) == []


def test_synonyms_find_their_code_after_titles(bring: Bring) -> None:
    edition = bring("icd10gm2032syst_claml.xml")
    assert [one.code for one in queries.search(edition, "bühnenk")] == ["A06.1"]
    assert [one.code for one in queries.search(edition, "raucherhusten")] == []


def test_services_and_payers_are_hidden_when_their_time_is_over(bring: Bring) -> None:
    services, payers = bring("sdebm.xml"), bring("sdkt.xml")
    asked = date(2031, 2, 1)
    assert [one.code for one in queries.search(services, "muster", day=asked)] == ["99001"]
    assert [one.code for one in queries.search(payers, "musterkasse", day=asked)] == ["99102"]
    before = queries.search(payers, "musterkasse nord", day=date(2030, 1, 1))
    assert [one.code for one in before] == ["99101"]


def test_words_are_written_literally() -> None:
    assert words_of("Groß-Muster (ä) ä") == ["gross", "muster", "a"]
    assert query(7, ["herz", "ins"]) == "'=7' & 'herz':* & 'ins':*"
    assert key_of("j06.9+") == "J069"
