"""What happens to one person at one address, in one word."""

from typing import Final

from django.urls import reverse

from attacks.addresses import Address
from attacks.subjects import made
from house.cast import Cast
from house.pages import Answer, Pages

# The words of the table.
MEANING: Final = {
    "yes": "answered (2xx, or led on to the next page)",
    "form": "let in as far as the form: what was sent (nothing) was refused as incomplete",
    "404": "absent, which looks the same as forbidden",
    "403": "refused: this role never does this",
    "login": "sent to the login",
}
_FORM: Final = frozenset({400, 409, 422})

# Where an empty form is turned away before anybody is asked who sent it.
SENT: Final = {"record:write": {"zeile": "A Husten"}}


def outcome(cast: Cast, page: Pages, address: Address, method: str, person: str) -> str:
    """Go there as this person with an empty form; anything unforeseen is its status."""
    path = reverse(address.name, kwargs=made(cast, address.parts))
    eve = person == "eve"
    browser = page.nobody(raises=False) if eve else page.as_(cast.everyone[person], raises=False)
    if method == "GET":
        return word(browser.get(path))
    return word(browser.post(path, data=SENT.get(address.name)))


def word(answer: Answer) -> str:
    """The word for an answer."""
    if answer.status == 401 or answer.location.startswith(reverse("office:login")):
        return "login"
    if answer.status in _FORM:
        return "form"
    return "yes" if answer.status < 400 else str(answer.status)
