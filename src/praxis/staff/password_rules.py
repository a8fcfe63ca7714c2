"""Which passwords and PINs may be set: length and a deny list, no composition rules."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Final

from django.contrib.auth.password_validation import CommonPasswordValidator

from praxis.core.words import spoken
from praxis.staff.errors import WeakPassword, WeakPin
from praxis.staff.passwords import insist_on_sane

SHORTEST: Final = 12
LEAST_OWN: Final = 8
LEAST_DIFFERENT: Final = 5
_ROWS: Final = (
    "0123456789" * 3, "9876543210" * 3, "abcdefghijklmnopqrstuvwxyz" * 2,
    "qwertzuiopasdfghjklyxcvbnm" * 2, "qwertyuiopasdfghjklzxcvbnm" * 2, "qayxswedcvfrtgbnhzujm" * 2,
)  # fmt: skip
# What everybody tries first in a German practice; taken out before the rest is counted.
_HOUSE_WORDS: Final = (
    "praxis praxistresor passwort kennwort password passwd anmeldung login admin willkommen",
    "geheim arzt aerztin ärztin arztpraxis hausarzt doktor doctor patient mfa empfang labor",
    "gesundheit medizin sommer winter herbst frühling start test demo",
)
_WORD: Final = re.compile(r"[^\W\d_]{3,}")


@cache
def _common() -> frozenset[str]:
    """The 20,000 most used passwords, folded; Django ships the list."""
    return frozenset(map(folded, CommonPasswordValidator().passwords))


def folded(text: str) -> str:
    """For comparing with the list only; what is stored is what was typed."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def check_password(password: str, *, known_here: Iterable[str] = ()) -> None:
    """WeakPassword with the reason, unless the password may be set.

    `known_here` are texts everybody here knows: the practice's, sites' and people's names.
    """
    insist_on_sane(password)
    if len(password) < SHORTEST:
        _weak(spoken("Das Passwort braucht mindestens {n} Zeichen.").format(n=SHORTEST))
    text = folded(password)
    core = text.strip("0123456789 !?.,;:-_+*#§$%&/()=@€<>\"'^°")
    if text in _common() or core in _common() or any(text in row for row in _ROWS):
        _weak(spoken("Dieses Passwort steht auf der Liste der häufigsten Passwörter."))
    if len(set(text)) < LEAST_DIFFERENT:
        _weak(spoken("Das Passwort besteht aus zu wenigen verschiedenen Zeichen."))
    rest = text
    for word in sorted(_words(known_here), key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(rest) < LEAST_OWN:
        _weak(spoken("Das Passwort besteht fast nur aus Namen oder Wörtern, die hier jeder kennt."))


def check_pin(pin: str) -> None:
    """WeakPin unless 6 to 12 digits that are no simple row."""
    if not re.fullmatch(r"[0-9]{6,12}", pin):
        raise WeakPin
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if len(steps) == 1 or len(set(pin)) < 3:
        raise WeakPin


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in (*_HOUSE_WORDS, *texts) for word in _WORD.findall(folded(text))}


def _weak(reason: str) -> None:
    raise WeakPassword(message=f"{reason} {spoken('Gut sind vier oder mehr zufällige Wörter.')}")
