"""`praxistresor catalogues import|shipped|list|search|check` on the command line."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from formats.catalogues import Catalogue
from formats.command import check_billing, report
from praxis import gate
from praxis.catalogues import importing, queries, shipping
from praxis.catalogues.master import PracticeMaster
from praxis.catalogues.models import Edition

Say = Callable[[str], None]
JOB = "catalogue-import"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Put the sub-commands on a parser of the caller."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    bring = verbs.add_parser("import", help="eine amtliche Katalogdatei einlesen")
    bring.add_argument("file", type=Path)
    bring.add_argument("--name", default="", help="amtlicher Name, falls die Datei anders heißt")
    verbs.add_parser("shipped", help="die mitgelieferten Kataloge einlesen")
    verbs.add_parser("list", help="eingelesene Fassungen zeigen")
    look = verbs.add_parser("search", help="nach Code oder Wörtern suchen")
    look.add_argument("words", nargs="+")
    look.add_argument("--catalogue", choices=[one.value for one in Catalogue], default="icd10gm")
    look.add_argument("--day", type=date.fromisoformat, default=None, help="JJJJ-MM-TT")
    bill = verbs.add_parser("check", help="eine Abrechnung (KVDT) mit diesen Katalogen prüfen")
    bill.add_argument("file", type=Path)


def run(options: argparse.Namespace, say: Say) -> int:
    """Carry out; errors are PraxisError with a German sentence."""
    match options.verb:
        case "import":
            return _import(options.file, options.name, say)
        case "shipped":
            with gate.as_system(JOB) as job:
                made = shipping.import_shipped(job, _telling(say))
            return _report(made, say)
        case "list":
            for one in queries.editions():
                until = one.valid_until or "..."
                say(f"{one.title:<40} {one.valid_from or 'ohne'} bis {until}  {one.items:>7}")
            return 0
        case "check":
            return _check(options.file, say)
        case _:
            return _search(options, say)


def _import(path: Path, name: str, say: Say) -> int:
    try:
        with path.open("rb") as stream, gate.as_system(JOB) as job:
            taken = importing.import_catalogue(job, stream, name or path.name, _telling(say))
    except OSError as error:
        say(f"Die Datei konnte nicht gelesen werden: {error.strerror}.")
        return 1
    return _report(list(taken.editions), say)


def _check(path: Path, say: Say) -> int:
    """Without any content of the file: it holds what nobody should read on a terminal."""
    try:
        with path.open("rb") as stream:
            result = check_billing(stream, path.name, PracticeMaster())
    except OSError as error:
        say(f"Die Datei konnte nicht gelesen werden: {error.strerror}.")
        return 1
    return report(result, say)


def _telling(say: Say) -> importing.Progress:
    def tell(count: int) -> None:
        if count % 5_000 == 0:
            say(f"{count} Einträge gelesen ...")

    return tell


def _report(made: list[Edition], say: Say) -> int:
    for one in made:
        say(
            f"{one.title}: {one.items} Einträge, {one.added} neu, {one.changed} geändert, "
            f"{one.removed} entfallen."
        )
    if not made:
        say("Alles war schon eingelesen.")
    return 0


def _search(options: argparse.Namespace, say: Say) -> int:
    now = queries.counting(options.catalogue, options.day)
    if now is None:
        say("Dieser Katalog ist nicht eingelesen.")
        return 1
    say(now.edition.title + (" (abgelaufen, die neue Fassung fehlt)" if now.stale else ""))
    for one in queries.search(now.edition, " ".join(options.words), day=options.day):
        say(f"{one.shown:<8} {one.title}")
    return 0
