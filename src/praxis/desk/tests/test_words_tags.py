"""A sentence in a template is looked up once a language; what depends on the page, each time."""

import pytest
from django.template import engines
from django.utils import translation

from praxis.desk.templatetags import words

WORDS = '{% load words %}{% translate "Speichern" %}'


def shown(source: str, language: str, **context: object) -> str:
    with translation.override(language):
        return str(engines["django"].from_string(source).render(context))


def test_every_language_has_its_own() -> None:
    template = engines["django"].from_string(WORDS)
    for _ in range(2):
        for language, said in (("de", "Speichern"), ("en", "Save")):
            with translation.override(language):
                assert template.render() == said


def test_the_second_showing_asks_no_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    template, asked = engines["django"].from_string(WORDS), list[str]()
    gettext = translation.gettext

    def counted(words: str) -> str:
        asked.append(words)
        return gettext(words)

    monkeypatch.setattr("django.template.base.gettext_lazy", counted)
    assert [template.render() for _ in range(3)] == ["Speichern"] * 3
    assert asked == ["Speichern"]


def test_what_stands_in_a_variable_is_translated_each_time() -> None:
    template = engines["django"].from_string("{% load words %}{% translate words %}")
    with translation.override("en"):
        assert [template.render({"words": one}) for one in ("Speichern", "Schließen")] == [
            "Save", "Close",
        ]  # fmt: skip


def test_words_can_be_named_and_escaping_stays() -> None:
    named = '{% load words %}{% translate "100 % <b>" as words %}{{ words }}'
    assert shown(named, "de") == "100 % <b>"
    twice = WORDS + "{% translate 'Speichern' as name %}|{{ name }}"
    assert shown(twice, "en") == "Save|Save"


STEADY = "{% load words %}{% steady %}{{ who }}|{% translate 'Speichern' %}{% endsteady %}{{ who }}"


def test_what_is_steady_is_drawn_once_a_language_and_knows_nothing_of_a_page() -> None:
    template = engines["django"].from_string(STEADY)
    for who in ("Dora", "Emil"):
        for language, said in (("de", "Speichern"), ("en", "Save")):
            with translation.override(language):
                assert template.render({"who": who}) == f"|{said}{who}"


def test_what_is_included_in_it_sees_what_is_set_inside_only() -> None:
    told = "{% include 'desk/parts/badge.html' with text=words %}"
    source = "{% load words %}{% steady %}{% translate 'Speichern' as words %}" + told
    template = engines["django"].from_string(source + "{% endsteady %}")
    for kind in ("bad", "good"):
        shown = template.render({"kind": kind, "words": "anderes"})
        assert "Speichern" in shown
        assert "badge-" not in shown


def test_every_other_tag_is_djangos() -> None:
    assert {"blocktranslate", "get_current_language"} <= set(words.register.tags)
