"""What a form says about itself; an incomplete manifest stops the start-up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any, Final, Protocol, Self

from praxis.core.actors import Role
from praxis.forms import packages


class BadManifest(Exception):
    """A form is incomplete; the program does not start."""


class Content(Protocol):
    """The frozen content of a form; building one validates it with German sentences."""

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> Self:
        """Parse typed or stored fields."""

    def fields(self) -> dict[str, str]:
        """The fields as they are stored."""

    def insist_on_finished(self) -> None:
        """Raise if something is missing for a signature."""


@dataclass(frozen=True, slots=True, repr=False)
class Known:
    """What a form may print about practice, doctor and patient; plain words."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """One form: `print` gives the PDF of a content, `withdrawal` its counter-document.

    `templates` names what can be begun with, `asks` the posted name and the length of each field,
    `shown` what the preview shows; `begin_page` and `page` are the form's own templates.
    """

    id: str
    title: str
    version: str
    valid_from: date
    acts: tuple[str, ...]
    who_may_sign: frozenset[Role]
    content: type[Any]
    prefill: Callable[[str], Any]
    print: Callable[[Any, Known], bytes]
    withdrawal: Callable[[Any, Known, str], bytes]
    templates: Callable[[], Mapping[str, str]]
    asks: Mapping[str, tuple[str, int]]
    shown: Callable[[Any, Known], Mapping[str, object]]
    begin_page: str
    page: str


_NEEDED: Final = ("title", "version", "acts", "who_may_sign", "asks", "begin_page", "page")
_forms: Final[dict[str, Form]] = {}


def all_forms() -> dict[str, Form]:
    """Every form by id; BadManifest for one that is incomplete, doubled or misnamed."""
    if not _forms:
        found: dict[str, Form] = {}
        for name in packages():
            form = getattr(import_module(name), "FORM", None)
            found[name.rpartition(".")[2]] = checked(form, name.rpartition(".")[2])
        _forms.update(found)
    return _forms


def checked(form: object, folder: str) -> Form:
    """The manifest, if it is whole."""
    if not isinstance(form, Form):
        raise BadManifest(f"{folder} has no FORM")
    if form.id != folder:
        raise BadManifest(f"{folder} calls itself {form.id}")
    empty = [name for name in _NEEDED if not getattr(form, name)]
    if empty:
        raise BadManifest(f"{folder} lacks {', '.join(empty)}")
    return form
