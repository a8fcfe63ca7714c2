"""The owner reads the log: list, one event, emergencies, the chain. Ids; names only by the gate."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from praxis import gate
from praxis.audit import reading, state
from praxis.audit.models import AuditEvent
from praxis.core.actors import Actor
from praxis.core.errors import NotThere, PraxisError
from praxis.core.words import spoken
from praxis.gate.views import guarded
from praxis.office import asked, shown
from praxis.office.access import OfficeAct
from praxis.office.oversight import checks, emergencies, questions, words


def reader(request: HttpRequest, act: OfficeAct, reason: str = "", *subjects: UUID) -> Actor:
    """The owner, allowed and written down."""
    actor = asked.actor(request)
    gate.allow_function(actor, act, subjects=subjects, reason=reason)
    return actor


def choices() -> dict[str, object]:
    """What the selects of a question offer."""
    return {
        "accounts": words.account_choices(),
        "workstations": words.workstation_choices(),
        "acts": words.act_choices(),
        "outcomes": words.outcome_choices(),
    }


def lines(actor: Actor, rows: list[AuditEvent]) -> list[dict[str, object]]:
    """Rows of the log as the table shows them."""
    names = words.Names(actor, rows)
    return [
        {
            "event": row, "who": names.who(row), "where": names.where(row),
            "what": words.act_words(row.act), "why": words.reason_words(row.reason),
            "whom": names.whom(row), "more": max(0, len(row.patients) - words.NAMED_PER_ROW),
            "refused": row.outcome == "refused",
        }
        for row in rows
    ]  # fmt: skip


@guarded("GET", "POST")
def log(request: HttpRequest) -> HttpResponse:
    """Who opened what, when, why; the question is posted, never in the address."""
    actor = reader(request, OfficeAct.READ_AUDIT)
    kept, error = questions.typed(request), None
    rows: list[AuditEvent] = []
    try:
        before = asked.text(request, "before", 20)
        after = int(before) if before.isascii() and before.isdigit() else None
        rows = reading.events(questions.question(actor, kept), before=after)
    except NotThere:
        raise
    except PraxisError as fault:
        error = fault
    told = {"rows": lines(actor, rows), "kept": kept, **choices()}
    told["older"] = rows[-1].n if len(rows) == reading.PAGE else None
    return shown.form(request, "office/oversight/log.html", error, **told)


@guarded("GET")
def event(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """One row of the log with everything it holds."""
    actor = reader(request, OfficeAct.READ_AUDIT, "", event_id)
    found = reading.event(event_id)
    if found is None:
        raise NotThere(detail="audit event")
    told = {
        "line": lines(actor, [found])[0],
        "patients": found.patients,
        "names": words.patient_names(actor, found.patients),
        "outcome": spoken(words.OUTCOMES.get(found.outcome, found.outcome)),
        "link": getattr(found, "link", None),
        "beside": lines(actor, reading.of_request(found)),
    }
    return shown.form(request, "office/oversight/event.html", **told)


@guarded("GET")
def emergency_list(request: HttpRequest) -> HttpResponse:
    """Every emergency opening; those nobody has seen first."""
    rows = emergencies.emergencies(asked.actor(request))
    rows.sort(key=lambda row: row.seen_at is not None)
    return shown.form(request, "office/oversight/emergencies.html", rows=rows)


@guarded("POST")
def acknowledge(request: HttpRequest, opening: UUID) -> HttpResponse:
    """The owner has seen one."""
    emergencies.acknowledge(asked.actor(request), opening)
    return HttpResponseRedirect(reverse("office:emergencies"))


@guarded("GET")
def chain(request: HttpRequest) -> HttpResponse:
    """How the chain stands; the part about the check asks again by itself while one runs."""
    reader(request, OfficeAct.READ_AUDIT, "chain")
    # In this order: a check that ends in between is still shown as running, and asked for again.
    told: dict[str, object] = {"running": checks.running(), "last": checks.last_finished()}
    if "HX-Request" in request.headers:
        return shown.form(request, "office/oversight/check.html", **told)
    told["chain"] = state.chain_state()
    return shown.form(request, "office/oversight/chain.html", **told)


@guarded("POST")
def check_chain(request: HttpRequest) -> HttpResponse:
    """Ask the worker for a check of everything."""
    actor = reader(request, OfficeAct.VERIFY_AUDIT)
    checks.ask_for_check(actor.id)
    return HttpResponseRedirect(reverse("office:chain"))
