"""The command line `praxistresor`: one file names every command; the work is done elsewhere."""

import argparse
import getpass
import os
import sys
from pathlib import Path

from praxis.core import logs
from praxis.core.errors import PraxisError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if it did what was asked. Errors are German sentences on stderr."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["formats"]:
        from formats.command import main as formats

        return formats(given[1:])
    try:
        if given[:1] == ["catalogues"]:
            return _catalogues(given[1:])
        options = _parser().parse_args(given)
        return int(options.run(options) or 0)
    except PraxisError as error:
        sys.stderr.write(f"{_of_the_folder(error) or error.text}\n")
        return 1
    except Exception as error:  # noqa: BLE001 - Python would print its text, which may be private
        if (sentence := _of_the_machine(error)) is None:
            sys.stderr.write(f"Unerwarteter Fehler: {logs.chain_of(error)}\n")
            return 70
        sys.stderr.write(f"{sentence}\n")
        return 1


def _of_the_machine(error: Exception) -> str | None:
    """No room on the disk, no database: in words; None for what nobody expected."""
    import psycopg
    from django.db import InterfaceError, OperationalError

    from praxis.vault.fullness import disk_full

    if (full := disk_full(error)) is not None:
        return full.text
    whose = _of_the_folder(error)
    if isinstance(error, OperationalError | InterfaceError | psycopg.OperationalError):
        why = whose or "Läuft der Praxisserver? (praxistresor status)"
        return f"Die Datenbank antwortet nicht. {why}"
    return whose


def _of_the_folder(error: Exception) -> str | None:
    """Where database, keeper or a file do not answer: whose folder it is, if that explains it."""
    import psycopg
    from django.db import InterfaceError, OperationalError

    from praxis.config import config
    from praxis.running.belonging import why_not_from_here
    from praxis.vault.client import KeeperAway

    away = OperationalError, InterfaceError, psycopg.OperationalError, KeeperAway, PermissionError
    if not isinstance(error, away):
        return None
    wrong = why_not_from_here(config().data, own_database=not config().database)
    return wrong.text if wrong else None


def _parser() -> argparse.ArgumentParser:
    from praxis.running.backup.words import add_arguments as add_backup
    from praxis.running.backup.words import add_restore_arguments as add_restore
    from praxis.running.releases import add_arguments as add_pages

    parser = argparse.ArgumentParser("praxistresor", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="BEFEHL")
    for name, run, text in (
        ("demo", _demo, "Praxis, Relay und Patientenseite mit erfundenen Daten starten"),
        ("demo-reset", _demo_reset, "die Demodaten löschen"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--root", type=Path, default=Path("var/demo"))
        command.add_argument("--port", type=int, default=8000, help="erster von vier Ports")
        command.set_defaults(run=run)
    code = commands.add_parser("demo-code", help="den Einmalcode einer Demoperson zeigen")
    code.add_argument("login", nargs="?", default="ada")
    code.add_argument("--root", type=Path, default=Path("var/demo"))
    code.set_defaults(run=_demo_code)
    init = commands.add_parser("init", help="einen Tresor anlegen (einmalig)")
    init.add_argument("--sheets", type=Path, default=Path("wiederherstellung.pdf"))
    init.set_defaults(run=_init)
    commands.add_parser("serve", help="den Praxisserver starten").set_defaults(run=_serve)
    commands.add_parser("unseal", help="den Tresor öffnen").set_defaults(run=_unseal)
    commands.add_parser("seal", help="den Tresor schließen").set_defaults(run=_seal)
    commands.add_parser("status", help="Zustand des Tresors").set_defaults(run=_status)
    renew = commands.add_parser("renew", help="einen Schlüssel wechseln, während gearbeitet wird")
    renew.add_argument("what", choices=("login", "post", "index", "patients", "sign"))
    renew.add_argument("--person", required=True, help="Anmeldename (Leitung oder Technik)")
    renew.set_defaults(run=_renew)
    audit = commands.add_parser("audit", help="Protokoll")
    verbs = audit.add_subparsers(required=True, metavar="VERB")
    check = verbs.add_parser("verify", help="die Kette prüfen")
    check.add_argument("--seq", type=int, help="Glied eines gedruckten Ankers")
    check.add_argument("--head", help="Prüfwert eines gedruckten Ankers")
    check.set_defaults(run=_audit_verify)
    export = verbs.add_parser("export", help="das Protokoll als JSON-Zeilen mit Prüfvermerk")
    export.set_defaults(run=_audit_export)
    paper = verbs.add_parser("print-anchor", help="den neuesten Anker als Blatt (PDF)")
    paper.set_defaults(run=_audit_print)
    for verb in (export, paper):
        verb.add_argument("file", type=Path)
    backup = commands.add_parser("backup", help="die Praxis sichern und Sicherungen prüfen")
    add_backup(backup)
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="die Praxis aus einer Sicherung zurückholen")
    add_restore(restore)
    restore.set_defaults(run=_restore)
    commands.add_parser(
        "migrate", help="die Tabellen auf den Stand des Programms bringen"
    ).set_defaults(run=_migrate)
    credential = commands.add_parser("credential", help="einen Schlüssel für systemd hinzufügen")
    credential.add_argument("file", type=Path, metavar="DATEI")
    credential.set_defaults(run=_credential)
    add_pages(commands)
    commands.add_parser("formats", help="Dateien der deutschen Formate prüfen und zeigen")
    commands.add_parser("catalogues", help="Kataloge (ICD-10-GM, EBM ...) einlesen und suchen")
    return parser


def _catalogues(given: list[str]) -> int:
    """Catalogues need the database, and an import the key of the log: the vault must be open."""
    set_up_django()
    from praxis.catalogues.command import add_arguments, run
    from praxis.vault.client import client

    parser = argparse.ArgumentParser("praxistresor catalogues", description="Kataloge")
    add_arguments(parser)
    options = parser.parse_args(given)
    try:
        if options.verb in {"import", "shipped"}:
            client("worker").attach()
        return run(options, _say)
    except PraxisError as error:
        sys.stderr.write(f"{error.text}\n")
        return 1


def set_up_django() -> None:
    """Reach the running practice's database, then Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praxis.settings")
    import django

    from praxis.running.practice import reach

    reach()

    django.setup()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _demo(options: argparse.Namespace) -> None:
    from praxis.running.demo import run

    run(options.root.absolute(), _say, options.port)


def _demo_reset(options: argparse.Namespace) -> None:
    from praxis.running.demo import reset

    reset(options.root.absolute(), _say)


def _demo_code(options: argparse.Namespace) -> None:
    set_up_django()
    from praxis.demo.codes import code_of

    _say(code_of(options.root.absolute() / "praxis", options.login))


def _init(options: argparse.Namespace) -> int:
    from praxis.running.serving import make

    chosen = getpass.getpass("Neue Passphrase (mindestens vier Wörter): ")
    if chosen != getpass.getpass("Noch einmal: "):
        sys.stderr.write("Die beiden Eingaben sind verschieden. Es wurde nichts angelegt.\n")
        return 1
    make(chosen, options.sheets, _say)
    return 0


def _serve(_: argparse.Namespace) -> None:
    from praxis.running.serving import serve

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praxis.settings")
    serve(_say)


def _unseal(_: argparse.Namespace) -> None:
    from praxis.vault.client import client
    from praxis.vault.openers import credential, passphrase

    if "CREDENTIALS_DIRECTORY" in os.environ:
        client("web").unseal(credential())
    else:
        client("web").unseal(passphrase(getpass.getpass("Passphrase: ")))
    _say("Der Tresor ist offen.")


def _seal(_: argparse.Namespace) -> None:
    from praxis.vault.client import client

    client("web").seal()
    _say("Der Tresor ist geschlossen.")


def _status(_: argparse.Namespace) -> None:
    from praxis.vault.client import client

    for name, value in client("web").status().items():
        _say(f"{name}: {value}")


def _renew(options: argparse.Namespace) -> None:
    set_up_django()
    from praxis.running import upkeep

    upkeep.renew(options.what, options.person)
    if options.what == "sign":
        _say("Der Wechsel läuft im Hintergrund; jedes Telefon erfährt davon in einem Brief.")
    else:
        _say(
            "Der Wechsel läuft im Hintergrund; der alte Schlüssel geht frühestens nach 30 Minuten."
        )


def _backup(options: argparse.Namespace) -> None:
    set_up_django()
    from praxis.running.backup import command

    command.run(options, _say)


def _migrate(_: argparse.Namespace) -> None:
    set_up_django()
    from praxis.running import upkeep

    upkeep.bring_up_to_date(_say)


def _credential(options: argparse.Namespace) -> None:
    from praxis.running import upkeep

    upkeep.add_credential(getpass.getpass("Passphrase: "), options.file, _say)


def _restore(options: argparse.Namespace) -> None:
    set_up_django()
    from praxis.running.backup import returning

    returning.run(options, _say)


def _audit_verify(options: argparse.Namespace) -> int:
    set_up_django()
    from praxis.running import checking

    verdict = checking.verify_log(*checking.printed_anchor(options.seq, options.head))
    _say(f"{verdict.checked} Glieder geprüft. {verdict.reason}")
    proof = checking.prove_rows()
    _say(f"{proof.rows} Zeilen geprüft. {checking.words_of(proof)}")
    return 0 if verdict.sound and proof.sound else 1


def _audit_export(options: argparse.Namespace) -> int:
    set_up_django()
    from praxis.running.papers import export_log

    return 0 if export_log(options.file, _say) else 1


def _audit_print(options: argparse.Namespace) -> int:
    set_up_django()
    from praxis.running.papers import print_anchor

    print_anchor(options.file, _say)
    return 0


if __name__ == "__main__":
    sys.exit(main())
