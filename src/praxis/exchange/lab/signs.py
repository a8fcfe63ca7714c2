"""What this room puts up elsewhere: menu entry, inbox on the start page, the worker's duty."""

from typing import Final

from praxis.core.actors import CLINICAL
from praxis.core.duties import Duty, duties
from praxis.core.navigation import NavEntry, navigation
from praxis.core.panels import Inbox, Panel, registry
from praxis.core.said import Said, sayings
from praxis.core.words import marked
from praxis.exchange.lab import importing, queries
from praxis.exchange.lab.models import LabFile, LabReport
from praxis.patients import rehashing

_SAID: Final = {
    "befund-gesehen": marked("Der Befund ist als gesehen vermerkt."),
    "vorbefund-gesehen": marked("Der vorige Befund ist als gesehen vermerkt. Das ist der nächste."),
}


def put_up() -> None:
    """Called once at start-up."""
    rehashing.hashed(LabFile, "content_hash", "spool_hash")
    rehashing.hashed(LabReport, "order_hash", "report_hash")
    navigation.add(
        NavEntry(
            marked("Labor"),
            "lab:inbox",
            50,
            icon="lab",
            words=(marked("Laborpost"), marked("Befunde")),
            roles=CLINICAL,
        )
    )
    navigation.add(
        NavEntry(
            marked("Labor: zurückgestellte Dateien"), "lab:quarantine", 51,
            icon="lab", roles=CLINICAL, in_menu=False,
        )
    )  # fmt: skip
    registry.add_inbox(
        Inbox(
            "lab", marked("Labor"), "lab:inbox", 10, queries.waiting_count,
            show=lambda actor: actor.has(CLINICAL),
        )
    )  # fmt: skip
    registry.add_panel(
        Panel(
            "lab-reports", "right", 40, "lab/parts/reports.html", queries.of_patient,
            show=lambda actor: actor.has(CLINICAL),
        )
    )  # fmt: skip
    for name, words in _SAID.items():
        sayings.add(name, Said(words, marked("Noch einmal öffnen"), "lab:report"))
    duties.add(Duty("lab-import", every=2.0, run=importing.run_pass))
