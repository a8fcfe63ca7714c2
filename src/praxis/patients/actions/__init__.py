"""What can be done with a patient's master data."""

from praxis.patients.actions.closing import close_patient, merge_patients, reopen_patient
from praxis.patients.actions.identity import (
    create_patient,
    create_patients,
    edit_patient,
    insure_patient,
)
from praxis.patients.actions.seeing import (
    break_glass,
    give_consent,
    join_site,
    name_staff,
    open_to_all,
    restrict_patient,
    revoke_consent,
)

__all__ = [
    "break_glass", "close_patient", "create_patient", "create_patients",
    "edit_patient", "give_consent",
    "insure_patient", "join_site", "merge_patients", "name_staff", "open_to_all",
    "reopen_patient", "restrict_patient", "revoke_consent",
]  # fmt: skip
