"""`praxistresor formats check|show|convert`: look at exchange files without a database."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from formats import bdt, gdt, kvdt, ldt
from formats.catalogues import FolderMaster
from formats.convert import Target, convert
from formats.detect import HEAD, Format, detect
from formats.others import check_catalogue, check_document, read_plan
from formats.show import printable, show
from formats.xdt import FormatError, ProblemLog, UnwritableError

CLEAN, FLAWED, FAILED = 0, 1, 2
_CLIENT = (
    ("--practice-name", "Name der Praxis"),
    ("--site-number", "Betriebsstättennummer (BSNR)"),
    ("--doctor-number", "lebenslange Arztnummer (LANR)"),
)


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
            text = "Ordner mit Stammdateien (KBV, BfArM) für die Prüfung einer Abrechnung"
            command.add_argument("--master", type=Path, help=text)
        if name == "show":
            command.add_argument(
                "--show-content",
                action="store_true",
                help="auch Inhalte zeigen (Patientendaten!)",
            )
        if name == "convert":
            command.add_argument("target", type=Path, help="die neue Datei; darf nicht da sein")
            command.add_argument("--to", type=Target, choices=list(Target), required=True)
            group = command.add_argument_group("Einsender, wo ein Laborbefund ihn nicht nennt")
            for option, text in _CLIENT:
                group.add_argument(option, default="", help=text)


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
        is_told = isinstance(error, UnwritableError) and error.reason
        with_detail = f"{error.message}\n({error.detail})"
        return _fail(error.message if is_told or not error.detail else with_detail)
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
        made = convert(stream, kind, options.to, options.file.name, _client(options))
        # Patient data: readable by the owner alone, never over an existing file.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(options.target, flags, 0o600), "wb") as target:
            target.write(made)
        _say(f"{len(made)} Bytes geschrieben.")
        return CLEAN
    result = _checked(stream, kind, options)
    return report(result, _say)


def _master(folder: Path) -> FolderMaster:
    """The master files of a folder; what was taken and what was not is said."""
    master = FolderMaster(folder)
    for edition in master.editions:
        _say(f"Stammdaten: {edition.title}.")
    for refused in master.refused:
        _say(f"Stammdaten: {printable(refused.name)} nicht gelesen: {refused.reason}")
    return master


def _client(options: argparse.Namespace) -> ldt.Practice | None:
    given = options.practice_name, options.site_number, options.doctor_number
    return ldt.Practice(*given) if any(given) else None


@dataclass(frozen=True, slots=True)
class Result:
    """What a check of any format found; `unchecked` is told for billing files only."""

    label: str
    problems: ProblemLog
    records: int
    is_clean: bool
    kept: int = 0
    unchecked: tuple[kvdt.NotChecked, ...] = ()


def report(result: Result, say: Callable[[str], None]) -> int:
    """Say what a check found, without any content; 0 clean, 1 flawed.

    Rules that could not be checked are named, so silence never looks like success.
    """
    say(f"{result.label}: {result.records} Sätze gelesen.")
    for problem in result.problems:
        say(str(problem))
    if result.kept:
        say(f"{result.kept} Zeilen wurden nicht verstanden und nur aufbewahrt.")
    for sentence in kvdt.sentences(result.unchecked):
        say(sentence)
    if result.is_clean:
        say("Keine Fehler gefunden. Das ersetzt keine amtliche Prüfung.")
    return CLEAN if result.is_clean else FLAWED


def check_billing(stream: BinaryIO, name: str, master: kvdt.MasterData | None) -> Result:
    """A billing file with whatever master data are at hand."""
    done = kvdt.check(stream, name, master)
    return Result(
        Format.KVDT.label, done.problems, done.records, done.is_clean, len(done.kept),
        done.unchecked,
    )  # fmt: skip


def _checked(stream: BinaryIO, kind: Format, options: argparse.Namespace) -> Result:
    match kind:
        case Format.KVDT:
            master = _master(options.master) if options.master else None
            return check_billing(stream, options.file.name, master)
        case Format.LDT:
            done = ldt.check(stream)
            return Result(kind.label, done.problems, done.records, done.is_clean, len(done.kept))
        case Format.GDT:
            device = gdt.read(stream)
            count = sum(1 for _ in device.messages)
            sound = not device.problems.errors()
            return Result(kind.label, device.problems, count, sound, len(device.kept))
        case Format.BMP:
            page = read_plan(stream)
            return Result(kind.label, page.problems, int(page.plan is not None), page.is_clean)
        case Format.FHIR:
            document = check_document(stream, options.packages)
            return Result(kind.label, document.problems, document.resources, document.is_clean)
        case Format.CATALOGUE:
            problems, count = check_catalogue(stream, options.file.name)
            return Result(kind.label, problems, count, not problems)
        case Format.BDT:
            export = bdt.read(stream)
            count = sum(1 for _ in export.records)
            sound = not export.problems.errors()
            return Result(kind.label, export.problems, count, sound, len(export.kept))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _fail(text: str) -> int:
    sys.stderr.write(text + "\n")
    return FAILED
