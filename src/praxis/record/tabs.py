"""The views of the stream: which entry codes stand together under one word."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab above the stream; no codes means everything."""

    name: str
    title: str
    codes: tuple[str, ...] = ()


TABS: Final = (
    Tab("alles", "Alles"),
    Tab("diagnosen", "Diagnosen", ("D", "DD")),
    Tab("befunde", "Befunde", ("A", "B")),
    Tab("therapie", "Therapie", ("T", "P")),
    Tab("medikamente", "Medikamente", ("M",)),
    Tab("notizen", "Notizen", ("N", "TX", "MSG", "AUF")),
    Tab("briefe", "Briefe", ("BR", "AU", "UE")),
)


def tab_named(name: str) -> Tab:
    """The tab of this name; the first one for anything else."""
    return next((tab for tab in TABS if tab.name == name), TABS[0])
