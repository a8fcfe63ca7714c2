"""A report as plain JSON: what the file said, in the shape the inbox shows and the record files.

Nothing is dropped: fields without a place of their own stay under `further`. It is one file,
because writing and reading this shape must agree.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from formats import ldt
from praxis.record.actions.reports import NewFinding
from praxis.record.models import Abnormal, FindingState

Content = dict[str, Any]
BERLIN: Final = ZoneInfo("Europe/Berlin")
NO_UNIT: Final = "–"
_MOST_DIGITS: Final = Decimal(10) ** 12

_ABNORMAL: Final = {
    None: Abnormal.UNKNOWN,
    ldt.Mark.NORMAL: Abnormal.NORMAL,
    ldt.Mark.HIGH: Abnormal.HIGH,
    ldt.Mark.VERY_HIGH: Abnormal.VERY_HIGH,
    ldt.Mark.CRITICALLY_HIGH: Abnormal.VERY_HIGH,
    ldt.Mark.LOW: Abnormal.LOW,
    ldt.Mark.VERY_LOW: Abnormal.VERY_LOW,
    ldt.Mark.CRITICALLY_LOW: Abnormal.VERY_LOW,
    ldt.Mark.ABNORMAL: Abnormal.OTHER,
    ldt.Mark.VERY_ABNORMAL: Abnormal.OTHER,
    ldt.Mark.UNKNOWN: Abnormal.OTHER,
}
_STATES: Final = {
    ldt.State.PENDING: FindingState.PRELIMINARY,
    ldt.State.PRELIMINARY: FindingState.PRELIMINARY,
    ldt.State.CORRECTED: FindingState.CORRECTED,
}
_SIGNS: Final = {"+": "↑", "++": "↑↑", "-": "↓", "--": "↓↓", "!": "!"}
_RANK: Final = {"preliminary": 0, "final": 1, "corrected": 2}


def content_of(report: ldt.LabReport) -> Content:
    """Everything one report says."""
    taken = [s.taken_at for s in report.specimens if s.taken_at]
    collected = instant(taken[0]) if taken else None
    reported = instant(report.reported_at)
    measured = collected or reported or instant(report.received_at)
    findings = [_finding(one, measured) for one in report.analytes]
    findings += [_germ(one, at, measured) for at, one in enumerate(report.germs)]
    notices = [*report.notices, *(n for one in report.analytes for n in one.notices)]
    return {
        "patient": _patient(report.patient),
        "laboratory": report.laboratory.name or report.laboratory.sender_id or "Labor",
        "laboratory_id": report.laboratory.number or report.laboratory.sender_id,
        "order_number": report.order_number,
        "laboratory_order_number": report.laboratory_order_number,
        "state": _STATES.get(report.state, FindingState.FINAL).value,
        "cancelled": report.is_cancelled,
        "collected_at": collected,
        "reported_at": reported,
        "texts": [[one.label, one.text] for one in report.texts],
        "notices": list(dict.fromkeys(_notice(one) for one in notices)),
        "urgent": any(one.is_urgent for one in notices),
        "further": _further(report),
        "findings": findings,
    }


def _further(report: ldt.LabReport) -> list[list[str]]:
    """Fields without a place of their own, those of single results and germs included."""
    answers = [one for germ in report.germs for one in germ.susceptibilities]
    facts = [one for analyte in report.analytes for one in analyte.facts]
    facts += [one for germ in report.germs for one in germ.facts]
    facts += [one for answer in answers for one in answer.facts]
    steps = [one for analyte in report.analytes for one in analyte.steps]
    told = [[one.label, one.text] for one in report.further if not one.is_quiet]
    # The state of a result stands beside its value, lines of whole objects among the further ones.
    told += [[one.label, one.words] for one in facts if one.field != "8418" and not one.obj]
    return told + [[one.label, f"{one.at} {one.at.zone}".strip()] for one in steps]


def _patient(patient: ldt.LabPatient) -> dict[str, str]:
    return {
        "family_name": " ".join(filter(None, (patient.prefix, patient.family_name))),
        "given_name": patient.given_name,
        "birth_date": _iso(patient.birth_date),
        "sex": patient.sex if patient.sex in {"M", "W", "D", "X"} else "",
        "insurance_number": patient.insurance_number.replace(" ", "").upper(),
        "number": patient.number,
        "title": patient.title,
        "street": patient.street,
        "postal_code": patient.postcode,
        "city": patient.town,
        "remark": patient.remark,
    }


def _iso(day: ldt.PartialDate | None) -> str:
    if day is None:
        return ""
    parts = [f"{day.year:04}", f"{day.month:02}" if day.month else ""]
    parts.append(f"{day.day:02}" if day.day and day.month else "")
    return "-".join(part for part in parts if part)


def instant(moment: ldt.Moment | None) -> str | None:
    """The instant of a whole date as ISO text; without a time of day it is midnight in Berlin."""
    if moment is None or moment.day.exact is None:
        return None
    clock = moment.clock or time()
    zone: Any = BERLIN
    digits = moment.zone.removeprefix("UTC")
    if moment.zone.startswith("UTC") and digits.lstrip("+-").isdigit():
        zone = timezone(timedelta(hours=max(-14, min(14, int(digits)))))
    return datetime.combine(moment.day.exact, clock, zone).isoformat()


def _notice(notice: ldt.Notice) -> str:
    asked = f"Rückfragen an {notice.person}" if notice.person else ""
    return ": ".join(filter(None, (", ".join(notice.reasons), notice.text, asked)))


def _finding(one: ldt.Analyte, measured: str | None) -> dict[str, Any]:
    bounds = one.ranges[0] if one.ranges else ldt.ReferenceRange()
    abnormal = _ABNORMAL[one.mark]
    if one.mark is None and one.is_outside and one.value and one.value.number is not None:
        low = bounds.low is not None and one.value.number < bounds.low
        abnormal = Abnormal.LOW if low else Abnormal.HIGH
    number, unit, text = _number(one)
    if one.state in (ldt.State.PENDING, ldt.State.MISSING, ldt.State.CANCELLED):
        text = " ".join(filter(None, (text, f"({one.state.value})")))
    ranges = [r.text or _bounds(r) for r in one.ranges]
    return {
        "analyte": (one.code or one.name)[:20],
        "name": one.name or one.code,
        "value": number,
        "operator": (one.value.operator if one.value and number else "")[:2],
        "unit": unit,
        "low": _plain(bounds.low),
        "high": _plain(bounds.high),
        "abnormal": abnormal.value,
        "critical": bool(one.mark and one.mark.is_critical),
        "state": _STATES.get(one.state, FindingState.FINAL).value,
        "text": text,
        "reference": "; ".join(dict.fromkeys(filter(None, ranges)))[:200],
        "comment": "\n".join(filter(None, (one.comment, *map(_notice, one.notices)))),
        "measured_at": instant(one.measured_at) or measured,
    }


def _bounds(bounds: ldt.ReferenceRange) -> str:
    if bounds.low is not None and bounds.high is not None:
        return f"{bounds.low} – {bounds.high}"
    if bounds.low is not None:
        return f"≥ {bounds.low}"
    return f"≤ {bounds.high}" if bounds.high is not None else ""


def _number(one: ldt.Analyte) -> tuple[str | None, str, str]:
    """Number, unit and text of a value; what the number column cannot hold exactly is text."""
    value = one.value
    if value is None:
        return None, "", one.text
    number = _plain(value.number)
    if number is None or len(value.unit) > 20:
        said = " ".join(filter(None, (value.text, value.unit)))
        return None, "", "\n".join(filter(None, (said, one.text)))
    return number, value.unit or NO_UNIT, one.text


def _plain(number: Decimal | None) -> str | None:
    if number is None or abs(number) >= _MOST_DIGITS or number != round(number, 6):
        return None
    return str(number)


def _germ(germ: ldt.Germ, at: int, measured: str | None) -> dict[str, Any]:
    answers = [
        " ".join(filter(None, (a.drug, a.interpretation, a.mic_with_unit)))
        for a in germ.susceptibilities
    ]
    said = ", ".join(filter(None, (germ.finding, germ.growth and f"Wachstum {germ.growth}")))
    found = germ.finding == "nachweisbar" or bool(germ.growth)
    return {
        "analyte": f"KEIM-{germ.id or at + 1}"[:20],
        "name": germ.name or f"Keim {germ.id}",
        "value": None, "operator": "", "unit": "", "low": None, "high": None,
        "abnormal": Abnormal.OTHER.value if found else "", "critical": False,
        "state": FindingState.FINAL.value,
        "text": "\n".join([said, *answers, germ.text]).strip(),
        "reference": "", "comment": germ.comment,
        "measured_at": instant(germ.measured_at) or measured,
    }  # fmt: skip


def merged(earlier: Content, later: Content) -> Content:
    """One report out of two of the same order: what the later repeats replaces, the rest stays.

    A preliminary report that arrives after the final one fills gaps only.
    """
    if _RANK[later["state"]] < _RANK[earlier["state"]]:
        base, top = later, earlier
    else:
        base, top = earlier, later
    known = dict(_keyed(top["findings"]))
    kept = [one | {"carried": True} for key, one in _keyed(base["findings"]) if key not in known]
    texts = [one for one in base["texts"] if one not in top["texts"]]
    notices = [one for one in base["notices"] if one not in top["notices"]]
    return top | {
        "patient": later["patient"],
        "findings": [*top["findings"], *kept],
        "texts": [*top["texts"], *texts],
        "notices": [*top["notices"], *notices],
        "urgent": top["urgent"] or base["urgent"],
    }


def _keyed(findings: list[dict[str, Any]]) -> list[tuple[tuple[str, str, int], dict[str, Any]]]:
    """Each finding with what makes it the same test: code, name, and which of several it is."""
    seen: Counter[tuple[str, str]] = Counter()
    out = []
    for one in findings:
        key = (one["analyte"], one["name"])
        out.append(((*key, seen[key]), one))
        seen[key] += 1
    return out


def new_findings(content: Content, otherwise: datetime) -> list[NewFinding]:
    """The findings as the record files them; `otherwise` is when, where the file does not say."""
    return [
        NewFinding(
            analyte=one["analyte"],
            name=one["name"],
            measured_at=when(one["measured_at"]) or otherwise,
            value=_decimal(one["value"]),
            operator=one["operator"],
            unit=one["unit"],
            low=_decimal(one["low"]),
            high=_decimal(one["high"]),
            abnormal=Abnormal(one["abnormal"]),
            state=FindingState(one["state"]),
            text=one["text"],
            reference=one["reference"],
            comment=one["comment"],
        )
        for one in content["findings"]
    ]


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def when(text: str | None) -> datetime | None:
    """An instant of the content."""
    return None if text is None else datetime.fromisoformat(text)


def weight(one: dict[str, Any]) -> int:
    """How much a value wants to be seen: 4 life-threatening … 0 nothing."""
    if one.get("critical"):
        return 4
    return {"++": 3, "--": 3, "+": 2, "-": 2, "!": 2}.get(one["abnormal"], 0)


def severity(content: Content) -> int:
    """The same of a whole report."""
    least = 4 if content["urgent"] else 2 if content["cancelled"] else 0
    remark = 1 if content["notices"] or content["texts"] else 0
    return max([least, remark, *map(weight, content["findings"])])


def sign(one: dict[str, Any]) -> str:
    """The arrow beside a value, empty where it is normal."""
    return _SIGNS.get(one["abnormal"], "")


def shown_value(one: dict[str, Any]) -> str:
    """Number with operator and unit, or the words."""
    if one["value"] is None:
        return str(one["text"])
    unit = "" if one["unit"] == NO_UNIT else one["unit"]
    number = one["value"].replace(".", ",")
    return " ".join(filter(None, (f"{one['operator']}{number}", unit)))


def summary(content: Content) -> str:
    """One line for the list: what is abnormal first, in the laboratory's words."""
    worst = sorted(content["findings"], key=weight, reverse=True)[:6]
    said = [
        " ".join(filter(None, (one["name"], shown_value(one).split("\n")[0][:40], sign(one))))
        for one in worst
    ]
    return " · ".join(said) or "Befund ohne Messwerte"


def canonical(content: Content) -> str:
    """The same text for the same report, however often it is sent."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
