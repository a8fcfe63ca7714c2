"""Rules that need lists: postcodes, Hybrid-DRGs, genes, analytes, and what one KV asks for."""

from __future__ import annotations

from collections.abc import Iterator

from formats.catalogues.model import AnalyteFacts, Catalogue, RegionalFacts
from formats.kvdt.asking import known, payer_facts, quarter_of
from formats.kvdt.digits import day_number, quarter_bounds
from formats.kvdt.master import ANALYTES, GENES
from formats.kvdt.model import Case
from formats.kvdt.needs import receiving_kv
from formats.kvdt.rules import AMBULATORY, ERROR, NOTE, PERSONS, WARNING, Context, rule
from formats.xdt import Line

_MOST_QUARTERS = 8  # kept at once; an honest file bills one
_FREE_GENE = "999999"  # stands for a gene without symbol; its name follows (R891)


@rule("R221", WARNING, ["hdrg1"], "Diese Hybrid-DRG steht nicht in der Stammdatei.", "Prüfen.")
def _hybrid_exists(case: Case, context: Context) -> Iterator[Line]:
    asked = known(case, context, Catalogue.HYBRID)
    if asked is not None:
        for line in case.all("5027"):
            if asked[0].item(Catalogue.HYBRID, line.text, asked[1]) is None:
                yield line


@rule(
    "R222", ERROR, AMBULATORY, "Dieses Gensymbol steht nicht in der HGNC-Tabelle.",
    "Bitte das Symbol berichtigen oder 999999 mit dem Gen-Namen (5078) angeben.",
)  # fmt: skip
def _gene_exists(case: Case, context: Context) -> Iterator[Line]:
    asked = known(case, context, Catalogue.KEYS, GENES)
    if asked is not None:
        master, first, _last = asked
        for line in case.all("5077"):
            if line.text != _FREE_GENE and not master.is_titled(
                Catalogue.KEYS, line.text, first, GENES
            ):
                yield line


def _postcode(code: str, fk: str, message: str) -> None:
    """A German address without card, billed the ordinary way, has a postcode that exists."""

    def check(case: Case, context: Context) -> Iterator[Line]:
        text = case.one(fk)
        if not text or case.one("4106") != "00" or case.has("4109"):
            return
        asked = known(case, context, Catalogue.POSTCODES)
        if asked and asked[0].item(Catalogue.POSTCODES, text, asked[1]) is None:
            yield case.line(fk)

    rule(code, ERROR, PERSONS - {"0109"}, message, "Bitte die Anschrift prüfen.")(check)


_postcode("R478", "3112", "Diese Postleitzahl gibt es nicht.")
_postcode("R783", "3121", "Diese Postleitzahl des Postfachs gibt es nicht.")


@rule(
    "R749", WARNING, AMBULATORY,
    "Zu dieser Leistung fehlt evtl. ein Ringversuchszertifikat.",
    "Bitte die Zertifikate der Betriebsstätte prüfen (0304 und 0305).",
)  # fmt: skip
def _certified(case: Case, context: Context) -> Iterator[Line]:
    """One certificate is enough: a service may stand for analytes the practice does not measure."""
    analytes = _analytes(case, context)
    for service in case.services if analytes else ():
        wanted = analytes.get(service.code)
        if wanted and not wanted & context.certified:
            yield service.line


def _analytes(case: Case, context: Context) -> dict[str, set[str]]:
    """The analytes behind each service in the quarter of the bill (9204)."""
    first, last = (day_number(text) for text in quarter_bounds(context.quarter))
    asked = known(case, context, Catalogue.KEYS, ANALYTES)
    if asked is None or not first:
        return {}
    if context.quarter not in context.analytes:
        found: dict[str, set[str]] = {}
        for item in asked[0].items(Catalogue.KEYS, asked[1], ANALYTES):
            begun = item.valid_from is None or item.valid_from.toordinal() <= first
            lasts = item.valid_until is None or item.valid_until.toordinal() >= last
            if isinstance(item.facts, AnalyteFacts) and begun and lasts:
                for service in item.facts.services:
                    found.setdefault(service, set()).add(item.code)
        if len(context.analytes) >= _MOST_QUARTERS:
            context.analytes.clear()
        context.analytes[context.quarter] = found
    return context.analytes[context.quarter]


def _regional(case: Case, context: Context) -> RegionalFacts | None:
    """What the KV asks of this payer's group in this area; None if nothing, or not known."""
    payer, master, quarter = payer_facts(case, context), context.master, quarter_of(case, context)
    if payer is None or master is None or quarter is None:
        return None
    kv = receiving_kv(master, context.receiver, quarter[0])
    code = f"{payer.group}-{case.one('4106')}"
    item = master.item(Catalogue.REGIONAL, code, quarter[0], kv)
    return item.facts if item and isinstance(item.facts, RegionalFacts) else None


def _asked_without_card(case: Case, context: Context) -> RegionalFacts | None:
    """Additions are only asked for where no card was read."""
    return None if case.has("4109") else _regional(case, context)


@rule(
    "SKT1", NOTE, AMBULATORY, "Diesen Personenkreis (4123) lässt die KV hier nicht zu.",
    "Bitte Personenkreis oder Untersuchungskategorie berichtigen.", field="4123",
)  # fmt: skip
def _person_group(case: Case, context: Context) -> Iterator[Line]:
    asked = _asked_without_card(case, context)
    if asked and asked.person_groups and case.one("4123") not in asked.person_groups:
        yield case.line("4123")


@rule(
    "SKT2", NOTE, AMBULATORY, "Die KV verlangt für diesen Kostenträger die Zusatzangabe (4124).",
    "Bitte ergänzen.", field="4124",
)  # fmt: skip
def _detail(case: Case, context: Context) -> Iterator[Line]:
    asked = _asked_without_card(case, context)
    if asked and asked.details and not case.has("4124"):
        yield case.opener


@rule(
    "SKT3", NOTE, AMBULATORY, "Die KV verlangt für diesen Kostenträger die Gültigkeit (4125).",
    "Bitte ergänzen.", field="4125",
)  # fmt: skip
def _validity(case: Case, context: Context) -> Iterator[Line]:
    asked = _asked_without_card(case, context)
    if asked and "1" in asked.further and not case.has("4125"):
        yield case.opener


@rule("SKT4", NOTE, AMBULATORY, "Diese Scheinart lässt die KV hier nicht zu.", "Bitte prüfen.")
def _record(case: Case, context: Context) -> Iterator[Line]:
    asked = _regional(case, context)
    if asked and case.kind in asked.barred_records:
        yield case.opener


@rule("SKT5", NOTE, AMBULATORY, "Diese Versichertenart lässt die KV hier nicht zu.", "Prüfen.")
def _insured(case: Case, context: Context) -> Iterator[Line]:
    asked = _regional(case, context)
    if asked and case.one("3108") in asked.barred_insured:
        yield case.line("3108")
