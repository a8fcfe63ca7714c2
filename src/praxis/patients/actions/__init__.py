"""What can be done with a patient's master data."""

from praxis.patients.actions.closing import close_patient, merge_patients, reopen_patient
from praxis.patients.actions.identity import (
    change_coverage,
    create_patient,
    create_patients,
    edit_patient,
    insure_patient,
    withdraw_coverage,
)
from praxis.patients.actions.seeing import (
    break_glass,
    give_consent,
    join_site,
    name_staff,
    open_to_all,
    restrict_patient,
    revoke_consent,
    unname_staff,
)

__all__ = [
    "break_glass", "change_coverage", "close_patient", "create_patient", "create_patients",
    "edit_patient", "give_consent",
    "insure_patient", "join_site", "merge_patients", "name_staff", "open_to_all",
    "reopen_patient", "restrict_patient", "revoke_consent", "unname_staff",
    "withdraw_coverage",
]  # fmt: skip
