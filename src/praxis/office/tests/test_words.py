"""Everything the log can say has a German word: owners and patients never read a code."""

from praxis.gate.rules import all_rules
from praxis.messages.actions.access_log import _WORDS
from praxis.office.oversight import words
from praxis.staff.changes import StaffEvent
from praxis.vault.happened import KEEPER, VaultAct
from praxis.vault.openers import Kind

# Of the system as a whole: no part of one person's record.
_NO_RECORD = {
    "audit", "catalogue", "health", "keys", "post", "restore", "staff", "workstation",
}  # fmt: skip


def test_every_act_of_the_log_has_a_word() -> None:
    known = {str(rule.act) for rule in all_rules()} | {str(event) for event in StaffEvent}
    assert {act for act in known if act not in words.ACTS} == set()


def test_o10_everything_done_to_the_vault_has_a_word() -> None:
    assert {str(act) for act in VaultAct} <= set(words.ACTS)
    assert {f"opener-{kind}" for kind in Kind} <= set(words.REASONS)
    assert KEEPER.job in words.JOBS


def test_every_background_job_has_a_word() -> None:
    jobs = {job for rule in all_rules() for job in rule.jobs}
    assert {job for job in jobs if job not in words.JOBS} == set()


def test_the_patient_is_told_of_every_part_of_the_record() -> None:
    parts = {str(rule.act).partition(":")[0] for rule in all_rules()}
    assert parts - _NO_RECORD - set(_WORDS) == set()
