"""Blast radius: who is affected, and the papers an incident needs. Leitung only."""

from typing import Final

from django.http import HttpRequest, HttpResponse

from praxis.audit import reading
from praxis.core.errors import NotThere, PraxisError
from praxis.gate.views import guarded
from praxis.office import shown
from praxis.office.access import OfficeAct
from praxis.office.oversight import drafts, questions
from praxis.office.views.oversight import choices, reader

# What one page can hold; the file has all of them.
SHOWN: Final = 500


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@guarded("GET", "POST")
def affected(request: HttpRequest) -> HttpResponse:
    """The question, and who is affected."""
    actor = reader(request, OfficeAct.READ_AFFECTED)
    kept, error, rows = questions.typed(request), None, None
    if request.method == "POST":
        try:
            found = reading.affected(questions.narrow_question(actor, kept))
            rows = drafts.rows_of(actor, found)
        except NotThere:
            raise
        except PraxisError as fault:
            error = fault
    shown_rows = (rows or [])[:SHOWN]
    told = {
        "rows": rows,
        "shown": shown_rows,
        "kept": kept,
        "integrity": drafts.integrity(),
        **choices(),
    }
    return shown.form(request, "office/oversight/affected.html", error, **told)


@guarded("POST")
def export(request: HttpRequest) -> HttpResponse:
    """The list as a file, ids only."""
    actor = reader(request, OfficeAct.READ_AFFECTED, "export")
    found = reading.affected(questions.narrow_question(actor, questions.typed(request)))
    return _file(drafts.table(found).encode(), "text/csv; charset=utf-8", "betroffene.csv")


@guarded("POST")
def art33(request: HttpRequest) -> HttpResponse:
    """The draft for the authority."""
    actor = reader(request, OfficeAct.READ_AFFECTED, "art-33")
    asked = questions.narrow_question(actor, questions.typed(request))
    made = drafts.art33(asked, reading.affected(asked))
    return _file(made, "application/pdf", "art-33-entwurf.pdf")


@guarded("POST")
def art34(request: HttpRequest) -> HttpResponse:
    """One letter per patient; needs a role that sees names in addition."""
    actor = reader(request, OfficeAct.READ_AFFECTED, "art-34")
    asked = questions.narrow_question(actor, questions.typed(request))
    made = drafts.art34(actor, reading.affected(asked))
    return _file(made, "application/pdf", "art-34-briefe.pdf")
