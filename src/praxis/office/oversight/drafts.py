"""Drafts after an incident: the notice to the authority (Art. 33) and a letter each (Art. 34)."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NoReturn

from django.template.loader import render_to_string
from django.utils.translation import override

from praxis import gate
from praxis.audit import state
from praxis.audit.reading import Affected, Asked
from praxis.audit.state import ChainState
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.words import respoken, spoken
from praxis.office.models import AuditCheck
from praxis.office.oversight import checks, words
from praxis.patients import queries
from praxis.patients.access import PatientAct
from praxis.patients.models import Patient
from praxis.staff import people

# One sheet per patient; more would keep the printer and the reader waiting.
LETTERS_AT_ONCE: Final = 100
# What makes a spreadsheet calculate; full-width signs are read as the plain ones.
_CALCULATED: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_PAPER: Final = """
@page { size: A4; margin: 25mm 20mm }
body { font: 11pt/1.5 "Noto Sans", "DejaVu Sans", sans-serif; }
h1 { font-size: 15pt; }
h2 { font-size: 12pt; margin: 1em 0 .3em; }
section { page-break-after: always; }
section:last-child { page-break-after: auto; }
table { border-collapse: collapse; }
td, th { text-align: left; padding: .1em 1em .1em 0; vertical-align: top; }
.draft { color: #a00; }
.fill { border-bottom: .5pt solid #444; }
"""


@dataclass(frozen=True, slots=True)
class Integrity:
    """What may be said about the log itself: nothing is claimed that was not checked (L-10)."""

    last: AuditCheck | None
    chain: ChainState

    @property
    def sound(self) -> bool:
        """Whether the last check was good, nothing waits, and somebody outside has the end."""
        checked = self.last is not None and bool(self.last.sound)
        return checked and not self.chain.late and not self.chain.anchor_late

    @property
    def sentences(self) -> list[str]:
        """The status of the log in sentences, for the screen and (in German) for the drafts."""
        last, chain = self.last, self.chain
        said = [spoken("Das Protokoll wurde noch nie vollständig geprüft.")]
        if last is not None and last.finished_at is not None:
            when, reason = _when(last.finished_at), respoken(last.reason)
            said = [
                spoken("Letzte vollständige Prüfung am {when}: {reason}").format(
                    when=when, reason=reason
                )
            ]
        if chain.late:
            said.append(spoken("{n} Einträge sind noch nicht verkettet.").format(n=chain.waiting))
        if chain.anchored_at is None:
            said.append(
                spoken(
                    "Kein Anker liegt außerhalb des Rechners: Wer Datenbank und Schlüsseldienst "
                    "beherrschte, konnte alle {n} Glieder unbemerkt ersetzen."
                ).format(n=chain.links)
            )
        else:
            said.append(
                spoken(
                    "Letzter Anker außerhalb des Rechners vom {when}; {n} Glieder danach sind nur "
                    "auf diesem Rechner belegt."
                ).format(when=_when(chain.anchored_at), n=chain.unanchored)
            )
        said.append(
            spoken(
                "Was nicht im Protokoll steht, kann trotzdem geschehen sein; diese Liste ist eine "
                "Untergrenze."
            )
        )
        return said


def integrity() -> Integrity:
    """The state of the log now."""
    return Integrity(checks.last_finished(), state.chain_state())


def rows_of(actor: Actor, found: list[Affected]) -> list[dict[str, object]]:
    """Affected patients as the screen and the drafts list them."""
    names = words.patient_names(actor, (one.patient for one in found))
    return [
        {
            "one": one,
            "name": names.get(one.patient, ""),
            "acts": [(words.act_words(act), n) for act, n in sorted(one.acts.items())],
            "objects": sum(len(ids) for ids in one.objects.values()),
        }
        for one in found
    ]


def table(found: list[Affected]) -> str:
    """The affected as CSV with ids and codes only; opens in every spreadsheet.

    A cell that a spreadsheet would calculate gets an apostrophe in front (E-07): whoever can write
    to the database past the program must not thereby run anything at the owner's desk.
    """
    written = io.StringIO()
    rows = csv.writer(written, delimiter=";", lineterminator="\r\n")
    rows.writerow(
        ("patient", "erster Zugriff", "letzter Zugriff", "Ereignisse", "Handlung", "Anzahl")
    )
    for one in found:
        for act, n in sorted(one.acts.items()):
            cells = (one.patient, _when(one.first), _when(one.last), one.events, act, n)
            rows.writerow([_harmless(str(cell)) for cell in cells])
    return "\ufeff" + written.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(_CALCULATED) else cell


@override("de")
def art33(asked: Asked, found: list[Affected]) -> bytes:
    """The draft for the supervisory authority, without a single name of a patient."""
    acts: dict[str, int] = {}
    for one in found:
        for act, n in one.acts.items():
            acts[words.act_words(act)] = acts.get(words.act_words(act), 0) + n
    return _pdf(
        "office/oversight/art33.html",
        asked=asked, found=found, acts=sorted(acts.items()), integrity=integrity(),
        account=people.name_of(asked.account) if asked.account else "",
        practice=people.practice_name(), now=clock.now(),
        events=sum(one.events for one in found),
    )  # fmt: skip


@override("de")
def art34(actor: Actor, found: list[Affected]) -> bytes:
    """One letter per patient this actor may see; Refused without a role that sees names."""
    by_id = {one.patient: one for one in found[:LETTERS_AT_ONCE]}
    rows = gate.many(actor, PatientAct.READ, Patient, pk__in=list(by_id), reason="art-34")
    letters = [
        {"person": queries.identity_of(row), "one": by_id[row.pk], "number": row.number}
        for row in rows
    ]
    for letter, row in zip(letters, rows, strict=True):
        letter["acts"] = sorted({words.act_words(act) for act in by_id[row.pk].acts})
    return _pdf(
        "office/oversight/art34.html",
        letters=letters, practice=people.practice_name(), now=clock.now(),
    )  # fmt: skip


def _when(at: datetime) -> str:
    return at.astimezone(clock.BERLIN).strftime("%d.%m.%Y %H:%M")


def _pdf(template: str, **told: object) -> bytes:
    from weasyprint import CSS, HTML

    text = HTML(string=render_to_string(template, told), url_fetcher=_fetch_nothing)
    made: bytes = text.write_pdf(stylesheets=[CSS(string=_PAPER)])
    return made


def _fetch_nothing(*_: object, **__: object) -> NoReturn:
    raise ValueError("a draft loads nothing")
