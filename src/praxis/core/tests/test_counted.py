"""A number and its word."""

from praxis.core.health import counted


def test_one_has_a_word_of_its_own() -> None:
    assert counted(1, "Glied", "Glieder") == "1 Glied"
    assert [counted(n, "Glied", "Glieder") for n in (0, 2)] == ["0 Glieder", "2 Glieder"]
