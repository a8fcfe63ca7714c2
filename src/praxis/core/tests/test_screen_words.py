"""Words of the screen: marked where they stand, spoken where they are shown."""

from django.utils.translation import override

from praxis.core.errors import NotLoggedIn
from praxis.core.words import kept, marked, respoken, spoken, spoken_many


def test_words_are_spoken_in_the_language_of_whoever_reads() -> None:
    assert spoken(marked("Speichern")) == "Speichern"
    with override("en"):
        assert spoken(marked("Speichern")) == "Save"


def test_words_nobody_translated_and_no_words_stay_as_they_are() -> None:
    with override("en"):
        assert spoken("Frau Dörfler rief an") == "Frau Dörfler rief an"
        assert spoken("") == ""


def test_one_word_with_two_senses_is_told_apart() -> None:
    with override("en"):
        assert spoken("Anmeldung") == "Login"
        assert spoken("Anmeldung", "place") == "Front desk"


def test_one_has_a_form_of_its_own() -> None:
    one, many = "{n} Glied, nichts überfällig.", "{n} Glieder, nichts überfällig."
    assert [spoken_many(one, many, n)[:8] for n in (0, 1, 2)] == [
        "0 Gliede",
        "1 Glied,",
        "2 Gliede",
    ]
    with override("en"):
        assert spoken_many(one, many, 1) == "1 link, nothing overdue."
        assert spoken_many(one, many, 0) == "0 links, nothing overdue."


def test_a_sentence_that_was_stored_with_its_figures_is_spoken_again() -> None:
    stored = kept("Glied {seq} widerspricht dem Anker {counter}.").format(seq=7, counter=2)
    assert respoken(stored) == stored
    with override("en"):
        assert respoken(stored) == "Link 7 contradicts anchor 2."
        assert respoken("Das Labor schreibt etwas anderes.") == "Das Labor schreibt etwas anderes."


def test_an_error_speaks_to_the_reader_and_keeps_its_german() -> None:
    error = NotLoggedIn(detail="x")
    with override("en"):
        assert error.text == "Please log in."
    assert error.german == str(error) == "Bitte melden Sie sich an."
