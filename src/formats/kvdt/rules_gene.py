"""Rules of human-genetic services: genes (5077), their names (5078), diseases (5079)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from formats.kvdt.model import Case
from formats.kvdt.rules import AMBULATORY, NOTE, WARNING, Context, rule
from formats.xdt import Line, Severity


@rule("R891", WARNING, AMBULATORY, "Zum Gen 999999 fehlt der Gen-Name (5078).", "Bitte ergänzen.")
def _gene_unnamed(case: Case, _: Context) -> Iterator[Line]:
    for service in case.services:
        genes = Counter(line.text == "999999" for line in service.all("5077"))
        if genes[True] > len(service.all("5078")):
            yield service.line


@rule("R893", WARNING, AMBULATORY, "Ein Gen-Name (5078) steht ohne Gen 999999.", "Bitte entfernen.")
def _gene_named(case: Case, _: Context) -> Iterator[Line]:
    for service in case.services:
        free = sum(line.text == "999999" for line in service.all("5077"))
        if len(service.all("5078")) > free:
            yield service.all("5078")[0]


@dataclass(frozen=True, slots=True)
class GeneRule:
    """What human-genetic services need: how many genes (5077) and diseases (5079)."""

    code: str
    severity: Severity
    services: str
    genes: tuple[int, int] | None = None
    diseases: tuple[int, int] | None = None
    needs_other_icd: bool = False


_ANY = 10_000
GENE_RULES = (
    GeneRule(
        "R770",
        WARNING,
        "11511 11512 11516 11517 11518 11521 11721 11722 11723 11728 11730 11731",
        (1, 1),
        (1, 1),
    ),
    GeneRule("R816", WARNING, "11233", (0, 0), (1, _ANY)),
    GeneRule("R828", WARNING, "11302 11303 11305 19402", (0, 0), (0, 0), True),
    GeneRule(
        "R829",
        WARNING,
        "19421 19451 19452 19425 19454",
        (1, 1),
        None,
        True,
    ),
    GeneRule("R830", WARNING, "19424 19453 19456", (1, _ANY), None, True),
    GeneRule("R834", WARNING, "11522 11513 11724 11725 11726 11727 11732", (1, _ANY), (1, _ANY)),
    GeneRule("R843", WARNING, "32901 32902 32904 32906 32908 32910 32911", (0, 0), (0, 0), True),
    GeneRule("R847", NOTE, "19421 19451 19452", None, (1, 1)),
    GeneRule("R848", NOTE, "19424 19453 19454 19456", None, (1, _ANY)),
    GeneRule("R854", WARNING, "32915 32916 32917 32918", (0, 0), (0, 0), True),
)


def _add_gene_rule(row: GeneRule) -> None:
    services = frozenset(row.services.split())

    def check(case: Case, _: Context) -> Iterator[Line]:
        for service in case.services:
            if service.code not in services:
                continue
            genes, diseases = len(service.all("5077")), len(service.all("5079"))
            good = row.genes is None or row.genes[0] <= genes <= row.genes[1]
            good = good and (row.diseases is None or row.diseases[0] <= diseases <= row.diseases[1])
            others = any(line.text != "Z01.7" for line in case.all("6001"))
            if not good or (row.needs_other_icd and not others):
                yield service.line

    rule(
        row.code,
        row.severity,
        AMBULATORY,
        "Gen (5077), Erkrankung (5079) oder Diagnose passen nicht zur Leistung.",
        "Bitte die Angaben zur genetischen Leistung prüfen.",
    )(check)


for _row in GENE_RULES:
    _add_gene_rule(_row)
