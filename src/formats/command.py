"""`praxistresor formats check|show|convert`: look at exchange files without a database."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from formats import bdt, gdt, kvdt, ldt
from formats.convert import Target, convert
from formats.detect import HEAD, Format, detect
from formats.others import check_catalogue, check_document, read_plan
from formats.show import show
from formats.xdt import FormatError, KeptLog, ProblemLog

CLEAN, FLAWED, FAILED = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Put the sub-commands on a parser of the caller."""
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("check", "eine Datei prüfen (ohne Inhalte zu zeigen)"),
        ("show", "die Felder einer Datei mit ihren Namen zeigen"),
        ("convert", "eine Datei umwandeln"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("file", type=Path, help="die Datei")
        command.add_argument(
            "--format", type=Format, choices=list(Format), help="Format statt Erkennung"
        )
        if name == "check":
            text = "Ordner mit den FHIR-Paketen der Herausgeber (.tgz)"
            command.add_argument("--packages", type=Path, help=text)
        if name == "show":
            command.add_argument(
                "--show-content",
                action="store_true",
                help="auch Inhalte zeigen (Patientendaten!)",
            )
        if name == "convert":
            command.add_argument("target", type=Path, help="die neue Datei; darf nicht da sein")
            command.add_argument("--to", type=Target, choices=list(Target), required=True)


def run(options: argparse.Namespace) -> int:
    """Carry out parsed options; 0 clean, 1 flawed, 2 not possible."""
    try:
        with options.file.open("rb") as stream:
            kind = options.format or detect(stream.read(HEAD), options.file.name)
            stream.seek(0)
            if kind is None:
                return _fail("Das Format wurde nicht erkannt. Bitte mit --format angeben.")
            return _carry_out(stream, kind, options)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except FormatError as error:
        return _fail(f"{error.message}\n({error.detail})" if error.detail else error.message)
    except OSError as error:
        return _fail(f"Die Datei konnte nicht gelesen oder geschrieben werden: {error.strerror}.")


def main(argv: Sequence[str]) -> int:
    """Entry for the command line; never shows content of a file unless asked to."""
    parser = argparse.ArgumentParser(
        prog="praxistresor formats", description="Austauschdateien prüfen, zeigen, umwandeln"
    )
    add_arguments(parser)
    return run(parser.parse_args(argv))


def _carry_out(stream: BinaryIO, kind: Format, options: argparse.Namespace) -> int:
    if options.command == "show":
        for text in show(stream, kind, with_content=options.show_content, name=options.file.name):
            _say(text)
        return CLEAN
    if options.command == "convert":
        made = convert(stream, kind, options.to, options.file.name)
        # Patient data: readable by the owner alone, never over an existing file.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(options.target, flags, 0o600), "wb") as target:
            target.write(made)
        _say(f"{len(made)} Bytes geschrieben.")
        return CLEAN
    return _check(stream, kind, options.file.name, options.packages)


def _check(stream: BinaryIO, kind: Format, name: str, packages: Path | None) -> int:
    problems, kept, records, is_clean = _checked(stream, kind, name, packages)
    _say(f"{kind.label}: {records} Sätze gelesen.")
    for problem in problems:
        _say(str(problem))
    if len(kept):
        _say(f"{len(kept)} Zeilen wurden nicht verstanden und nur aufbewahrt.")
    if is_clean:
        _say("Keine Fehler gefunden. Das ersetzt keine amtliche Prüfung.")
    return CLEAN if is_clean else FLAWED


def _checked(
    stream: BinaryIO, kind: Format, name: str, packages: Path | None
) -> tuple[ProblemLog, KeptLog, int, bool]:
    match kind:
        case Format.KVDT:
            done = kvdt.check(stream, name)
            return done.problems, done.kept, done.records, done.is_clean
        case Format.LDT:
            checked = ldt.check(stream)
            return checked.problems, checked.kept, checked.records, checked.is_clean
        case Format.GDT:
            device = gdt.read(stream)
            count = sum(1 for _ in device.messages)
            return device.problems, device.kept, count, not device.problems.errors()
        case Format.BMP:
            page = read_plan(stream)
            return page.problems, KeptLog(), int(page.plan is not None), page.is_clean
        case Format.FHIR:
            document = check_document(stream, packages)
            return document.problems, KeptLog(), document.resources, document.is_clean
        case Format.CATALOGUE:
            problems, count = check_catalogue(stream, name)
            return problems, KeptLog(), count, not problems
        case Format.BDT:
            export = bdt.read(stream)
            count = sum(1 for _ in export.records)
            return export.problems, export.kept, count, not export.problems.errors()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _fail(text: str) -> int:
    sys.stderr.write(text + "\n")
    return FAILED
