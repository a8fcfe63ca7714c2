"""Context rules of LDT 3 on results: states, specimens, germs, screening, blood groups."""

from __future__ import annotations

from collections import Counter

from formats.ldt.context import (
    ADD,
    FIX,
    LEAVE,
    Rule,
    Scope,
    all_of,
    any_of,
    both,
    fields,
    given,
    in_record,
    is_one,
    none_of,
    rules,
    values,
    where,
)
from formats.ldt.tree import Obj

_RESULTS = ("0060", "0061", "0062", "0063", "0073", "0055")
_BLOOD = tuple(str(number) for number in range(3412, 3420))
_SCREENED = tuple(str(number) for number in range(7405, 7413))
_HISTOLOGY = ("7415", "7417", "3318", "3319")


def _no_money_before_the_end(record: Obj, scope: Scope) -> bool:
    about = record.under("8117")
    is_open = about is not None and about.text("8401") == "1"
    return not (is_open and scope.anywhere("4121"))


def _has_a_result(obj: Obj, _: Scope) -> bool:
    return any(obj.objects(*_RESULTS))


def _ranges_differ(obj: Obj, _: Scope) -> bool:
    kinds = Counter(inner.text("8424") for inner in obj.objects("0042"))
    return all(count == 1 or kind == "13" for kind, count in kinds.items())


def _bad_specimen_is_announced(_: Obj, scope: Scope) -> bool:
    if "11" not in scope.anywhere("8418") and not scope.holds_any("7368"):
        return True
    return any("8126" in fields(specimen) for specimen in scope.all("0037"))


def _is_not(fk: str, value: str, obj: Obj) -> bool:
    """The field stands and holds something else."""
    found = values(obj, fk)
    return bool(found) and value not in found


def _screening_failed(obj: Obj, _: Scope) -> bool:
    return _is_not("7414", "0", obj) or _is_not("3316", "3", obj)


def _screening_is_whole(obj: Obj, scope: Scope) -> bool:
    if "7414" not in fields(obj):
        return none_of(*_SCREENED)(obj, scope)
    return not _is_not("7414", "0", obj) or all_of(*_SCREENED)(obj, scope)


def _measured_if_usable(obj: Obj, _: Scope) -> bool:
    return not _is_not("7414", "0", obj) or "8225" in fields(obj)


def _hpv_was_tested(_: Obj, scope: Scope) -> bool:
    results = any("3316" in fields(obj) for obj in scope.all("0062"))
    return not results or any("1" in values(obj, "3314") for obj in scope.all("0034"))


RULES: tuple[Rule, ...] = (
    *rules(
        "K005",
        "8205",
        "Der Auftrag ist nicht abgeschlossen, Abrechnungsangaben (4121) stehen aber schon da.",
        LEAVE,
        _no_money_before_the_end,
    ),
    *rules(
        "K006",
        "0037",
        "Das Material ist näher beschrieben (8431), aber nicht benannt.",
        ADD,
        given("8431", any_of("8428", "8429", "8430")),
    ),
    *rules("K009", "0035", "Der Befund enthält kein Untersuchungsergebnis.", ADD, _has_a_result),
    *rules(
        "K038",
        "0037",
        "Die nähere Angabe passt nicht zur Art des Materials (7310).",
        FIX,
        both(where("7310", "1", none_of("7312")), where("7310", "2", none_of("7311"))),
    ),
    *rules(
        "K039",
        "0037",
        "Die Art des Materials (7310) gehört nur zu Tieren und Sonstigem.",
        LEAVE,
        given("7310", lambda _, scope: bool(scope.all("0053"))),
    ),
    *rules(
        "K054",
        "0060 0061 0072",
        "Mehrere Normalwerte haben dieselbe Art (8424).",
        FIX,
        _ranges_differ,
    ),
    *rules(
        "K063",
        "0037",
        "Ein Auftrag kann nicht sagen, wann das Labor das Material erfasst hat (8220).",
        LEAVE,
        in_record("8215", none_of("8220")),
    ),
    *rules(
        "K071",
        "0055",
        "Begründet wird ein Ergebnis (8158), das nicht dasteht.",
        LEAVE,
        given("8158", any_of(*_BLOOD)),
    ),
    *rules(
        "K078",
        "0055",
        "Zum Ergebnis der Blutgruppe fehlt der Zeitpunkt der Messung.",
        ADD,
        lambda obj, _: not fields(obj) & set(_BLOOD) or "8225" in fields(obj),
    ),
    *rules(
        "K080",
        "0063",
        "Das Material gilt als nicht verwertbar (7368) und wurde doch beurteilt (8158).",
        FIX,
        given("8158", none_of("7368")),
    ),
    *rules(
        "K081",
        "0063",
        "Zum Ergebnis der Zytologie fehlt der Zeitpunkt der Messung.",
        ADD,
        any_of("7368", "8225"),
    ),
    *rules(
        "K082",
        "8205",
        "Material fehlt oder ist nicht verwertbar, ohne dass darauf hingewiesen wird (8126).",
        ADD,
        _bad_specimen_is_announced,
    ),
    *rules(
        "K085",
        "0061",
        "Ein Antibiogramm steht da, aber keine Methode der Resistenztestung (7286).",
        ADD,
        given("8111", lambda obj, _: bool(values(obj, "7286") - {"0"})),
    ),
    *rules(
        "K086",
        "0061",
        "Die Angabe 7293 passt nicht zur Methode der Resistenztestung (7286).",
        FIX,
        given("7293", lambda obj, _: bool(values(obj, "7286") & {"1", "2"})),
    ),
    *rules(
        "K095",
        "0073",
        "Zum Ergebnis fehlt der Zeitpunkt der Messung.",
        ADD,
        any_of("7368", "8225"),
    ),
    *rules(
        "K121",
        "0073",
        "Das Material gilt als nicht verwertbar (7368) und wurde doch beurteilt (8158).",
        FIX,
        given("8158", none_of("7368")),
    ),
    *rules(
        "K122",
        "0062",
        "Der HPV-Typ (3317) gehört nur zu einem positiven Test (3316).",
        FIX,
        given("3317", is_one("3316", "1")),
    ),
    *rules(
        "K123",
        "0062",
        "Die Angabe 3320 passt nicht zu den übrigen Angaben der Früherkennung.",
        FIX,
        given("3320", both(any_of(*_HISTOLOGY), none_of("3321"))),
    ),
    *rules(
        "K124",
        "0062",
        "Die Angabe 3321 passt nicht zu den übrigen Angaben der Früherkennung.",
        FIX,
        given("3321", both(any_of(*_HISTOLOGY), none_of("3320"))),
    ),
    *rules(
        "K125",
        "0062",
        "Begründet wird ein Ergebnis (8158), das nicht verwertbar ist.",
        FIX,
        given("8158", _screening_failed),
    ),
    *rules(
        "K126",
        "0062",
        "Zum Ergebnis der Früherkennung fehlt der Zeitpunkt der Messung.",
        ADD,
        _measured_if_usable,
    ),
    *rules(
        "K128",
        "8205",
        "Ein HPV-Ergebnis (3316) steht da, aber kein HPV-Test (3314).",
        FIX,
        _hpv_was_tested,
    ),
    *rules(
        "K134",
        "0062",
        "Die Angaben 7405 bis 7412 gehören alle zu einer beurteilten Gruppe (7414), sonst keine.",
        FIX,
        _screening_is_whole,
    ),
)
