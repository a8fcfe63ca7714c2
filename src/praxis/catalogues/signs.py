"""What this room puts up elsewhere: its menu entry and the duty of the worker."""

from praxis.core.duties import Duty, duties
from praxis.core.navigation import NavEntry, navigation
from praxis.core.words import marked


def _run() -> int:
    from praxis.catalogues.runs import run_pass

    return run_pass()


def _renew() -> int:
    from praxis import gate
    from praxis.catalogues.runs import JOB
    from praxis.catalogues.shipping import renew_shipped

    with gate.as_system(JOB) as job:
        return len(renew_shipped(job))


def put_up() -> None:
    """Called once at start-up."""
    words = (
        "ICD",
        "EBM",
        marked("GOÄ"),
        "OPS",
        marked("Kostenträger"),
        marked("Schlüsseltabellen"),
        marked("Postleitzahlen"),
        "Hybrid-DRG",
        marked("KV-Spezifika"),
        marked("Stammdaten"),
    )
    navigation.add(NavEntry(marked("Kataloge"), "catalogues:search", 700, "document", words))
    duties.add(Duty("catalogue-import", every=2.0, run=_run))
    # Due at once when the worker starts: an update of the program brings its catalogues along.
    duties.add(Duty("catalogue-renewal", every=6 * 3600.0, run=_renew))
