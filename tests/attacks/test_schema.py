"""What the database stores is what was decided, written down and migrated."""

from io import StringIO

import pytest
from django.core import checks
from django.core.management import call_command

from house import stored_columns
from house.written import is_as_committed

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def test_every_clear_column_says_why_it_may_be_clear() -> None:
    assert stored_columns.unexplained() == []


def test_every_reason_belongs_to_a_column() -> None:
    found = {f"{column.table}.{column.name}" for column in stored_columns.columns()}
    reasons = {name for name in stored_columns.WHY if not name.startswith("*.")}
    assert sorted(reasons - found) == []


def test_the_list_of_stored_columns_is_the_committed_one() -> None:
    assert is_as_committed("stored-columns.md", stored_columns.page())


def test_identity_and_words_are_sealed() -> None:
    sealed = {f"{c.table}.{c.name}" for c in stored_columns.columns() if c.sealed}
    names = {"family_name", "given_name", "birth_date", "insurance_number", "street", "phone"}
    assert {f"patient.{name}" for name in names} <= sealed
    assert {"entry.text", "diagnosis.note", "finding.text", "document.title"} <= sealed
    assert {"staff_totp.seed", "staff_account.display_name"} <= sealed


def test_no_model_has_changed_without_a_migration() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said, no_input=True)
    except SystemExit:
        pytest.fail(said.getvalue())


def test_migrations_are_named_in_words() -> None:
    from django.db.migrations.loader import MigrationLoader

    ours = MigrationLoader(None).disk_migrations
    assert [str(key) for key in ours if "_auto_" in key[1] or key[1].endswith("_initial")] == []


def test_the_start_up_checks_find_nothing() -> None:
    """Among them: labels of sealed columns, one rule per act, nothing registered twice."""
    assert [str(found) for found in checks.run_checks() if found.level >= checks.WARNING] == []


def test_nothing_of_django_that_goes_round_the_gate_is_installed() -> None:
    from django.apps import apps

    names = {config.name for config in apps.get_app_configs()}
    assert not names & {"django.contrib.admin", "django.contrib.auth", "django.contrib.sessions"}
