"""What a file says of a germ or a result reaches the inbox, whatever attribute it has."""

from __future__ import annotations

from formats.ldt.samples.results import COLI, CULTURE, REPORT
from praxis.exchange.lab.content import content_of


def test_codes_texts_and_moments_of_a_culture_are_shown_in_words() -> None:
    content = content_of(REPORT)
    told = {(label, words) for label, words in content["further"]}
    assert {
        ("Nachweisverfahren", "Kultur (5)"),
        ("Resistenz-Methode", "Agardiffusion (1)"),
        ("Art des Keims", "Keim (1)"),
        ("Resistenz erstellt nach", "EUCAST (2)"),
        ("Beginn der Analytik", "20.11.2026 17:05 UTC+1"),
    } <= told
    (coli,) = [one for one in content["findings"] if one["name"] == COLI.name]
    assert "Amoxicillin R 32 mg/l" in coli["text"]
    assert COLI.text in coli["text"]
    assert coli["comment"] == COLI.comment
    (culture,) = [one for one in content["findings"] if one["name"] == CULTURE.name]
    assert culture["comment"] == CULTURE.comment
