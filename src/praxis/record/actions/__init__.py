"""What can be done with the record."""

from praxis.record.actions.diagnoses import diagnose, end_diagnosis
from praxis.record.actions.drafts import drop_draft, keep_draft
from praxis.record.actions.entries import correct_entry, withdraw_entry, write_entry
from praxis.record.actions.reports import NewFinding, NewReport, file_report, review_report

__all__ = [
    "NewFinding", "NewReport", "correct_entry", "diagnose", "drop_draft", "end_diagnosis",
    "file_report", "keep_draft", "review_report", "withdraw_entry", "write_entry",
]  # fmt: skip
