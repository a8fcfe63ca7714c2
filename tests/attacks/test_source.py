"""What the source itself must not be able to do: fetch, load, confide, keep a secret."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from praxis.config import BadConfig, Config
from wire.header import Direction
from wire.kinds import DIRECTIONS, Kind

ROOT = Path(__file__).parents[2]
TALKS = {
    "httpx", "httpcore", "requests", "aiohttp", "urllib.request", "http.client", "http.server",
    "smtplib", "imaplib", "poplib", "ftplib", "socket", "socketserver", "ssl", "xmlrpc",
    "websockets", "sentry_sdk", "opentelemetry", "boto3",
}  # fmt: skip
# Everything of the practice that opens a connection, and to whom.
DOORS = {
    "src/praxis/exchange/post/line.py": "the relay, host fixed in the settings",
    "src/praxis/exchange/post/looking.py": "the patient's page, host fixed in the settings",
    "src/praxis/exchange/post/until.py": "how those two connect, to the host they name",
    "src/praxis/vault/channel.py": "the keeper's Unix socket",
    "src/praxis/vault/client.py": "the keeper's Unix socket",
    "src/praxis/vault/keeper.py": "the keeper's Unix socket",
    "src/praxis/patients/search/client.py": "the search process's Unix socket",
    "src/praxis/patients/search/server.py": "the search process's Unix socket",
    "src/praxis/running/parts.py": "whether the own web process answers",
}
# Where a module is named by text, and whose text that is.
LOADERS = {
    "src/praxis/patients/search/process.py": "the supervisor's own argument",
    "src/praxis/gate/__init__.py": "a table in the same file",
    "src/praxis/gate/checks.py": "the installed rooms",
    "src/praxis/forms/manifest.py": "the folders below praxis.forms",
}
SECRETS = (
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|AGE-SECRET-KEY-1[0-9A-Z]{20}"
    r"|(AKIA|ghp_|github_pat_|glpat-|xox[bp]-)[0-9A-Za-z_-]{16}"
)


def _sources(*packages: str) -> Iterator[tuple[str, ast.Module]]:
    for package in packages:
        for file in sorted((ROOT / "src" / package).rglob("*.py")):
            name = str(file.relative_to(ROOT))
            if "/tests/" not in name and "/migrations/" not in name:
                yield name, ast.parse(file.read_text("utf-8"))


def _talks(tree: ast.Module) -> bool:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(one.name for one in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{one.name}" for one in node.names)
    return any(f"{name}.".startswith(f"{talker}.") for name in found for talker in TALKS)


def _calls(tree: ast.Module, *names: str) -> bool:
    return any(
        isinstance(node, ast.Call)
        and (getattr(node.func, "id", None) in names or getattr(node.func, "attr", None) in names)
        for node in ast.walk(tree)
    )


def test_g09_l08_nothing_of_the_practice_talks_but_through_the_named_doors() -> None:
    talking = {name for name, tree in _sources("praxis") if _talks(tree)}
    assert sorted(talking ^ DOORS.keys()) == []


def test_e10_formats_seal_and_wire_fetch_nothing() -> None:
    pure = _sources("formats", "seal", "wire")
    assert [name for name, tree in pure if _talks(tree)] == []


def test_n08_no_plugin_is_loaded_and_no_text_is_run() -> None:
    every = list(_sources("praxis", "seal", "wire", "formats", "relay", "embedded"))
    loading = {name for name, tree in every if _calls(tree, "import_module", "__import__")}
    assert sorted(loading ^ LOADERS.keys()) == []
    run = [name for name, tree in every if _calls(tree, "entry_points")]
    run += [
        name for name, tree in every
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"eval", "exec"}
    ]  # fmt: skip
    assert run == []


def test_l05_no_view_takes_a_question_made_outside() -> None:
    """Fields are read one by one, by names the view knows; JSON in two places, of closed shape."""
    whole = {"dict", "items", "lists", "values", "urlencode", "copy"}
    taking, json = [], set()
    for name, tree in _sources("praxis"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
                form = node.value.attr in {"POST", "GET"} and node.attr in whole
                taking += [name] if form else []
            if isinstance(node, ast.Attribute) and node.attr == "body":
                taking += [name] if getattr(node.value, "id", "") == "request" else []
            if isinstance(node, ast.keyword) and node.arg is None:
                taking += [name] if "request" in ast.unparse(node.value) else []
        if ("/views" in name or "asked" in name) and _calls(tree, "loads"):
            json.add(name)
    assert taking == []
    assert json == {"src/praxis/desk/views/drafts.py", "src/praxis/office/asked.py"}


@pytest.mark.parametrize("name", ["ORIGIN", "RELAY", "PAGE"])
def test_h15_no_other_host_is_reached_without_tls(name: str) -> None:
    with pytest.raises(BadConfig):
        Config.read({f"PRAXISTRESOR_{name}": "http://relay.example.de"})
    Config.read({f"PRAXISTRESOR_{name}": "https://relay.example.de"})


def test_h15_nobody_switches_the_check_of_certificates_off() -> None:
    lax = re.compile(r"verify\s*=\s*False|CERT_NONE|check_hostname\s*=\s*False|_unverified_context")
    files = [file for file in (ROOT / "src").rglob("*.py") if "/tests/" not in str(file)]
    assert [str(file) for file in files if lax.search(file.read_text("utf-8"))] == []


def test_p04_no_letter_of_a_patient_changes_their_data() -> None:
    sent = {kind for kind, ways in DIRECTIONS.items() if Direction.TO_PRACTICE in ways}
    words = {Kind.MESSAGE, Kind.ANSWER, Kind.BOOKING_REQUEST}
    assert sent == words | {Kind.PAIR, Kind.REVOKE, Kind.RESEND_REQUEST, Kind.RECEIPT}


def test_n05_no_page_loads_anything_from_elsewhere() -> None:
    loads = re.compile(
        r"""(?:src|href|action|srcset)\s*=\s*["']\s*(?:https?:)?//|@import|url\(\s*["']?(?:https?:)?//"""
        r"""|import\(\s*["'](?:https?:)?//|sourceMappingURL""",
        re.IGNORECASE,
    )
    folders = [ROOT / "src", ROOT / "patient" / "dist"]
    found = [
        str(file.relative_to(ROOT))
        for folder in folders
        for kind in ("*.html", "*.js", "*.css", "*.svg")
        for file in folder.rglob(kind)
        if "/tests/" not in str(file) and loads.search(file.read_text("utf-8"))
    ]
    assert found == []
    assert [str(file) for folder in folders for file in folder.rglob("*.map")] == []


def test_g07_no_secret_ever_stood_in_the_history() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone: there is no history to look through")
    command = ["git", "-C", str(ROOT), "log", "-p", "--no-color", "--no-ext-diff", "-U0",
               "--extended-regexp", f"-G{SECRETS}", "--format=commit %H", "HEAD", "--", ".",
               ":!vectors", ":!*/tests/*", ":!tests", ":!*.jsonl"]  # fmt: skip
    said = subprocess.run(command, capture_output=True, check=True).stdout.decode(
        "utf-8", "replace"
    )
    added = [line for line in said.splitlines() if line.startswith("+")]
    assert [line[:60] for line in added if re.search(SECRETS, line)] == []
    assert re.search(SECRETS, "+AGE-SECRET-KEY-1" + "Q" * 58)
