"""C-14, P-05: every address has an expected outcome for everybody, and absent means forbidden."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.urls import reverse

from attacks.addresses import Address, all_addresses
from attacks.outcome import MEANING, SENT, outcome, word
from attacks.subjects import SUBJECTS, made
from attacks.trying import same, undone
from house.access_table import PEOPLE, rows
from house.cast import Cast
from house.pages import Pages
from house.written import is_as_committed
from praxis.core.ids import uuid7

ADDRESSES = {address.name: address for address in all_addresses()}
ROWS = [
    (name, method, person, word_)
    for (name, method), words in rows().items()
    for person, word_ in zip(PEOPLE, words, strict=True)
]
# People who see nothing of the main site's patients: for them absent and forbidden are the same.
STRANGERS = ("cem", "otto", "lea")
SPELT: dict[str, Callable[[str], str]] = {
    "upper case": str.upper,
    "one letter upper case": lambda one: one.replace("a", "A", 1) if "a" in one else one.upper(),
    "without dashes": lambda one: one.replace("-", ""),
    "full width": lambda one: quote(one.replace("0", "０", 1)),
    "braces": lambda one: quote(f"{{{one}}}"),
    "a blank": lambda one: f"%20{one}",
    "two": lambda one: f"{one},{one}",
    "a NUL": lambda one: f"{one}%00",
    "a line end": lambda one: f"{one}%0A",
}
OF_PATIENTS = [
    (address, method)
    for address in all_addresses()
    for method in address.methods
    if address.parts and not address.name.startswith(("office:", "catalogues:"))
]


def _page() -> str:
    """The table as a document."""
    lines = [
        "# Who gets what",
        "",
        "Made from `tests/house/access_table.py`, which a test tries at every address.",
        "Ada: doctor and owner; Ben: medical assistant; Cem: doctor of the other site; Otto: IT;",
        "Ria: billing; Lea: owner only; Eve: nobody. All that is tried belongs to the main site.",
        "",
        *(f"- **{key}**: {meaning}" for key, meaning in MEANING.items()),
        "",
        "| Address | Method | Open to | " + " | ".join(PEOPLE) + " |",
        "|---|---|---|" + "---|" * len(PEOPLE),
    ]
    for (name, method), words in rows().items():
        access = ADDRESSES[name].access if name in ADDRESSES else "gone"
        lines.append(f"| `{name}` | {method} | {access} | " + " | ".join(words) + " |")
    return "\n".join(lines) + "\n"


def test_c14_every_address_says_who_may_come_and_has_a_name() -> None:
    assert [one.name for one in all_addresses() if one.access is None] == []
    assert [one.name for one in all_addresses() if "(no name)" in one.name] == []
    assert [one.name for one in all_addresses() if not one.methods] == []


def test_c14_every_address_stands_in_the_access_table() -> None:
    wanted = {(one.name, method) for one in all_addresses() for method in one.methods}
    assert sorted(wanted - rows().keys()) == [], "missing in tests/house/access_table.py"
    assert sorted(rows().keys() - wanted) == [], "no such address any more"


def test_every_part_of_an_address_has_something_to_be_tried_on() -> None:
    assert {part for one in all_addresses() for part in one.parts} <= SUBJECTS.keys()


def test_the_rendered_table_is_the_committed_one() -> None:
    assert is_as_committed("access.md", _page())


@pytest.mark.parametrize(("name", "method", "person", "expected"), ROWS)
def test_c14_each_gets_what_the_table_says(
    cast: Cast, page: Pages, name: str, method: str, person: str, expected: str
) -> None:
    assert outcome(cast, page, ADDRESSES[name], method, person) == expected


@pytest.mark.parametrize(
    ("address", "method"), OF_PATIENTS, ids=lambda one: getattr(one, "name", one)
)
def test_l03_p05_strangers_cannot_tell_absent_from_forbidden(
    cast: Cast, page: Pages, address: Address, method: str
) -> None:
    """Word for word, whether it is somebody else's or was never there."""
    expected = dict(zip(PEOPLE, rows()[address.name, method], strict=True))
    theirs = made(cast, address.parts)
    sent = SENT.get(address.name)
    for person in STRANGERS:
        browser, answers = page.as_(cast.everyone[person], raises=False), []
        for parts in (theirs, dict.fromkeys(address.parts, str(uuid7()))):
            path = reverse(address.name, kwargs=parts)
            with undone():
                got = browser.get(path) if method == "GET" else browser.post(path, data=sent)
            answers.append(got)
        assert [word(one) for one in answers] == [expected[person]] * 2, person
        assert same(*answers), person
        assert len(answers[0].raw.headers) == len(answers[1].raw.headers), person


def test_c06_no_address_answers_to_other_methods(cast: Cast, page: Pages) -> None:
    every = {"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"}
    answered = {}
    for who, browser in (("ada", page.as_(cast.ada)), ("eve", page.nobody())):
        token = {"Origin": browser.origin, "X-CSRFToken": browser.token()}
        for address in all_addresses():
            path = reverse(address.name, kwargs=dict.fromkeys(address.parts, str(uuid7())))
            for method in every - set(address.methods):
                answer = browser.client.generic(method, path, headers=token)
                if (answer.status_code, len(answer.content)) != (405, 0):
                    answered[who, address.name, method] = answer.status_code
    assert answered == {}


@pytest.mark.parametrize("spelt", SPELT, ids=SPELT.keys())
def test_c05_no_address_takes_another_spelling_of_an_id_that_is_there(
    cast: Cast, page: Pages, spelt: str
) -> None:
    browser, taken = page.as_(cast.ada, raises=False), {}
    for address in all_addresses():
        for part in address.parts:
            with undone():
                ids = made(cast, address.parts)
                # The id as the last thing changed: the others stay right.
                path = reverse(address.name, kwargs=ids).replace(ids[part], SPELT[spelt](ids[part]))
                for method in address.methods:
                    got = browser.get(path) if method == "GET" else browser.post(path)
                    if got.status != 404:
                        taken[address.name, method, part] = got.status
    assert taken == {}
