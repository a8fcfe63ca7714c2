"""Context rules of LDT 3 on orders and who pays for them; one file, because it is one list."""

from __future__ import annotations

import re

from formats.ldt.context import (
    ADD,
    CHOOSE,
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

_PAYERS = ("8102", "8103", "8104", "8105", "8106", "8109")
_FIRST = ("4217", "4225", "4241", "4248")
_FIRST_PAIRS = ({"4217", "4241"}, {"4225", "4241"}, {"4225", "4248"})
_SERVICE = re.compile(r"[0-9]{5}[A-Z]?")
_STATUTORY = {"1", "2", "8", "9", "10"}
_CARDS_END = "20150101"


def _first_sender(obj: Obj, _: Scope) -> bool:
    """Who ordered first is named in one of three ways, and only on a referral to a specialist."""
    found = fields(obj) & set(_FIRST)
    return not found or (values(obj, "4239") == {"27"} and found in _FIRST_PAIRS)


def _kinds(scope: Scope) -> set[tuple[str, str]]:
    return {(obj.text("4239"), obj.text("4221")) for obj in scope.all("0002")}


def _kinds_differ(_: Obj, scope: Scope) -> bool:
    return len(_kinds(scope)) == len(scope.all("0002"))


def _private_kinds_differ(_: Obj, scope: Scope) -> bool:
    found = [obj.text("7362") for obj in scope.all("0003")]
    return len(set(found)) == len(found)


def _asked(scope: Scope) -> set[str]:
    """How the examinations of an order, and their reason, are to be billed (7303)."""
    return {text for number in ("0059", "0027") for obj in scope.all(number)
            for text in values(obj, "7303")}  # fmt: skip


def _statutory_fits(_: Obj, scope: Scope) -> bool:
    asked, kinds = _asked(scope), _kinds(scope)
    groups = {group for group, _ in kinds}
    wanted = {"1": "27" in groups, "2": "28" in groups}
    wanted |= {"9": ("27", "2") in kinds, "10": ("28", "2") in kinds}
    return all(fits for code, fits in wanted.items() if code in asked)


def _private_fits(_: Obj, scope: Scope) -> bool:
    asked, kinds = _asked(scope), {obj.text("7362") for obj in scope.all("0003")}
    return ("3" not in asked or "1" in kinds) and ("4" not in asked or "2" in kinds)


def _paid_by(codes: str, role: str, kind: str) -> Rule:
    wanted = set(codes.split())

    def holds(_: Obj, scope: Scope) -> bool:
        found = {text for obj in scope.all("0059") for text in values(obj, "7303")}
        return not found & wanted or scope.holds_any(role)

    text = f"Untersuchungen sind {kind} abzurechnen, die Angaben dazu fehlen ({role})."
    code = {"8102": "K097", "8103": "K098", "8104": "K102", "8106": "K103", "8105": "K105"}[role]
    return Rule(code, "8215", text, ADD, holds)


def _other_client(_: Obj, scope: Scope) -> bool:
    groups = {group for group, _ in _kinds(scope)}
    return not groups - {"27", "28"} or scope.said("8241")


def _further_referral(_: Obj, scope: Scope) -> bool:
    if not scope.said("8240"):
        return True
    specialist = [obj for obj in scope.all("0002") if obj.text("4239") == "27"]
    return all(fields(obj) & set(_FIRST) in _FIRST_PAIRS for obj in specialist)


def _doctor_beside_site(_: Obj, scope: Scope) -> bool:
    if not scope.all("0002") or not scope.said("0201"):
        return True
    return scope.said("0212") or scope.said("0223")


def _team_has_a_doctor(_: Obj, scope: Scope) -> bool:
    teams = [one for one in map(fields, scope.doctors()) if "0222" in one]
    groups = {group for group, _ in _kinds(scope)}
    community = all("0212" in one and "0223" not in one for one in teams)
    other = all(one & {"0212", "0223"} for one in teams)
    return (community if "28" in groups else True) and (other if groups - {"28"} else True)


def _card_facts(obj: Obj, scope: Scope, *, is_special: bool) -> bool:
    """What a card of these years brings, by the serial number of the payer."""
    day, serial = obj.text("4109"), obj.text("4104")[2:5]
    if day < _CARDS_END or not serial.isdecimal() or (int(serial) >= 800) is not is_special:
        return True
    number, since = ("3105", "4110") if is_special else ("3119", "4133")
    return scope.holds_any(number) and since in fields(obj)


def _laboratory_pays(obj: Obj, _: Scope) -> bool:
    if "2" not in values(obj, "7362"):
        return True
    receivers = (inner for inner in obj.everything() if inner.id == "0048")
    return all(values(one, "7421") <= {"02"} for one in receivers)


def _insured_kind(_: Obj, scope: Scope) -> bool:
    asked = {text for obj in scope.all("0059") for text in values(obj, "7303")}
    return not asked & _STATUTORY or all("3108" in fields(obj) for obj in scope.all("0002"))


RULES: tuple[Rule, ...] = (
    *rules(
        "K003",
        "0059",
        "Zum Test-Ident fehlt die Bezeichnung (8411).",
        ADD,
        where("7303", "1 8 9", given("8410", any_of("8411"))),
    ),
    *rules(
        "K008",
        "0058",
        "Diese Leistungen werden nur nach EBM, BMÄ, E-GO oder GOÄ abgerechnet (4121).",
        FIX,
        where("7303", "1 2 8 9 10", given("4121", is_one("4121", "0 1 2 3"))),
    ),
    *rules(
        "K011",
        "0059",
        "An eine Laborgemeinschaft wird mit Test-Ident (8410) überwiesen, nicht mit Katalog.",
        FIX,
        in_record("8215", where("7303", "2 10", both(any_of("8410"), none_of("7260")))),
    ),
    *rules(
        "K012",
        "0002",
        "Scheinuntergruppe (4239) und Anlass (4221) passen nicht zusammen.",
        FIX,
        lambda obj, _: bool(values(obj, "4239") & {"27", "28"}) is ("4221" in fields(obj)),
    ),
    *rules(
        "K014",
        "0002",
        "Der Erstveranlasser ist unvollständig oder gehört nicht auf diesen Schein.",
        FIX,
        _first_sender,
    ),
    *rules(
        "K015",
        "0002",
        "Eine Ausnahmeindikation (4229) gehört nicht auf diesen Schein.",
        LEAVE,
        given("4229", is_one("4239", "27 28")),
    ),
    *rules("K016", "8215", "Zum Einsender fehlen Angaben (8241).", ADD, _other_client),
    *rules(
        "K019",
        "0003 0004 0006 0058",
        "Die Gebührennummer (5001) hat nicht die Form des EBM.",
        FIX,
        where("4121", "0 1 2", lambda obj, _: all(map(_SERVICE.fullmatch, values(obj, "5001")))),
    ),
    *rules("K020", "8215", "Neben der BSNR fehlt die LANR.", ADD, _doctor_beside_site),
    *rules(
        "K021",
        "0002",
        "Laborgemeinschaften untersuchen nicht zur Empfängnisregelung (4221).",
        FIX,
        where("4239", "28", lambda obj, _: "3" not in values(obj, "4221")),
    ),
    *(
        Rule(
            code,
            "0002",
            "Personengruppe (4131) und Abrechnungsbereich (4106) passen nicht zusammen.",
            FIX,
            where("4131", groups, is_one("4106", area)),
        )
        for code, groups, area in (
            ("K022", "07 08", "01"),
            ("K023", "06", "02"),
            ("K024", "04", "00"),
        )
    ),
    *rules(
        "K025",
        "8215",
        "Zur eingelesenen Karte fehlt die Versichertennummer.",
        ADD,
        lambda _, scope: not scope.anywhere("4109") or scope.holds_any("3105", "3119"),
    ),
    *rules(
        "K027",
        "0001",
        "Es ist nicht gesagt, wer bezahlt.",
        ADD,
        in_record("8215", any_of(*_PAYERS)),
    ),
    *rules(
        "K031",
        "8215",
        "Zwei Abrechnungen zulasten der GKV sind gleich (4239, 4221).",
        CHOOSE,
        _kinds_differ,
    ),
    *rules(
        "K032",
        "8215",
        "Abrechnung der Untersuchungen (7303) und Schein (4239, 4221) passen nicht zusammen.",
        FIX,
        _statutory_fits,
    ),
    *rules(
        "K033",
        "8215",
        "Zwei private Abrechnungen sind gleich (7362).",
        CHOOSE,
        _private_kinds_differ,
    ),
    *rules(
        "K034",
        "8215",
        "Private Untersuchungen (7303) und ihre Abrechnung (7362) passen nicht zusammen.",
        FIX,
        _private_fits,
    ),
    *rules(
        "K037",
        "0059",
        "Eine Anforderung als Text (8434) steht nur ohne Test-Ident und Katalog.",
        CHOOSE,
        given("8434", none_of("8410", "7260")),
    ),
    *rules("K041", "8215", "Der Erstveranlasser fehlt.", ADD, _further_referral),
    *rules(
        "K050",
        "8215",
        "Zur Abrechnung mit der GKV fehlt die KBV-Prüfnummer (0105) oder der Schein (4239).",
        ADD,
        lambda _, scope: not scope.all("0002") or (scope.said("0105") and scope.holds_any("4239")),
    ),
    *rules("K056", "8215", "Die Versichertenart (3108) fehlt.", ADD, _insured_kind),
    *rules(
        "K057",
        "8215",
        "Zu Leistungen der ASV fehlt die Teamnummer (0222).",
        ADD,
        lambda _, scope: "8" not in _asked(scope) or scope.said("0222"),
    ),
    *rules(
        "K069",
        "8215",
        "Zum Material fehlt, was untersucht werden soll (8113, 8159).",
        ADD,
        given("8137", all_of("8113", "8159")),
    ),
    *rules(
        "K070",
        "0001",
        "Wer bezahlt, ist gesagt, aber nicht für welchen Patienten (8145).",
        ADD,
        in_record(
            "8215",
            lambda obj, scope: (
                not fields(obj) & {"8102", "8103", "8104", "8106", "8109"}
                or "8145" in fields(scope.record)
            ),
        ),
    ),
    *rules(
        "K090",
        "0002",
        "Zur Karte eines sonstigen Kostenträgers fehlen Nummer (3105) oder Gültigkeit (4110).",
        ADD,
        lambda obj, scope: _card_facts(obj, scope, is_special=True),
    ),
    *rules(
        "K091",
        "0002",
        "Zur Karte einer Krankenkasse fehlen Versicherten-ID (3119) oder Beginn (4133).",
        ADD,
        lambda obj, scope: _card_facts(obj, scope, is_special=False),
    ),
    *rules(
        "K093",
        "0003",
        "Leistungen der privaten Laborgemeinschaft bezahlt der einsendende Arzt (7421).",
        FIX,
        _laboratory_pays,
    ),
    _paid_by("1 2 8 9 10 13 15 16", "8102", "mit der GKV"),
    _paid_by("3 4 14", "8103", "privat"),
    _paid_by("6", "8104", "als IGeL"),
    _paid_by("5", "8106", "im Selektivvertrag"),
    _paid_by("7", "8105", "mit einem anderen Träger"),
    *rules(
        "K113",
        "8205",
        "Nur ein Auftrag kann eine Untersuchung stornieren (7303).",
        FIX,
        lambda _, scope: "99" not in scope.anywhere("7303"),
    ),
    *rules(
        "K116",
        "8215",
        "Zur ASV-Teamnummer fehlt der Arzt, oder er gehört nicht zu diesem Schein.",
        FIX,
        _team_has_a_doctor,
    ),
    *rules(
        "K133",
        "0027",
        "Der Auftrag an eine Laborgemeinschaft (4209) passt nicht zur Abrechnung (7303).",
        FIX,
        lambda obj, _: (
            not any("4209" in fields(inner) for inner in obj.everything())
            or bool(values(obj, "7303") & {"2", "10"})
        ),
    ),
)
