"""The words a form may print about practice, doctor and patient."""

from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.ids import PatientId
from praxis.forms.manifest import Known
from praxis.patients import queries as patients
from praxis.staff import people


def known_about(actor: Actor, patient_id: PatientId) -> Known:
    """Letterhead, signer and patient, opened through the gate."""
    found = patients.identity_of(patients.patient(actor, patient_id))
    sites = people.own_open_sites(actor)
    site = sites[0] if sites else None
    born = found.birth_date
    if len(born) == 10:
        born = f"{born[8:]}.{born[5:7]}.{born[:4]}"
    values = {
        "vorname": found.given_name,
        "nachname": found.family_name,
        "geburtsdatum": born,
        "strasse": found.street,
        "plz": found.postal_code,
        "ort": found.city,
        "heute": f"{clock.today():%d.%m.%Y}",
        "arzt": people.name_of(actor.id),
        "lanr": people.lanr_of(actor.id),
        "praxis": people.practice_name(),
        "praxis_strasse": site.street if site else "",
        "praxis_plz": site.postcode if site else "",
        "praxis_ort": site.city if site else "",
        "praxis_telefon": site.phone if site else "",
        "bsnr": site.bsnr if site else "",
    }
    return Known(values)
