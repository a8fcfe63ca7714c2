"""Lets the words of the screen be spoken by gettext, in the language of whoever reads."""

from django.utils.translation import gettext, ngettext, pgettext

from praxis.core import words


def plug_in() -> None:
    """From now on `spoken` translates; called once at start-up."""
    words.read_with(_one, ngettext)


def _one(said: str, sense: str) -> str:
    return pgettext(sense, said) if sense else gettext(said)
