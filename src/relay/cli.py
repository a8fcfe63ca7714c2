"""The command `praxistresor-relay`."""

import argparse
import asyncio
import os
import re
import signal
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import psycopg
import uvicorn

from embedded import EmbeddedError, EmbeddedServer
from relay import practices, reporting, schema, serving
from relay.app import Relay
from relay.page import PageFault, PageHost, describe
from relay.settings import RelaySettings
from relay.sweep import sweep
from wire.errors import WireError
from wire.relay_api import MIB, PRACTICE_BYTES

_DATABASE = "relay"
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[1-9][0-9]{0,4})?", re.ASCII)


class _Stop(Exception):
    """Ends the command with a sentence."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if it was done, 1 with a sentence on stderr if not."""
    serving.log_quietly()
    options = _parser().parse_args(arguments)
    try:
        with ExitStack() as stack:
            options.run(options, stack)
    except (_Stop, EmbeddedError, PageFault) as error:
        return _fail(str(error))
    except WireError as error:
        return _fail(f"key refused: {error.category}")
    except psycopg.Error as error:
        return _fail(f"database: {type(error).__name__}")
    return 0


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("praxistresor-relay", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = _with_database(commands.add_parser("serve", help="run the relay"), _serve)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8470)
    serve.add_argument("--authority", action="append", help="public host name, with port if any")
    serve.add_argument("--tls", action="store_true", help="a proxy in front speaks TLS")
    serve.add_argument("--behind", help="address of that proxy")
    serve.add_argument("--requests-per-minute", type=int, default=6000)
    serve.add_argument("--contact", default="", help="mailto: or https:, for security.txt")
    _with_database(commands.add_parser("migrate", help="make the tables"), _migrate)
    _with_database(commands.add_parser("purge", help="delete what is dead, now"), _purge)
    _with_database(commands.add_parser("stats", help="count"), _stats)
    practice = commands.add_parser("practice", help="admit or remove a practice")
    verbs = practice.add_subparsers(required=True, metavar="VERB")
    for name, run in (("add", _add), ("remove", _remove)):
        verb = verbs.add_parser(name)
        verb.add_argument("key", help="public relay key, 64 hex digits")
        _with_database(verb, run)
        if name == "add":
            verb.add_argument("--quota", type=int, default=PRACTICE_BYTES // MIB, metavar="MIB")
            verb.add_argument("--page-origin", help="where this practice's patient page lives")
    change = verbs.add_parser("change", help="after a restore: let it go on under its other key")
    change.add_argument("key", help="its id as add printed it, or the key it had, in hex")
    change.add_argument("new_key", help="the key it has now")
    _with_database(change, _change)
    page = commands.add_parser("page", help="serve the patient's page")
    page.add_argument("--root", type=Path, required=True)
    page.add_argument("--origin", required=True)
    page.add_argument("--relay", required=True)
    page.add_argument("--host", default="127.0.0.1")
    page.add_argument("--port", type=int, default=8471)
    page.set_defaults(run=_page)
    manifest = commands.add_parser("manifest", help="what to sign for a release of the page")
    manifest.add_argument("out", type=Path)
    manifest.add_argument("--root", type=Path, required=True)
    manifest.add_argument("--number", type=int, required=True, help="higher than any before")
    manifest.add_argument("--http", action="store_true", help="a page without TLS (localhost)")
    manifest.set_defaults(run=_manifest)
    return parser


def _with_database(parser: argparse.ArgumentParser, run: object) -> argparse.ArgumentParser:
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--embedded", type=Path, metavar="DIR", help="private PostgreSQL in DIR")
    where.add_argument("database_url", nargs="?", help="or $PRAXISTRESOR_RELAY_DATABASE")
    parser.set_defaults(run=run)
    return parser


def _dsn(options: argparse.Namespace, stack: ExitStack, role: str) -> str:
    """Role `owner` migrates and admits, `app` runs; a given URL must be of the right role."""
    if options.embedded is None:
        url = options.database_url or os.environ.get("PRAXISTRESOR_RELAY_DATABASE")
        if not url:
            raise _Stop("say --embedded DIR or give a database url")
        return str(url)
    server = EmbeddedServer(options.embedded, max_connections=60)
    if not server.is_running():
        stack.callback(server.stop)
    server.start()
    server.ensure_database(_DATABASE)
    schema.migrate(server.dsn("owner", _DATABASE))
    return server.dsn(role, _DATABASE)


def _serve(options: argparse.Namespace, stack: ExitStack) -> None:
    authorities = options.authority or [f"{options.host}:{options.port}"]
    if options.contact and not reporting.is_contact(options.contact):
        raise _Stop(f"not a mailto: or https: address: {options.contact}")
    settings = RelaySettings(
        dsn=_dsn(options, stack, "app"),
        authorities=frozenset(authorities),
        tls=options.tls,
        requests_per_minute=options.requests_per_minute,
        contact=options.contact,
    )
    _run(Relay(settings), options, options.behind)


def _page(options: argparse.Namespace, _: ExitStack) -> None:
    for origin in (options.origin, options.relay):
        if not _ORIGIN.fullmatch(origin):
            raise _Stop(f"not an origin: {origin}")
    page = PageHost(options.root, origin=options.origin, relay=options.relay)
    _run(page, options, None)


def _manifest(options: argparse.Namespace, _: ExitStack) -> None:
    issued = int(time.time())
    if not 1 <= options.number < 2**53:
        raise _Stop("a release has a number from 1 on")
    made = describe(options.root, number=options.number, issued=issued, tls=not options.http)
    options.out.write_bytes(made)


def _run(app: object, options: argparse.Namespace, behind: str | None) -> None:
    # uvicorn raises the signal again after a clean stop; the private database must stop, too.
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    config = serving.config(app, host=options.host, port=options.port, behind=behind)
    # uvicorn raises the signal again when it is done; as an exit it unwinds what we opened.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    uvicorn.Server(config).run()


def _end(*_: object) -> None:
    raise SystemExit(0)


def _migrate(options: argparse.Namespace, stack: ExitStack) -> None:
    if options.embedded is None:
        print("\n".join(schema.migrate(_dsn(options, stack, "owner"))) or "up to date")
    else:
        _dsn(options, stack, "owner")


def _add(options: argparse.Namespace, stack: ExitStack) -> None:
    if options.page_origin and not _ORIGIN.fullmatch(options.page_origin):
        raise _Stop(f"not an origin: {options.page_origin}")
    owner = _dsn(options, stack, "owner")
    try:
        made = practices.add(
            owner, _key(options.key), quota=options.quota * MIB, origin=options.page_origin
        )
    except psycopg.errors.UniqueViolation:
        raise _Stop("this key or page origin is known already") from None
    print(made.hex())


def _change(options: argparse.Namespace, stack: ExitStack) -> None:
    owner = _dsn(options, stack, "owner")
    try:
        by_id = re.fullmatch(r"[0-9a-f]{32}", options.key)
        whom = bytes.fromhex(options.key) if by_id else _key(options.key)
        if not practices.change(owner, whom, _key(options.new_key)):
            raise _Stop("no such practice")
    except psycopg.errors.UniqueViolation:
        raise _Stop("the new key is known already") from None


def _remove(options: argparse.Namespace, stack: ExitStack) -> None:
    if not practices.remove(_dsn(options, stack, "owner"), _key(options.key)):
        raise _Stop("no such practice")


def _purge(options: argparse.Namespace, stack: ExitStack) -> None:
    dsn = _dsn(options, stack, "app")
    print(asyncio.run(sweep(dsn, RelaySettings(dsn, frozenset()))))


def _stats(options: argparse.Namespace, stack: ExitStack) -> None:
    print(practices.stats(_dsn(options, stack, "owner")))


def _key(text: str) -> bytes:
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise _Stop("a public relay key is 64 hex digits")
    return bytes.fromhex(text)


if __name__ == "__main__":
    sys.exit(main())
