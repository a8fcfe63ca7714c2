"""Every key can be replaced while the practice works; afterwards the old one opens nothing."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from house import stored_columns
from house.cast import Cast
from house.practice_keys import fixed_keys
from house.renewing import TestKeeper
from house.rules import ROOT
from praxis import gate
from praxis.audit.models import AuditEvent
from praxis.core.ids import PatientId
from praxis.gate import guard
from praxis.messages import keys as post_keys
from praxis.messages.errors import PostNotSetUp
from praxis.messages.models import PostIdentity
from praxis.patients import queries as patients
from praxis.patients import rehashing
from praxis.patients.actions import create_patient
from praxis.patients.changes import exact_hash
from praxis.patients.identity import read_identity
from praxis.record.documents.actions import NewDocument, document_row
from praxis.record.documents.intake import Clean
from praxis.record.documents.kinds import Media
from praxis.record.documents.queries import content
from praxis.record.models import Document
from praxis.running.cli import main
from praxis.staff import factors, login, passwords
from praxis.staff.models import Account, RecoveryCode
from praxis.staff.throttle import Source
from praxis.vault import checks, documents, keys, lending, renewal, rotation
from praxis.vault.errors import UnknownKey
from praxis.vault.keys import Domain, ProcessKeys
from praxis.vault.models import DataKey, KeyRenewal
from praxis.vault.renewal import NoRenewal, RenewalUnderWay, resealers

AT_ONCE = timedelta(0)
DORA = {"family_name": "Demo", "given_name": "Dora", "birth_date": "12.03.1958"}


@pytest.fixture
def keeper(cast: Cast, tmp_path: Path) -> TestKeeper:
    return TestKeeper(tmp_path)


def finish(what: str, keeper: TestKeeper) -> KeyRenewal:
    """Renew until it is done, as the duty would."""
    job = renewal.begin(what, None)
    for _ in range(10):
        for process in (renewal.WEB, renewal.WORKER):
            renewal.run_pass(process, keeper, passage=guard.passage, settled=AT_ONCE)
    job.refresh_from_db()
    assert job.finished_at is not None
    return job


def only_old(domain: Domain) -> ProcessKeys:
    """What somebody holds who stole this key before it was replaced."""
    return ProcessKeys({**keys.held().domains, domain: fixed_keys().domains[domain]}, {})


def test_every_domain_key_is_renewed_kept_for_a_reason_or_used_by_nobody() -> None:
    sources = [p for p in (ROOT / "src/praxis").rglob("*.py") if "vault" not in p.parts]
    text = "\n".join(p.read_text("utf-8") for p in sources if "tests" not in p.parts)
    used = {Domain[name] for name in re.findall(r"\bDomain\.([A-Z_]+)", text)}
    assert used - set(resealers.domains()) <= set(renewal.KEPT)
    assert not set(resealers.domains()) & set(renewal.KEPT)


def test_every_stored_hash_under_the_index_key_is_rehashed() -> None:
    told = {
        name for name, why in stored_columns.WHY.items() if why.startswith(stored_columns._KEYED)
    }
    # Counters of failed logins (under *login*) and forms that were sent are forgotten after a day.
    short = ("staff_attempt.", "staff_alarm.", "staff_sent_form.")
    told = {name for name in told if not name.startswith(short)}
    assert {f"{m._meta.db_table}.{column}" for m, column in rehashing.hashed_columns()} == told


def test_every_address_of_a_document_moves_with_its_row() -> None:
    told = {name for name, why in stored_columns.WHY.items() if why.startswith("HMAC under")}
    moved = {f"{m._meta.db_table}.{name}" for m in checks.sealed_models() for name in m.DOCUMENTS}
    assert moved == told
    wrapped = {
        n for n, why in stored_columns.WHY.items() if why.startswith(stored_columns._WRAPPED)
    }
    assert wrapped == {"post_identity.seed", "vault_datakey.wrapped"}


def test_x07_after_a_new_login_key_the_old_one_opens_nothing_and_everybody_logs_in(
    cast: Cast, keeper: TestKeeper
) -> None:
    ben = Account.objects.get(id=cast.ben.id)
    with lending.opened():
        codes = factors.new_recovery_codes(None, ben)
    finish("login", keeper)
    assert list(keys.held().domains[Domain.LOGIN]) == [2]
    with lending.opened():
        again = Account.objects.get(id=cast.ben.id)
        assert again.full_name == "Ben Muster"
        assert factors.recovery_code_fits(again, codes[3])
        assert not factors.recovery_code_fits(again, codes[3])
    assert passwords.fits(again.pin, cast.ben.pin)
    assert login.with_password("ben", cast.ben.password, Source("192.0.2.1"))
    stored = RecoveryCode.objects.filter(account=ben).values_list("sealed", flat=True)
    assert {text.partition(":")[0] for text in [again.password, again.pin, *stored]} == {"2"}
    with keys.installed(only_old(Domain.LOGIN)), lending.opened():
        with pytest.raises(UnknownKey):
            passwords.fits(again.password, cast.ben.password)
        with pytest.raises(UnknownKey):
            _ = Account.objects.get(id=cast.ben.id).display_name


def test_x07_after_a_new_post_key_the_identity_still_opens_letters(
    cast: Cast, keeper: TestKeeper, post_identity: PostIdentity
) -> None:
    before = post_keys.opened_identity(post_identity).recipient.raw
    finish("post", keeper)
    row = post_keys.identity_now()
    assert (row.key_version, post_keys.opened_identity(row).recipient.raw) == (2, before)
    with keys.installed(only_old(Domain.POST)), pytest.raises(PostNotSetUp):
        post_keys.opened_identity(row)


@pytest.fixture
def post_identity(cast: Cast) -> Iterator[PostIdentity]:
    from house.post import TestSigner

    with post_keys.signing_with(TestSigner()):
        yield post_keys.ensure_identity()


def test_x07_after_a_new_index_key_people_are_found_and_old_hashes_fit_nobody(
    cast: Cast, keeper: TestKeeper
) -> None:
    with gate.visiting():
        dora = create_patient(cast.ada.actor, read_identity(DORA), site=cast.main)
        number = patients.patient(cast.ada.actor, dora).number
        stolen = exact_hash("number", number)
    finish("index", keeper)
    finish("index", keeper)
    with gate.visiting():
        assert patients.by_number(cast.ada.actor, number).pk == dora
        assert exact_hash("number", number) != stolen
        emil = create_patient(
            cast.ada.actor, read_identity({**DORA, "given_name": "Emil"}), site=cast.main
        )
        assert patients.patient(cast.ada.actor, emil).number != number


def test_a_patients_files_move_with_a_new_data_key_and_the_old_ones_are_gone(
    cast: Cast, keeper: TestKeeper, django_capture_on_commit_callbacks: Any
) -> None:
    ada = cast.ada.actor
    with gate.visiting():
        dora = create_patient(ada, read_identity(DORA), site=cast.main)
        one, other = (_document(cast, dora, b"%PDF one and the same") for _ in range(2))
        old = bytes.fromhex(_address(cast, one))
        assert _address(cast, other) == old.hex()
    with django_capture_on_commit_callbacks(execute=True):
        finish("patients", keeper)
    assert list(DataKey.objects.filter(owner=dora).values_list("key_id", flat=True)) == [2]
    assert old not in set(documents.store().addresses())
    with gate.visiting():
        for document in (one, other):
            streamed = content(ada, document)
            assert b"".join(streamed.body) == b"%PDF one and the same"


def test_a_changed_row_keeps_its_owners_old_key_and_is_counted(
    cast: Cast, keeper: TestKeeper
) -> None:
    with gate.visiting():
        dora = create_patient(cast.ada.actor, read_identity(DORA), site=cast.main)
        emil = create_patient(
            cast.ada.actor, read_identity({**DORA, "given_name": "Emil"}), site=cast.main
        )
        _document(cast, dora, b"%PDF")
        with guard.passage():
            Document.objects.filter(patient_id=dora).update(size=99)
    assert finish("patients", keeper).faults == 1
    assert DataKey.objects.filter(owner=dora, key_id=1).exists()
    assert not DataKey.objects.filter(owner=emil, key_id=1).exists()


def test_k13_a_renewal_cut_in_the_middle_is_finished_by_the_next_pass(
    cast: Cast, keeper: TestKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    with gate.visiting():
        people = [
            create_patient(
                cast.ada.actor, read_identity({**DORA, "given_name": name}), site=cast.main
            )
            for name in ("Dora", "Emil", "Fritz")
        ]
    renewal.begin("patients", None)
    real, calls = rotation.rotate_patient_key, []

    def cut(owner: UUID, **told: Any) -> rotation.Rotated:
        calls.append(owner)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(owner, **told)

    monkeypatch.setattr(rotation, "rotate_patient_key", cut)
    with pytest.raises(KeyboardInterrupt):
        renewal.run_pass("worker", keeper, passage=guard.passage, settled=AT_ONCE)
    lending.end()
    monkeypatch.setattr(rotation, "rotate_patient_key", real)
    with gate.visiting():  # the practice works on in between
        names = [patients.patient(cast.ada.actor, PatientId(one)).given_name for one in people]
    assert names == ["Dora", "Emil", "Fritz"]
    for _ in range(4):
        renewal.run_pass("worker", keeper, passage=guard.passage, settled=AT_ONCE)
    assert set(DataKey.objects.filter(owner__in=people).values_list("key_id", flat=True)) == {2}


def test_the_old_version_stays_while_a_request_may_still_seal_with_it(
    cast: Cast, keeper: TestKeeper
) -> None:
    job = renewal.begin("login", None)
    for _ in range(3):
        renewal.run_pass("web", keeper, passage=guard.passage)
    job.refresh_from_db()
    assert job.finished_at is None
    assert sorted(keys.held().domains[Domain.LOGIN]) == [1, 2]


def test_one_renewal_of_a_key_at_a_time_and_only_of_known_keys(cast: Cast) -> None:
    renewal.begin("login", None)
    with pytest.raises(RenewalUnderWay):
        renewal.begin("login", None)
    for wrong in ("audit-row", "audit-chain", "alles", ""):
        with pytest.raises(NoRenewal):
            renewal.begin(wrong, None)


def test_a_version_made_a_second_ago_is_fetched_once(cast: Cast, keeper: TestKeeper) -> None:
    keeper.ask("new-domain-version", domain="login")
    asked: list[int] = []

    def fetch() -> None:
        asked.append(1)
        keeper.follow()

    keys.fetch_again_with(fetch)
    try:
        assert keys.domain_key(Domain.LOGIN, 2) == keys.held().domain(Domain.LOGIN, 2)
        with pytest.raises(UnknownKey):
            keys.domain_key(Domain.LOGIN, 3)
    finally:
        keys.fetch_again_with(lambda: None)
    assert len(asked) == 2


def _document(cast: Cast, patient: UUID, data: bytes) -> UUID:
    from praxis.patients.access import PatientAct
    from praxis.patients.models import Patient
    from praxis.record.access import RecordAct

    found = gate.one(cast.ada.actor, PatientAct.READ, Patient, patient)
    row = document_row(found, cast.ada.id, NewDocument("Brief", "letter"), Clean([data], Media.PDF))
    with gate.creating(cast.ada.actor, RecordAct.ADD_DOCUMENT) as work:
        return work.add(row).pk


def _address(cast: Cast, document: UUID) -> str:
    from praxis.record.documents.queries import document as read

    return read(cast.ada.actor, document).address


def test_the_command_line_begins_a_renewal_once(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["renew", "post", "--person", "lea"]) == 0
    assert KeyRenewal.objects.filter(what="post", finished_at=None).count() == 1
    assert main(["renew", "post", "--person", "lea"]) == 1
    assert "schon gewechselt" in capsys.readouterr().err


def test_a_renewal_typed_at_the_server_stands_in_the_log_with_its_person(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["renew", "login", "--person", "otto"]) == 0
    event = AuditEvent.objects.get(act="key:renew")
    assert (event.actor, event.reason) == (cast.otto.id, "cli-login")
    assert list(event.subjects) == [KeyRenewal.objects.get().id]
    for stranger in ("ben", "niemand"):
        assert main(["renew", "post", "--person", stranger]) == 1
    assert "Leitung oder Technik" in capsys.readouterr().err
    assert KeyRenewal.objects.count() == 1
    assert AuditEvent.objects.filter(act="key:renew").count() == 1
