"""Keys are replaced while the practice works; what was cut is finished by the next call."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from praxis.core import clock
from praxis.core.ids import uuid7
from praxis.vault import PRACTICE, keys, lending, openers, resealing, rotation, row_mac, sheets
from praxis.vault.channel import read_keys
from praxis.vault.chest import Chest
from praxis.vault.data_keys import create_data_key
from praxis.vault.errors import BrokenSeal, StillSealed, UnknownKey
from praxis.vault.keys import Domain, Kind, ProcessKeys
from praxis.vault.models import DataKey
from praxis.vault.resealing import reassign, reseal_owner
from praxis.vault.roles import Role
from praxis.vault.service import KeeperService
from praxis.vault.tests.things import Note, Person
from seal.keys import SecretKey

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def only_the_little_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resealing, "sealed_models", lambda: [Person, Note])


def note_of(person: Person, text: str) -> Note:
    note = Note(
        key_owner=person.key_owner,
        person=person,
        code="A",
        amount=Decimal(1),
        happened_at=NOW,
        day=NOW.date(),
        text=text,
    )
    note.save(force_insert=True)
    return note


class InProcess:
    """The keeper's service without its socket."""

    def __init__(self, service: KeeperService) -> None:
        self.service = service

    def ask(self, op: str, **said: object) -> dict[str, object]:
        answer = self.service.answer(Role.WEB, {"op": op, **said})
        assert answer["ok"], answer
        return answer

    def follow(self) -> bool:
        keys.install(read_keys(self.ask("keys")))
        return True


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[InProcess]:
    way = openers.new_key_file(tmp_path / "root.key")
    day = date(2026, 11, 1)
    with clock.clock_set_to(clock.FixedClock(NOW)):
        Chest.create(tmp_path / "v", [openers.new_opener(way, added_on="2026-11-01")], on=day)
        found = InProcess(KeeperService(lambda given: Chest.open(tmp_path / "v", given)))
        found.ask("unseal", kind=way.kind.value, secret=way.secret)
        found.follow()
        yield found
    keys.forget()


def test_every_month_all_data_keys_move_to_the_new_epoch(db: None, keeper: InProcess) -> None:
    owners = [uuid7() for _ in range(7)]
    for owner in owners:
        create_data_key(owner, "intake" if owner == owners[0] else "patient")
    seen: list[tuple[int, int]] = []
    with clock.clock_set_to(clock.FixedClock(NOW + timedelta(days=10))):
        assert rotation.rotate_epochs(keeper, progress=lambda *at: seen.append(at)) == 7
        assert rotation.rotate_epochs(keeper) == 0
    assert set(DataKey.objects.values_list("epoch", flat=True)) == {202612}
    states = [[202611, "retired"], [202612, "active"], [202701, "active"]]
    assert keeper.ask("status")["epochs"] == states
    assert seen[-1] == (7, 7)
    with lending.opened() as lent:
        lent.lend(owners)
        assert all(lent.lends(owner) for owner in owners)


def test_k13_a_cut_rewrap_goes_on_where_it_ended(
    db: None, vault_open: ProcessKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    owners = [uuid7() for _ in range(6)]
    for owner in owners:
        create_data_key(owner)
    only_old = {held: key for held, key in vault_open.epochs.items() if held[1] == 1}
    DataKey.objects.all().delete()
    with keys.installed(ProcessKeys(vault_open.domains, only_old)):
        for owner in owners:
            create_data_key(owner)

    def cut(done: int, total: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rewrap_data_keys(batch=2, progress=cut)
    assert DataKey.objects.filter(epoch=2).count() == 4
    with lending.opened() as lent:  # the practice works on in between
        lent.lend(owners)
        assert all(lent.lends(owner) for owner in owners)
    assert rotation.rewrap_data_keys(batch=2) == 2


def test_k14_an_erased_record_opens_from_no_backup_after_the_retention(
    sealed_tables: None, db: None, keeper: InProcess
) -> None:
    with lending.opened():
        owner = uuid7()
        create_data_key(owner)
        person = Person(key_owner=owner, name="Dora Muster")
        person.save(force_insert=True)
    dump = list(DataKey.objects.filter(owner=owner))
    DataKey.objects.filter(owner=owner).delete()
    with clock.clock_set_to(clock.FixedClock(NOW + timedelta(days=10))):
        rotation.rotate_epochs(keeper)
        assert rotation.destroy_old_epochs(keeper) == []
    with clock.clock_set_to(clock.FixedClock(NOW + timedelta(days=400))):
        rotation.rotate_epochs(keeper)
        assert rotation.destroy_old_epochs(keeper) == [202611]
    DataKey.objects.bulk_create(dump)
    with lending.opened() as lent, pytest.raises(UnknownKey):
        lent.lend([owner])


def test_a_patient_gets_a_new_key_and_the_old_one_goes_when_it_is_safe(person: Any) -> None:
    owner = person.key_owner
    with lending.opened() as lent:
        lent.lend([owner])
        note = note_of(person, "Lunge frei")
        first = rotation.rotate_patient_key(owner)
        assert (first.moved, first.finished) == (2, False)
        assert rotation.rotate_patient_key(owner) == rotation.Rotated(0, finished=False)
        # a request that still had the old key seals once more
        late = rotation.rotate_patient_key(owner, settled=timedelta(0))
        assert late.finished
        again = Note.objects.get(id=note.id)
        row_mac.verify(again)
        assert (again.text, Person.objects.get(id=person.id).name) == ("Lunge frei", "Dora Muster")
        with pytest.raises(UnknownKey):
            _ = person.name  # loaded before: sealed under the key that is gone
    assert list(DataKey.objects.filter(owner=owner).values_list("key_id", flat=True)) == [2]


def test_a_changed_frozen_row_is_never_made_good_by_rotation(person: Any) -> None:
    with lending.opened() as lent:
        lent.lend([person.key_owner])
        note = note_of(person, "Lunge frei")
        Note.objects.filter(id=note.id).update(code="B")
        create_data_key(person.key_owner)
        with pytest.raises(BrokenSeal):
            reseal_owner(person.key_owner)


def test_an_unassigned_thing_becomes_the_patients_and_its_key_is_destroyed(
    person: Any, django_capture_on_commit_callbacks: Any
) -> None:
    intake = uuid7()
    with lending.opened() as lent:
        lent.lend([person.key_owner])
        create_data_key(intake, Kind.INTAKE)
        waiting = Person(key_owner=intake, name="Befund ohne Patient")
        waiting.save(force_insert=True)
        note = note_of(waiting, "Kalium 3,9")

        def assign(row: Any) -> list[str]:
            row.born = 1958
            return ["born"] if isinstance(row, Person) else []

        with django_capture_on_commit_callbacks(execute=True):
            assert reassign(intake, person.key_owner, assign=assign) == 2
        assert not DataKey.objects.filter(owner=intake).exists()
        assert not lent.lends(intake)
        moved = Note.objects.get(id=note.id)
        row_mac.verify(moved)
        assert (moved.key_owner, moved.text) == (person.key_owner, "Kalium 3,9")
        with pytest.raises(StillSealed):
            _ = waiting.name


def test_the_login_key_is_replaced_with_the_staff_names_under_it(
    sealed_tables: None, db: None, keeper: InProcess
) -> None:
    with lending.opened():
        row = Person(key_owner=PRACTICE, name="Dr. Ada Beispiel")
        row.save(force_insert=True)
        assert rotation.new_domain_key(keeper, Domain.LOGIN) == 2
        assert reseal_owner(PRACTICE) == 1
        rotation.drop_old_domain_keys(keeper, Domain.LOGIN)
        assert Person.objects.get(id=row.id).name == "Dr. Ada Beispiel"
    with pytest.raises(ValueError, match="log"):
        rotation.drop_old_domain_keys(keeper, Domain.AUDIT_ROW)


def test_any_two_of_three_sheets_open_the_vault(tmp_path: Path) -> None:
    material, words = sheets.new_sheets()
    way = openers.new_opener(material, added_on="2026-11-23").sealing({1: SecretKey.new()})
    assert [len(sheet.split()) for sheet in words] == [33, 33, 33]
    for one, other in ((0, 1), (0, 2), (2, 1)):
        found = sheets.combine([words[one].upper(), f"  {words[other]}\n"])
        assert list(way.open(found)) == [1]


@pytest.mark.parametrize("bad", [[], ["eins zwei"], [0], [0, 0], [0, "foreign"]])
def test_sheets_that_do_not_fit_say_so(bad: list[Any]) -> None:
    (_, words), (_, foreign) = sheets.new_sheets(), sheets.new_sheets()
    chosen = [words[w] if w == 0 else foreign[0] if w == "foreign" else w for w in bad]
    with pytest.raises(sheets.BadSheets):
        sheets.combine(chosen)


def test_e04_the_printed_sheets_escape_the_practice_and_load_nothing() -> None:
    _, words = sheets.new_sheets()
    told = {"practice": "<img src=file:///etc/passwd>", "made_on": "23.11.2026"}
    html = sheets.sheets_html(words, **told)
    assert "<img" not in html
    assert all(word in html for word in words[2].split())
    assert sheets.sheets_pdf(words, **told).startswith(b"%PDF")
