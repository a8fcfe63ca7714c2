"""The second language: collects the words of the screen, keeps the English catalogue in step.

`./run words` adds what is new to the .po (empty, to be translated), takes out what is gone and
compiles the .mo; `faults` is the gate.
"""

import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).parents[2]
SOURCES: Final = ROOT / "src/praxis"
PO: Final = SOURCES / "locale/en/LC_MESSAGES/django.po"
MO: Final = PO.with_suffix(".mo")
MARKS: Final = frozenset({"marked", "kept", "spoken"})
_DROPPED: Final = ("POT-", "PO-Rev", "Last-T", "Language-T", "Report-", "Generated", "Project")
_IN_TEMPLATES: Final = {"gettext": None, "_": None, "ngettext": (1, 2)}
_PLACES: Final = re.compile(r"%\([a-z_]+\)s|\{[a-z_]+\}|%%|</?[a-z]+>")

_NO_TIME: Final = datetime(2026, 1, 1, tzinfo=UTC)

Id = str | tuple[str, str]
# The sense of a word (empty for nearly all) and the word, as gettext keeps them apart.
Found = tuple[str, Id]


def ours(suffix: str) -> Iterator[Path]:
    """Every file of the practice server with this suffix, without the tests and migrations."""
    for path in sorted(SOURCES.rglob(f"*{suffix}")):
        if not {"tests", "migrations", "vendor"} & set(path.parts):
            yield path


def literal(node: ast.expr) -> str | None:
    """The text of a string constant; None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def in_python(text: str) -> Iterator[Found]:
    """The words a module marks or speaks."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        said = [literal(argument) for argument in node.args]
        if node.func.id in MARKS and said[0]:
            yield (said[1] if len(said) > 1 else None) or "", said[0]
        if node.func.id == "spoken_many" and said[0] and said[1]:
            yield "", (said[0], said[1])


def in_template(text: str) -> Iterator[Found]:
    """The words a template translates."""
    spoken = io.BytesIO(templatize(text).encode())
    for _line, words, _comments, _context in extract("python", spoken, _IN_TEMPLATES):
        yield "", words if isinstance(words, str) else (words[0], words[1])


def collected() -> dict[tuple[str, str], Id]:
    """Every word of the screen by sense and first form; two plurals of one word stop here."""
    found: dict[tuple[str, str], Id] = {}
    for path in ours(".py"):
        _add(found, in_python(path.read_text("utf-8")))
    for path in ours(".html"):
        _add(found, in_template(path.read_text("utf-8")))
    return found


def _add(found: dict[tuple[str, str], Id], more: Iterator[Found]) -> None:
    for sense, words in more:
        key = (sense, words if isinstance(words, str) else words[0])
        known = found.get(key)
        if isinstance(words, str) and known is not None:
            continue
        if isinstance(known, tuple) and known != words:
            raise ValueError(f"two plurals: {known} and {words}")
        found[key] = words


def catalogue() -> Catalog:
    """The committed English catalogue."""
    with PO.open("rb") as stream:
        found = read_po(stream, locale="en")
    # The file says no time, so that it is the same whoever writes it; the compiled one neither.
    found.creation_date = found.revision_date = _NO_TIME
    return found


def written(catalog: Catalog) -> bytes:
    """A catalogue as it is committed: sorted, without dates and places, so that it merges well."""
    out = io.BytesIO()
    write_po(out, catalog, width=0, sort_output=True, no_location=True, omit_header=False)
    lines = out.getvalue().decode().splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(tuple(f'"{name}' for name in _DROPPED))]
    return "".join(line for line in kept if line != "#, fuzzy\n").encode()


def compiled(catalog: Catalog) -> bytes:
    """What gettext reads; made here so that no practice needs a tool for it."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def update() -> Catalog:
    """The catalogue with exactly the words of the code; what is new is empty."""
    fresh = Catalog(locale="en", header_comment="# English words of the staff's screens.")
    old = catalogue() if PO.exists() else fresh
    for (sense, first), words in collected().items():
        before = old.get(first, sense or None)
        fits = before is not None and before.pluralizable == isinstance(words, tuple)
        string = before.string if before is not None and fits else ""
        fresh.add(words, string, context=sense or None)
    PO.write_bytes(written(fresh))
    MO.write_bytes(compiled(catalogue()))
    return catalogue()


def texts(string: str | Iterable[str] | None) -> tuple[str, ...]:
    """One form, or all of them."""
    return (string,) if isinstance(string, str) else tuple(string or ())


def untranslated(catalog: Catalog) -> list[str]:
    """Words that are empty or fuzzy."""
    return [
        texts(one.id)[0] for one in catalog if one.id and (one.fuzzy or not all(texts(one.string)))
    ]


def broken(catalog: Catalog) -> list[str]:
    """Words whose placeholders, tags, blanks at the ends or last full stop differ."""
    return [
        texts(one.id)[0]
        for one in catalog
        if one.id
        for said, told in zip(texts(one.id), texts(one.string), strict=True)
        if told and not _alike(said, told)
    ]


def _alike(said: str, told: str) -> bool:
    same_places = sorted(_PLACES.findall(said)) == sorted(_PLACES.findall(told))
    ends = [(t[:1].isspace(), t[-1:].isspace(), t[-1:] in ".:?") for t in (said, told)]
    return same_places and ends[0] == ends[1]


def main() -> int:
    """Bring the catalogue up to date and say what is still to be translated."""
    found = update()
    missing = untranslated(found)
    for words in missing:
        sys.stdout.write(f"{words}\n")
    sys.stdout.write(f"{len(found)} words, {len(missing)} to translate in {PO.name}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
