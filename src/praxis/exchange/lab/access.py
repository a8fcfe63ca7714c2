"""Who works in the laboratory inbox: the clinical roles of the site, and the importing job."""

from django.db.models import Exists, OuterRef, Q

from praxis.core.actors import CLINICAL, Actor
from praxis.exchange.lab.models import LabAttachment, LabFile, LabReport
from praxis.gate.rules import Act, rule
from praxis.patients.access import of_visible_patient

JOB = "lab-import"


class LabAct(Act):
    """What can be done with what laboratories send."""

    READ = "lab:read"
    TAKE_IN = "lab:take-in"
    IMPORT = "lab:import"
    ASSIGN = "lab:assign"
    SEE = "lab:see"
    DISMISS = "lab:dismiss"


def _open_here(actor: Actor) -> Q:
    return Q(patient__isnull=True, site__in=actor.sites)


@rule(LabAct.READ, on=LabReport, roles=CLINICAL, jobs=(JOB,))
def reports_here(actor: Actor) -> Q:
    """Red ones of one's site, green ones of patients one may see."""
    return _open_here(actor) | of_visible_patient(actor)


@rule(LabAct.READ, on=LabAttachment, roles=CLINICAL, jobs=(JOB,))
def attachments_here(actor: Actor) -> Q:
    """They go with their report."""
    of_open = LabReport.objects.filter(_open_here(actor), pk=OuterRef("report_id"))
    return Q(Exists(of_open)) | of_visible_patient(actor)


@rule(LabAct.READ, on=LabFile, roles=CLINICAL, jobs=(JOB,))
def files_here(actor: Actor) -> Q:
    """Name, time and fate of the files of one's site; the content is never shown whole."""
    return Q(site__in=actor.sites)


@rule(LabAct.TAKE_IN, on=LabFile, roles=CLINICAL, jobs=(JOB,))
def new_files(actor: Actor) -> Q:
    """Uploading for one's own site."""
    return Q(site__in=actor.sites, state__in=("waiting", "quarantined", "duplicate"))


@rule(LabAct.IMPORT, on=(LabFile, LabReport, LabAttachment), roles=frozenset(), jobs=(JOB,))
def imported_by_the_job(actor: Actor) -> Q:
    """Only the job reads whole files."""
    del actor
    return Q(pk__in=[])


@rule(
    LabAct.ASSIGN, on=(LabReport, LabAttachment), roles=CLINICAL, seen_by=LabAct.READ, jobs=(JOB,)
)
def assignable_reports(actor: Actor) -> Q:
    """Giving a report to a patient, or taking it to the right one; both clinical roles."""
    of_open = LabReport.objects.filter(_open_here(actor), pk=OuterRef("pk"))
    return Q(Exists(of_open)) | of_visible_patient(actor)


@rule(LabAct.SEE, on=LabReport, roles=CLINICAL, seen_by=LabAct.READ)
def seeable_reports(actor: Actor) -> Q:
    """`Gesehen` is an act with a name, possible once the report belongs to somebody."""
    return of_visible_patient(actor) & Q(state="filed")


@rule(LabAct.DISMISS, on=LabFile, roles=CLINICAL, seen_by=LabAct.READ)
def dismissable_files(actor: Actor) -> Q:
    """A broken file is settled once the laboratory was called."""
    return Q(site__in=actor.sites, state__in=("quarantined", "dismissed"))
