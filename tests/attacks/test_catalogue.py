"""L-14: every row of the attack catalogue is tried by a test of its name, or says why not."""

from attacks.catalogue import GROUPS, ROWS, named, rows_of
from attacks.not_yet import NOTHING_THERE, UNTRIED
from house.written import is_as_committed


def _decided(row: str) -> str:
    if row in named():
        return ", ".join(f"`{name}`" for name in named()[row])
    if row in UNTRIED:
        return f"**no test of this name:** {UNTRIED[row]}"
    return f"does not apply yet: {NOTHING_THERE[row]}"


def _page() -> str:
    """The catalogue as a document."""
    lines = [
        "# What somebody may try, and the test that decides it",
        "",
        "Made from the names of all tests,",
        "`tests/attacks/catalogue.py` and `tests/attacks/not_yet.py`.",
    ]
    for letter, (group, _titles) in GROUPS.items():
        lines += ["", f"## {letter}. {group}", "", "| Id | Attack | Decided by |", "|---|---|---|"]
        lines += [
            f"| {row} | {title} | {_decided(row)} |"
            for row, title in ROWS.items()
            if row.startswith(letter)
        ]
    return "\n".join(lines) + "\n"


def test_l14_every_row_has_a_test_or_one_reason() -> None:
    reasons = [*NOTHING_THERE, *UNTRIED]
    assert sorted(ROWS.keys() - named().keys() - set(reasons)) == [], "neither test nor reason"
    assert sorted(named().keys() & set(reasons)) == [], "tried, so the reason goes"
    assert len(reasons) == len(set(reasons))


def test_l14_no_test_names_a_row_that_does_not_exist() -> None:
    assert sorted((named().keys() | NOTHING_THERE.keys() | UNTRIED.keys()) - ROWS.keys()) == []


def test_the_rendered_catalogue_is_the_committed_one() -> None:
    assert is_as_committed("attacks.md", _page())


def test_a_name_is_read_as_its_rows() -> None:
    assert rows_of("test_h02_h04_h05_no_lie_discloses") == {"H-02", "H-04", "H-05"}
    assert rows_of("test_x12_nothing_is_compressed_and_x09_nothing_is_random") == {"X-12", "X-09"}
    assert rows_of("test_of_x01_in_general") == set()
