"""What stands around every page: who works where, where one can go, whether all is well."""

from dataclasses import dataclass
from typing import Final

COMMAND_URL: Final = "/befehl/"
DRAFT_URL: Final = "/entwurf/"
LOCK_URL: Final = "/sperren/"
UNLOCK_URL: Final = "/entsperren/"
ACCOUNT_URL: Final = "/konto/"


@dataclass(frozen=True, slots=True)
class Light:
    """The health light: `good`, `warn` or `bad`, and the same in words."""

    level: str
    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the left menu; `count` is what waits there, None where nothing is counted."""

    title: str
    url: str
    icon: str
    here: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What the action that led here says, with a way back to the thing; `field` of the address."""

    words: str
    field: str
    again: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything `desk/base.html` needs beside the page itself; holds no patient's data.

    `theme` is empty (as the system says), `light` or `dark`; `idle_minutes` 0 turns the idle
    lock off (bare pages).
    """

    practice: str = "Praxistresor"
    person: str = ""
    workstation: str = ""
    places: tuple[Place, ...] = ()
    light: Light | None = None
    said: Words | None = None
    theme: str = ""
    idle_minutes: int = 5
    demo: bool = False
    command_url: str = COMMAND_URL
    draft_url: str = DRAFT_URL
    lock_url: str = LOCK_URL
    unlock_url: str = UNLOCK_URL
    account_url: str = ACCOUNT_URL
