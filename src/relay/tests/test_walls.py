"""The second wall: the database shows a practice's rows to that practice only, and keeps little."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from relay.tests.running import Person, RunningRelay, frame
from wire.ids import new_id

SRC = Path(__file__).parents[2]
PAGE = SRC.parent / "docs" / "operations" / "relay.md"
TABLES = (
    *("practice", "principal", "usage", "mailbox", "envelope"),
    *("part", "expired", "nonce", "publishing", "anchor"),
)


def _act_for(connection: psycopg.Connection, practice: bytes) -> None:
    connection.execute("SELECT relay_act_for(%b)", (practice,))


def test_l04_without_a_practice_no_table_shows_a_row(
    relay: RunningRelay, practice: Person, device: Person
) -> None:
    envelope = new_id()
    practice.put(device.mailbox, frame(device.mailbox, envelope), envelope)
    for dsn in (relay.dsn, relay.owner_dsn):
        with psycopg.connect(dsn) as connection:
            for table in TABLES:
                if dsn == relay.owner_dsn and table in ("practice", "nonce"):
                    continue  # the owner's sweeps; the role that runs does not have them
                shown = connection.execute(
                    sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
                ).fetchone()
                assert shown == (0,), table


def test_l04_a_forgotten_condition_shows_only_the_own_practice(relay: RunningRelay) -> None:
    people = [relay.practice() for _ in "ab"]
    for person in people:
        device, envelope = person.open_mailbox(), new_id()
        person.put(device.mailbox, frame(device.mailbox, envelope), envelope)
    with psycopg.connect(relay.dsn) as connection:
        _act_for(connection, people[0].id)
        seen = connection.execute("SELECT DISTINCT practice FROM envelope").fetchall()
        assert [bytes(row[0]) for row in seen] == [people[0].id]
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute(
                "INSERT INTO nonce VALUES (%b, %b, %b, now())",
                (people[1].id, b"k", b"n"),
            )


def test_every_table_forces_row_security_and_its_key_starts_with_the_practice(
    relay: RunningRelay,
) -> None:
    with psycopg.connect(relay.owner_dsn) as connection:
        open_tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace ="
            " 'public'::regnamespace AND NOT (relrowsecurity AND relforcerowsecurity)"
        ).fetchall()
        first = connection.execute(
            "SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
            " WHERE i.indisprimary AND c.relnamespace = 'public'::regnamespace"
        ).fetchall()
    assert open_tables == [("relay_migration",)]
    other = {(table, column) for table, column in first if column != "practice"}
    assert other == {("relay_migration", "name"), ("principal", "key_id")}


def test_l09_the_running_role_can_neither_change_nor_delete_an_anchor(
    relay: RunningRelay, practice: Person
) -> None:
    for statement in ("UPDATE anchor SET counter = 0", "DELETE FROM anchor", "TRUNCATE anchor"):
        with psycopg.connect(relay.dsn) as connection:
            _act_for(connection, practice.id)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())


def test_h21_the_list_of_stored_columns_is_complete(relay: RunningRelay) -> None:
    listed = set()
    for line in PAGE.read_text("utf-8").splitlines():
        if line.startswith("| `") and "." in line:
            listed.add(line.split("`")[1])
    with psycopg.connect(relay.owner_dsn) as connection:
        rows = connection.execute(
            "SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a"
            " ON a.attrelid = c.oid WHERE c.relkind IN ('r', 'p') AND a.attnum > 0"
            " AND NOT a.attisdropped AND NOT c.relispartition"
            " AND c.relnamespace = 'public'::regnamespace"
        ).fetchall()
    assert listed == {row[0] for row in rows}


def test_l02_the_relay_imports_nothing_of_the_practice() -> None:
    allowed = {"relay", "embedded", "wire"}
    ours = {entry.name for entry in SRC.iterdir() if entry.is_dir()}
    for path in (SRC / "relay").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            tops = {name.partition(".")[0] for name in names}
            assert not (tops & ours) - allowed, path
            assert "django" not in tops, path


def test_l02_the_relay_starts_with_only_its_three_packages(tmp_path: Path) -> None:
    for name in ("relay", "embedded", "wire"):
        (tmp_path / name).symlink_to(SRC / name)
    code = (
        "import sys, relay.cli, relay.app, relay.page\n"
        "bad = {'praxis', 'seal', 'formats', 'django'} & set(sys.modules)\n"
        "assert not bad, bad\n"
        "try: relay.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
    )
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "praxistresor-relay" in done.stdout


def test_h07_the_dump_of_the_relay_holds_no_address_and_no_clear_text(
    relay: RunningRelay, practice: Person, device: Person
) -> None:
    envelope = new_id()
    canary = "Erika-Kanarienvogel-4711"
    practice.put(device.mailbox, frame(device.mailbox, envelope), envelope, **{"X-Note": canary})
    practice.ask("GET", f"/v1/inbox?filter={canary}")
    with psycopg.connect(relay.owner_dsn) as connection:
        _act_for(connection, practice.id)
        for table in TABLES:
            name = sql.Identifier(table)
            for row in connection.execute(sql.SQL("SELECT {}::text FROM {}").format(name, name)):
                assert canary not in row[0]
                assert canary.encode().hex() not in row[0]
                assert "127.0.0.1" not in row[0]
