"""Every named GET page in a real Chromium, as the owner and doctor sees it."""

from typing import Final

import pytest
from django.urls import reverse

from attacks.addresses import all_addresses
from praxis.office.tests.test_browser import Visitor
from screens.filled import Filled
from screens.looking import Looking

pytestmark = pytest.mark.browser

# Addresses that answer GET with no page of their own, and why.
NO_SCREEN: Final = {
    "catalogues:runs": "a part of catalogues:editions",
    "documents:content": "a file",
    "documents:picture": "an image inside documents:document",
    "lab:attachment": "a file",
    "office:keys_progress": "a part of office:keys",
    "office:light": "a level and a word as JSON",
    "record:correct": "a part of record:chart; test_parts opens it",
    "record:history": "a part of record:chart; test_parts opens it",
    "record:line": "a part of record:chart",
    "record:older": "a part of record:chart; test_parts opens it",
}
# Looked at where the state is that shows them.
IN_STATES: Final = {"office:login_going_on", "office:locked", "office:set_up"}
# Without navigation and command field.
BARE: Final = {"office:login", "office:people_here"}
# Lines of the chart and the days above them that are wholly in sight.
IN_SIGHT: Final = """() => {
  const box = document.querySelector(".stream").getBoundingClientRect()
  return [...document.querySelectorAll(".entry, .stream-day")].filter((line) => {
    const at = line.getBoundingClientRect()
    return at.top >= box.top - 1 && at.bottom <= box.bottom + 1 }).length }"""
SCREENS: Final = [
    one
    for one in all_addresses()
    if "GET" in one.methods and one.name not in NO_SCREEN and one.name not in IN_STATES
]


def test_every_address_that_answers_get_is_a_screen_or_says_why_not() -> None:
    known = {one.name for one in SCREENS} | set(NO_SCREEN) | IN_STATES
    assert known == {one.name for one in all_addresses() if "GET" in one.methods}


def test_no_screen_breaks_a_rule_of_access_light_dark_or_at_twice_the_size(
    visitor: Visitor, filled: Filled
) -> None:
    visitor.log_in("ada")
    looking = Looking(visitor.page)
    for screen in SCREENS:
        parts = {name: str(filled.parts[name]) for name in screen.parts}
        visitor.go(reverse(screen.name, kwargs=parts))
        looking.at(screen.name.replace(":", "-"), framed=screen.name not in BARE)
        if screen.name == "record:chart":
            assert visitor.page.evaluate(IN_SIGHT) >= 20
    assert not looking.wrong, "\n".join(looking.wrong)
    assert visitor.faults == []
