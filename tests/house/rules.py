"""What the code must not say: each rule with where it is allowed, and one good and one bad line."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
Found = Iterator[int]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `find` yields line numbers; `where` and `allowed` are path beginnings."""

    name: str
    find: Callable[[str], Found]
    where: tuple[str, ...]
    allowed: tuple[str, ...]
    good: str
    bad: str
    suffix: str = ".py"

    def applies_to(self, path: str) -> bool:
        """Whether the file at this path, relative to the root, is under the rule."""
        inside = path.startswith(self.where) and not path.startswith(self.allowed or ("\0",))
        return path.endswith(self.suffix) and inside and "/tests/" not in path


def _is_empty(call: ast.Call) -> bool:
    """Called with nothing but an empty text."""
    return [getattr(argument, "value", None) for argument in call.args] == [""]


def _calls(*names: str) -> Callable[[str], Found]:
    """Calls of a function or method with one of these names."""

    def find(text: str) -> Found:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and not _is_empty(node):
                called = node.func
                name = called.attr if isinstance(called, ast.Attribute) else ""
                if (called.id if isinstance(called, ast.Name) else name) in names:
                    yield node.lineno

    return find


def _imports(*names: str) -> Callable[[str], Found]:
    """Imports of one of these modules."""

    def find(text: str) -> Found:
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            modules: list[str] = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
            if any(module.partition(".")[0] in names for module in modules):
                yield node.lineno

    return find


def _compared_macs(text: str) -> Found:
    """`==` or `!=` where one side is named like a MAC, a digest of a secret or a token."""
    secret = re.compile(r"(^|_)(mac|hmac|csrf|token)(_|$)")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            for side in (node.left, *node.comparators):
                name = side.attr if isinstance(side, ast.Attribute) else getattr(side, "id", "")
                if secret.search(name.lower()):
                    yield node.lineno


def _pattern(pattern: str) -> Callable[[str], Found]:
    """Lines on which the pattern is found; it may run over several lines."""
    compiled = re.compile(pattern, re.IGNORECASE)

    def find(text: str) -> Found:
        for hit in compiled.finditer(text):
            yield text.count("\n", 0, hit.start()) + 1

    return find


_PRAXIS: Final = ("src/praxis/",)
_ALL: Final = ("src/",)

RULES: Final = (
    Rule(
        "raw cursors only where no patient's table is named",
        _calls("cursor", "raw", "RawSQL", "extra"),
        _PRAXIS,
        (
            "src/praxis/audit/",
            "src/praxis/core/database.py",
            "src/praxis/core/claimants.py",  # advisory locks
            "src/praxis/catalogues/",  # public catalogues: COPY, full-text search, a lock
            "src/praxis/patients/changes.py",  # the counter of changes
            "src/praxis/patients/search_doors.py",  # the same counter, read by the search process
            "src/praxis/gate/holding.py",  # a share lock, which the ORM does not know
            "src/praxis/staff/accounts.py",  # an advisory lock
            "src/praxis/core/turns.py",  # an advisory lock
            "src/praxis/exchange/post/anchoring.py",  # inserts into the log's own tables
        ),
        "gate.many(actor, act, Patient)",
        "with connection.cursor() as cursor: pass",
    ),
    Rule(
        "only the gate opens a passage to guarded tables",
        _calls("passage"),
        _PRAXIS,
        (
            "src/praxis/gate/",
            "src/praxis/patients/access.py",  # what every rule of the other rooms asks
            "src/praxis/vault/resealing.py",  # moves sealed bytes, opens nothing for anybody
            "src/praxis/vault/proving.py",  # compares MACs over sealed bytes, opens nothing
            "src/praxis/patients/rehashing.py",  # lays a key around hashes, opens nothing
            "src/praxis/staff/resealing.py",  # counts what hangs on an old key, opens nothing
        ),
        "gate.one(actor, act, Patient, id)",
        "with passage(): pass",
    ),
    Rule(
        "no pickle, marshal, shelve or YAML",
        _imports("pickle", "marshal", "shelve", "yaml"),
        _ALL,
        (),
        "import json",
        "import pickle",
    ),
    Rule(
        "only the operating system's randomness",
        _imports("random"),
        _ALL,
        (),
        "import secrets",
        "from random import choice",
    ),
    Rule(
        "no code made at run time",
        _calls("eval", "exec", "__import__"),
        _ALL,
        (),
        "ast.literal_eval('1')",
        "eval('1')",
    ),
    Rule(
        "uploads never touch the disk in the clear",
        _pattern("TemporaryFile" + "UploadHandler|TemporaryUploadedFile"),
        _PRAXIS,
        (),
        "from praxis.vault.uploads import SealingUploadHandler",
        "x = 'django.core.files.uploadhandler.Temporary" + "FileUploadHandler'",
    ),
    Rule(
        "MACs and tokens are compared in constant time",
        _compared_macs,
        _ALL,
        (),
        "hmac.compare_digest(mac, found)",
        "mac == found",
    ),
    Rule(
        "no HTML past the template's escaping",
        _calls("mark_safe", "SafeString"),
        _PRAXIS,
        ("src/praxis/office/shown.py",),  # the QR code drawn by our own code
        "format_html('<b>{}</b>', name)",
        "mark_safe(name)",
    ),
    Rule(
        "templates never switch escaping off",
        _pattern(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off"),
        _PRAXIS,
        (),
        "{{ name }}",
        "{{ name|safe }}",
        ".html",
    ),
    Rule(
        "no inline script, handler or style",
        _pattern(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*\ssrc=)"),
        _PRAXIS,
        (),
        "<script nonce='{{ page_nonce }}' src='a.js'></script>",
        "<p onclick='a()' style='color: red'>",
        ".html",
    ),
    Rule(
        "nothing is loaded from another host",
        _pattern(r"(src|href|action)\s*=\s*[\"']\s*(https?:)?//"),
        _PRAXIS,
        (),
        "<link href=\"{% static 'desk/a.css' %}\">",
        '<script src="https://cdn.example/a.js"></script>',
        ".html",
    ),
)


def sources() -> Iterator[Path]:
    """Every Python file and template of ours that is not a test or a migration."""
    for suffix in ("*.py", "*.html"):
        yield from (p for p in (ROOT / "src").rglob(suffix) if "migrations" not in p.parts)


def broken(rule: Rule) -> list[str]:
    """Where the rule is broken, as `path:line`."""
    found = []
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        if rule.applies_to(name):
            text = path.read_text(encoding="utf-8")
            found += [f"{name}:{line}" for line in rule.find(text)]
    return found
