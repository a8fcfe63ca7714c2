"""The views of the stream: which entry codes stand together under one word."""

from dataclasses import dataclass
from typing import Final

from praxis.core.words import marked


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab above the stream; no codes means everything."""

    name: str
    title: str
    codes: tuple[str, ...] = ()


TABS: Final = (
    Tab("alles", marked("Alles")),
    Tab("diagnosen", marked("Diagnosen"), ("D", "DD")),
    Tab("befunde", marked("Befunde"), ("A", "B")),
    Tab("therapie", marked("Therapie"), ("T", "P")),
    Tab("medikamente", marked("Medikamente"), ("M",)),
    Tab("notizen", marked("Notizen"), ("N", "TX", "MSG", "AUF")),
    Tab("briefe", marked("Briefe"), ("BR", "AU", "UE")),
)


def tab_named(name: str) -> Tab:
    """The tab of this name; the first one for anything else."""
    return next((tab for tab in TABS if tab.name == name), TABS[0])
