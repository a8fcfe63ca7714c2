"""What this room puts up elsewhere: its menu entry and the duty of the worker."""

from praxis.core.duties import Duty, duties
from praxis.core.navigation import NavEntry, navigation


def _run() -> int:
    from praxis.catalogues.runs import run_pass

    return run_pass()


def put_up() -> None:
    """Called once at start-up."""
    words = ("ICD", "EBM", "GOÄ", "OPS", "Kostenträger", "Schlüsseltabellen", "Stammdaten")
    navigation.add(NavEntry("Kataloge", "catalogues:search", 700, "document", words))
    duties.add(Duty("catalogue-import", every=2.0, run=_run))
