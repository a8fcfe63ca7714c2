"""Finds German on the screen that no catalogue knows: in templates, in Python, in scripts.

In templates every visible word must come through `translate` or a variable. In Python it is
decidable for the message of an error, for what menus, lines and suggestions are made of, and for
sentences and words that only German has; files whose German is stored, sent or for the command
line are named in `STAYS`.
"""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from django.template.base import Lexer, TokenType

from house import words

# Paths below src/praxis, and why their German is nobody's screen.
STAYS: Final = {
    "catalogues/command.py": "the command line is German",
    "config.py": "start-up",
    "core/folding.py": "letters, not words",
    "demo/": "invented practice and people",
    "desk/templatetags/": "signs and formats",
    "exchange/lab/content.py": "stored with the report",
    "exchange/lab/batches.py": "stored as a document's title",
    "catalogues/importing.py": "sentences of the formats, which are German",
    "exchange/lab/filing.py": "stored in the record",
    "exchange/lab/intake.py": "stored with the file",
    "exchange/lab/samples/": "invented files",
    "flows/": "stored as a task",
    "forms/actions.py": "stored in the record",
    "forms/attest/layout.py": "printed for the patient",
    "messages/actions/": "stored or sent to the patient",
    "messages/findings.py": "sent to the patient",
    "messages/sheet.py": "printed for the patient",
    "office/oversight/drafts.py": "papers for authority and patients",
    "patients/search/": "words as they are searched",
    "running/": "the command line is German",
    "staff/password_rules.py": "words of bad passwords",
    "vault/sheets.py": "printed recovery sheets",
}
# Papers, rendered in German whoever prints them.
PAPERS: Final = (
    "office/templates/office/oversight/art33.html",
    "office/templates/office/oversight/art34.html",
    "forms/attest/templates/attest/print.html",
)
_NAMES: Final = frozenset({"Praxistresor", "PDF", "ICD", "GM", "OPS", "EBM", "CAVE"})
_SHOWN: Final = ("aria-label", "title", "placeholder", "alt")
_QUIET: Final = frozenset({"script", "style", "code", "kbd", "svg"})
_TAGS_WITH_CODES: Final = frozenset(
    {"translate", "trans", "url", "extends", "load", "hx", "icon", "static", "show_panel"}
    | {"block", "endblock", "if", "elif"}
)
_WORD: Final = re.compile(r"[A-Za-zÄÖÜäöüß]{2,}")
_QUOTED: Final = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_CAPITAL: Final = re.compile(r"[A-ZÄÖÜ][a-zäöüß]+")
_ONLY_GERMAN: Final = re.compile(r"[äöüßÄÖÜ„“]|^[A-ZÄÖÜ][a-zäöüß]+ .*[a-zäöüß]{2}[.?!]$")
_BUILT_OF_WORDS: Final = frozenset({"Line", "NavEntry", "Inbox", "Choice", "Group", "CodeGroup"})
_SPOKEN: Final = words.MARKS | {"spoken_many", "respoken"}


class Visible(HTMLParser):
    """Collects what a reader sees or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._quiet: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what labels say; look away inside of scripts and keys."""
        self.found += [value or "" for name, value in attrs if name in _SHOWN]
        if tag in _QUIET:
            self._quiet.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Look again."""
        if self._quiet and self._quiet[-1] == tag:
            self._quiet.pop()

    def handle_data(self, data: str) -> None:
        """Note text."""
        if not self._quiet:
            self.found.append(data)


def in_template(text: str) -> Iterator[str]:
    """Visible words of a template that stand outside of its translations."""
    plain, translating, classes = [], False, False
    for token in Lexer(text).tokenize():
        name = token.contents.split(" ", 1)[0]
        if token.token_type is TokenType.TEXT:
            plain.append("" if translating or classes else token.contents)
            continue
        if token.token_type is TokenType.BLOCK:
            starts, ends = name == "blocktranslate", name == "endblocktranslate"
            translating = starts or (translating and not ends)
            classes = name == "block" and token.contents.endswith("_class")
        plain.append("0")
        if token.token_type is not TokenType.COMMENT and name not in _TAGS_WITH_CODES:
            yield from _literals(token.contents, name == "include")
    visible = Visible()
    visible.feed("".join(plain))
    visible.close()
    for piece in visible.found:
        yield from (one for one in _WORD.findall(piece) if one not in _NAMES)


def _literals(contents: str, is_include: bool) -> Iterator[str]:
    """Words given as arguments: to a filter, to an included part, to a tag."""
    contents = re.sub(r"_\((\"[^\"]*\"|'[^']*')\)", "", contents)
    said = [double or single for double, single in _QUOTED.findall(contents)]
    for literal in said[1:] if is_include else said:
        if literal in _NAMES:
            continue
        if _CAPITAL.match(literal) or re.search(r"[äöüß]", literal):
            yield literal


def in_python(text: str, *, stays: bool = False) -> Iterator[tuple[int, str]]:
    """Lines and words a module shows without marking them."""
    tree = ast.parse(text)
    spoken, docs = _spoken(tree), _docs(tree)
    for node in ast.walk(tree):
        for one in _must_be_marked(node, stays):
            if id(one) not in spoken:
                yield one.lineno, str(one.value)
        if stays or not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) not in spoken | docs and _ONLY_GERMAN.search(node.value):
            yield node.lineno, node.value


def _spoken(tree: ast.Module) -> set[int]:
    return {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _SPOKEN
        for inner in ast.walk(node)
    }


def _docs(tree: ast.Module) -> set[int]:
    found = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))
    return {id(value) for value in found}


def _must_be_marked(node: ast.AST, stays: bool) -> Iterator[ast.Constant]:
    """The literals that are words of the screen whatever they say."""
    given: list[ast.expr] = []
    if isinstance(node, ast.ClassDef):
        for line in node.body:
            if isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") == "message":
                given.append(line.value)
    if isinstance(node, ast.Call) and not stays:
        given += [each.value for each in node.keywords if each.arg in {"message", "done"}]
        if getattr(node.func, "id", "") in _BUILT_OF_WORDS:
            given += [*node.args, *(each.value for each in node.keywords)]
    plain = (one for one in given if isinstance(one, ast.Constant | ast.JoinedStr))
    for inner in (inner for one in plain for inner in ast.walk(one)):
        if isinstance(inner, ast.Constant) and _CAPITAL.search(words.literal(inner) or ""):
            yield inner


def in_script(text: str) -> Iterator[str]:
    """German in a script of the desk: what it shows must come from the page."""
    for literal in re.findall(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`", re.sub(r"//.*", "", text)):
        words = literal[1:-1].replace("ß", "")
        if re.search(r"[äöüÄÖÜ„]|[A-Za-z]{3,} [a-z]{3,} ", words):
            yield literal
