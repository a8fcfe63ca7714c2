"""Both languages are whole: nothing on the screen is unmarked, untranslated, stale or broken."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from house import unmarked, words

_AGAIN = "run ./run words and translate what it names"


def test_the_catalogue_holds_exactly_the_words_of_the_code() -> None:
    held = {(one.context or "", _first(one.id)): one.id for one in words.catalogue() if one.id}
    found = words.collected()
    assert sorted(set(found) - set(held)) == [], f"missing: {_AGAIN}"
    assert sorted(set(held) - set(found)) == [], f"stale: {_AGAIN}"
    assert [key for key in found if held[key] != found[key]] == [], f"plurals: {_AGAIN}"


def _first(said: str | Iterable[str]) -> str:
    return said if isinstance(said, str) else next(iter(said))


def test_every_word_is_translated_with_the_same_placeholders() -> None:
    assert words.untranslated(words.catalogue()) == []
    assert words.broken(words.catalogue()) == []


def test_the_committed_files_are_what_the_program_writes() -> None:
    assert words.PO.read_bytes() == words.written(words.catalogue())
    assert words.MO.read_bytes() == words.compiled(words.catalogue())


def test_empty_fuzzy_and_differing_translations_are_found() -> None:
    catalog = Catalog(locale="en")
    catalog.add("Speichern", "")
    catalog.add("Löschen", "Delete", flags=("fuzzy",))
    catalog.add("{n} Tage", "{m} days")
    catalog.add("Am %(day)s.", "On %(day)s")
    catalog.add("Am <b>Server</b>", "At the server")
    catalog.add(" und", "and")
    catalog.add(("{n} Tag", "{n} Tage"), ("{n} day", "days"))
    catalog.add("{n} Jahre.", "{n} years.")
    assert words.untranslated(catalog) == ["Speichern", "Löschen"]
    expected = ["{n} Tage", "Am %(day)s.", "Am <b>Server</b>", " und", "{n} Tag"]
    assert words.broken(catalog) == expected


def test_words_are_collected_from_python_and_templates() -> None:
    python = 'a = marked("Ort", "place")\nb = spoken("Ja" " nein")\nc = spoken_many("a", "b", 3)'
    assert list(words.in_python(python)) == [("place", "Ort"), ("", "Ja nein"), ("", ("a", "b"))]
    template = (
        '{% load i18n %}{% translate "Ja" as x %}{{ y|default:_("Nein") }}'
        "{% blocktranslate count n=k %}{{ n }} Tag{% plural %}{{ n }} Tage{% endblocktranslate %}"
    )
    found = {("", "Ja"), ("", "Nein"), ("", ("%(n)s Tag", "%(n)s Tage"))}
    assert set(words.in_template(template)) == found


@pytest.mark.parametrize("path", list(words.ours(".html")), ids=str)
def test_a_template_shows_no_word_that_is_not_translated(path: Path) -> None:
    if path.relative_to(words.SOURCES).as_posix() not in unmarked.PAPERS:
        assert list(unmarked.in_template(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('<p>{% translate "Ja" %}</p>', "<p>Ja</p>"),
        ("<b title=\"{% translate 'Ja' %}\">", '<b title="Ja">'),
        ("<b aria-label=\"{% translate 'Ja' %}: {{ x }}\">", '<b aria-label="Wert: {{ x }}">'),
        ("{% blocktranslate %}Ja {{ x }}{% endblocktranslate %}", "Ja {{ x }}"),
        ('{% include "a/Teil.html" with text=t %}', '{% include "a/b.html" with text="Ja doch" %}'),
        ('{{ x|default:_("Keine") }}', '{{ x|default:"Keine" }}'),
        ('{% if x == "Neu" %}{{ y }}{% endif %}', "{% if x %}neu{% endif %}"),
        ("<kbd>Strg</kbd> <code>praxistresor</code>", "<span>Strg</span>"),
        ("{% block main_class %} main-filled{% endblock %}", "{% block main %}Ja{% endblock %}"),
    ],
)
def test_the_look_at_templates_knows_good_from_bad(good: str, bad: str) -> None:
    assert list(unmarked.in_template(good)) == []
    assert list(unmarked.in_template(bad)) != []


@pytest.mark.parametrize("path", list(words.ours(".py")), ids=str)
def test_a_module_shows_no_word_that_is_not_marked(path: Path) -> None:
    stays = path.relative_to(words.SOURCES).as_posix().startswith(tuple(unmarked.STAYS))
    assert list(unmarked.in_python(path.read_text("utf-8"), stays=stays)) == []


def test_every_file_whose_german_stays_exists() -> None:
    named = [*unmarked.STAYS, *unmarked.PAPERS]
    assert [name for name in named if not (words.SOURCES / name).exists()] == []


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("class E(X):\n  message = marked('Ja.')", "class E(X):\n  message = 'Ja.'"),
        ("raise E(message=marked('Ja.'))", "raise E(message='Nein.')"),
        ("raise E(message=spoken('Bis {n}').format(n=1))", "raise E(message=f'Bis {n}')"),
        ("Line(spoken('Platte'), Level.BAD, said)", "Line('Platte', Level.BAD, said)"),
        ("NavEntry(marked('Team'), 'office:team', 8)", "NavEntry('Team', 'office:team', 8)"),
        ("x = marked('über')", "x = 'über'"),
        ("x = 'a b'", "x = 'Bitte noch einmal versuchen.'"),
    ],
)
def test_the_look_at_modules_knows_good_from_bad(good: str, bad: str) -> None:
    assert list(unmarked.in_python(good)) == []
    assert list(unmarked.in_python(bad)) != []


def test_scripts_of_the_desk_bring_no_words_of_their_own() -> None:
    shown = {
        path.name: found
        for path in words.ours(".js")
        if (found := list(unmarked.in_script(path.read_text("utf-8"))))
    }
    assert shown == {}
    assert list(unmarked.in_script('x.textContent = "Bitte noch einmal"')) != []
    assert list(unmarked.in_script("x.textContent = row.dataset.reading")) == []
