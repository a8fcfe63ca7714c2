"""Sealed columns give their value only while it is lent, and only where it belongs."""

import copy
import json
import pickle  # noqa: TID251 - Django pickles rows into caches and sessions; that must stay sealed
from typing import Any

import pytest
from django.core import serializers
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import Count, F, Q, QuerySet, Value
from django.forms.models import model_to_dict
from django.template import Context, Engine
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from praxis.core.ids import uuid7
from praxis.vault import lending
from praxis.vault.data_keys import create_data_key
from praxis.vault.errors import BrokenSeal, SealedColumnUsed, StillSealed, UnknownKey
from praxis.vault.fields import SealedText
from praxis.vault.sealed import Sealed
from praxis.vault.tests.things import Note, Person

CANARY = "Dora Muster"


def stored(person: Person, column: str = "name") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM vault_tests_person WHERE id = %s", [person.id])  # noqa: S608 - own names
        return bytes(cursor.fetchone()[0])


def put(person: Person, column: str, value: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE vault_tests_person SET {column} = %s WHERE id = %s",  # noqa: S608 - own names
            [value, person.id],
        )


def another_of(owner: Any) -> Person:
    saved = Person(key_owner=owner, name="Emil", phone=None)
    saved.save(force_insert=True)
    found: Person = Person.objects.get(id=saved.id)
    return found


def test_a_lent_row_gives_its_values(person: Person) -> None:
    with lending.opened() as lent:
        lent.lend([person.key_owner])
        assert person.name == CANARY
        assert person.phone == "030 1234"
        assert person.answers is None
        assert person.picture == b""


def test_a_row_that_is_not_lent_raises(person: Person) -> None:
    with pytest.raises(StillSealed):
        _ = person.name
    with lending.opened(), pytest.raises(StillSealed):
        _ = person.name


def test_lending_ends_and_the_row_is_sealed_again(person: Person) -> None:
    with lending.opened() as lent:
        lent.lend([person.key_owner])
        assert person.name == CANARY
    with pytest.raises(StillSealed):
        _ = person.name
    assert CANARY not in repr(person.__dict__)


def test_nothing_that_shows_a_row_shows_its_name(person: Person) -> None:
    for lend in (False, True):
        with lending.opened() as lent:
            if lend:
                lent.lend([person.key_owner])
                assert person.name == CANARY
            shown = [repr(person), str(person), f"{person}", repr(person.__dict__)]
            shown += [str(model_to_dict(person)), f"{person.__dict__['name']:>12}"]
            shown += [serializers.serialize("json", [person])]
            assert not any(CANARY in text for text in shown)
            assert "‹sealed›" in shown[3]
            assert "‹sealed›" in json.loads(shown[6])[0]["fields"]["name"]


@pytest.mark.parametrize(
    "template",
    ["{{ p.name }}", "{{ p.name|upper|lower }}", "{{ p.answers.deep.er }}", "{{ p.name.0 }}"],
)
def test_a_template_shows_that_a_value_is_sealed(person: Person, template: str) -> None:
    rendered = Engine().from_string(template).render(Context({"p": person}))
    assert rendered == "‹sealed›"


def test_a_template_shows_a_lent_value(person: Person) -> None:
    with lending.opened() as lent:
        lent.lend([person.key_owner])
        template = Engine().from_string("{{ p.name }} {{ p.born }}")
        assert template.render(Context({"p": person})) == "Dora Muster 1958"


def test_a_template_loop_over_a_sealed_value_fails_loudly(person: Person) -> None:
    template = Engine().from_string("{% for a in p.answers %}x{% endfor %}")
    with pytest.raises(StillSealed):
        template.render(Context({"p": person}))


def test_a_row_pickles_as_ciphertext(person: Person) -> None:
    with lending.opened() as lent:
        lent.lend([person.key_owner])
        assert person.name == CANARY
        data = pickle.dumps(person)
        assert b"Dora" not in data
    column = pickle.loads(pickle.dumps(person.__dict__["name"]))  # noqa: S301 - made a moment ago
    assert column == person.__dict__["name"]
    assert str(column) == "‹sealed›"


def test_an_unsaved_value_is_never_pickled(person: Person) -> None:
    person.name = "Neu"
    assert person.name == "Neu"
    assert "Neu" not in repr(person.__dict__)
    with pytest.raises(TypeError):
        pickle.dumps(person)
    draft = person.__dict__["name"]
    assert copy.deepcopy(draft) is draft
    assert copy.copy(draft) is draft


def test_saving_seals_the_draft_and_drops_the_plain_text(person: Person) -> None:
    before = stored(person)
    with lending.opened() as lent:
        lent.lend([person.key_owner])
        person.name = "Anders"
        person.save(update_fields=["name"])
        assert isinstance(person.__dict__["name"], Sealed)
        assert person.name == "Anders"
    assert stored(person) != before
    assert b"Anders" not in stored(person)


def test_saving_without_a_lending_is_refused(person: Person) -> None:
    person.name = "Anders"
    with pytest.raises(StillSealed):
        person.save(update_fields=["name"])


def test_a_refresh_copies_unopened_values(person: Person) -> None:
    person.name = "verworfen"
    person.refresh_from_db()
    assert isinstance(person.__dict__["name"], Sealed)
    deferred = Person.objects.defer("name").get(id=person.id)
    with lending.opened() as lent:
        lent.lend([person.key_owner])
        assert person.name == CANARY
        assert deferred.name == CANARY


def test_x04_a_value_moved_to_another_row_does_not_open(person: Person) -> None:
    with lending.opened() as lent:
        lent.lend([person.key_owner])
        other = another_of(person.key_owner)
        put(other, "name", stored(person))
        other.refresh_from_db()
        with pytest.raises(BrokenSeal):
            _ = other.name


def test_x04_a_value_moved_to_another_column_does_not_open(person: Person) -> None:
    put(person, "phone", stored(person))
    person.refresh_from_db()
    with lending.opened() as lent:
        lent.lend([person.key_owner])
        with pytest.raises(BrokenSeal):
            _ = person.phone


def test_x04_a_row_given_to_another_owner_does_not_open(person: Person) -> None:
    with lending.opened() as lent:
        other = uuid7()
        create_data_key(other)
        lent.lend([person.key_owner])
        Person.objects.filter(id=person.id).update(key_owner=other)
        person.refresh_from_db()
        with pytest.raises(BrokenSeal):
            _ = person.name


def test_x01_a_flipped_byte_never_opens(person: Person) -> None:
    value = stored(person)
    with lending.opened() as lent:
        lent.lend([person.key_owner])
        for at in range(len(value)):
            flipped = bytearray(value)
            flipped[at] ^= 1
            person.__dict__["name"] = Sealed(bytes(flipped))
            with pytest.raises(BrokenSeal):
                _ = person.name


def test_x06_an_unknown_key_id_is_an_error_and_never_a_trial(person: Person) -> None:
    value = stored(person)
    person.__dict__["name"] = Sealed(value[:1] + (9).to_bytes(4, "big") + value[5:])
    with lending.opened() as lent:
        lent.lend([person.key_owner])
        with pytest.raises(UnknownKey):
            _ = person.name


def test_equal_names_have_different_ciphertexts_of_the_same_size(person: Person) -> None:
    with lending.opened() as lent:
        lent.lend([person.key_owner])
        other = another_of(person.key_owner)
        assert len(stored(other)) == len(stored(person)) == 33 + 64
        assert len(stored(other, "phone")) == 33 + 64
        other.name = CANARY
        other.save(update_fields=["name"])
        assert stored(other) != stored(person)


def test_g06_the_stored_row_holds_no_canary(person: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_json(p)::text FROM vault_tests_person p")
        dump = str(cursor.fetchall())
    assert "Dora" not in dump
    assert CANARY.encode().hex() not in dump


REFUSED: dict[str, Any] = {
    "filter": lambda q: list(q.filter(name="Dora")),
    "filter on an expression": lambda q: list(q.filter(Q(born=F("name")))),
    "startswith": lambda q: list(q.filter(name__startswith="D")),
    "in": lambda q: list(q.filter(name__in=["a"])),
    "exclude": lambda q: list(q.exclude(name="Dora")),
    "order_by": lambda q: list(q.order_by("name")),
    "order_by desc": lambda q: list(q.order_by(F("name").desc())),
    "values": lambda q: list(q.values("name")),
    "values_list": lambda q: list(q.values_list("name", flat=True)),
    "F": lambda q: list(q.annotate(copied=F("name"))),
    "aggregate": lambda q: q.aggregate(n=Count("name")),
    "distinct on": lambda q: list(q.order_by("name").distinct("name")),
    "update": lambda q: q.update(name="x"),
    "update with a sealed value": lambda q: q.update(name=Sealed(b"x" * 60)),
    "update from F": lambda q: q.update(born=F("name")),
    "bulk_update": lambda q: q.bulk_update(list(q), ["name"]),
    "raw query set": lambda _: list(QuerySet(Person).filter(name="x")),
    "raw query set update": lambda _: QuerySet(Person).update(name="x"),
    "raw query set values": lambda _: list(QuerySet(Person).values("name")),
    "across a join": lambda _: list(Note.objects.filter(person__name="x")),
    "values across a join": lambda _: list(Note.objects.values("person__name")),
    "F across a join": lambda _: list(Note.objects.annotate(n=F("person__name"))),
    "value expression": lambda q: list(q.filter(born=Value("x", output_field=SealedText("n")))),
    "lookup isnull on a transform": lambda q: list(q.filter(name__lower__isnull=True)),
    "dates": lambda q: list(q.dates("name", "year")),
}


@pytest.mark.parametrize("way", REFUSED)
def test_the_database_is_never_asked_about_a_sealed_column(person: Person, way: str) -> None:
    with lending.opened() as lent:
        lent.lend([person.key_owner])
        with pytest.raises((SealedColumnUsed, AssertionError)), transaction.atomic():
            REFUSED[way](Person.objects.all())


def test_only_isnull_may_be_asked(person: Person) -> None:
    assert Person.objects.filter(name__isnull=False).count() == 1
    assert Person.objects.exclude(phone__isnull=False).count() == 0


def test_a_draft_reaching_the_database_layer_is_refused(person: Person) -> None:
    with pytest.raises(SealedColumnUsed):
        Person._meta.get_field("name").get_db_prep_save(CANARY, connection)


def test_unknown_is_refused_where_a_value_is_due(person: Person) -> None:
    with lending.opened() as lent:
        lent.lend([person.key_owner])
        person.name = None
        with pytest.raises(TypeError):
            person.save(update_fields=["name"])


def test_bulk_create_seals_each_row(sealed_tables: None, db: None, vault_open: Any) -> None:
    with lending.opened():
        owner = uuid7()
        create_data_key(owner)
        Person.objects.bulk_create([Person(key_owner=owner, name=f"P{n}") for n in range(3)])
        names = {found.name for found in Person.objects.all()}
    assert names == {"P0", "P1", "P2"}


@given(
    text=st.text(max_size=400),
    value=st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
        ),
    ),
)
@hypothesis_settings(max_examples=60, deadline=None)
def test_every_value_comes_back_as_it_was(text: str, value: Any) -> None:
    from house.held_keys import fresh_keys
    from praxis.vault import keys
    from seal.keys import SecretKey

    if any(0xD800 <= ord(sign) <= 0xDFFF for sign in text):
        return
    with keys.installed(fresh_keys()), lending.opened() as lent:
        row = Person(key_owner=uuid7(), name=text, answers=value)
        lent.hold(row.key_owner, 1, SecretKey.new())
        for name in ("name", "answers"):
            column: Any = Person._meta.get_field(name)
            row.__dict__[name] = column.pre_save(row, True)
        assert row.name == text
        assert row.answers == value


def test_a_historical_model_without_label_stays_sealed(person: Person) -> None:
    class Past(models.Model):
        id = models.UUIDField(primary_key=True)
        key_owner = models.UUIDField()
        name = SealedText("name")

        class Meta:
            app_label = "vault_tests"
            db_table = "vault_tests_person"
            managed = False

    found: Any = QuerySet(Past).get(id=person.id)
    with lending.opened() as lent:
        lent.lend([person.key_owner])
        with pytest.raises(StillSealed):
            _ = found.name


def test_a_constraint_still_speaks_after_sealing(person: Person) -> None:
    with lending.opened() as lent:
        lent.lend([person.key_owner])
        twin = Person(id=person.id, key_owner=person.key_owner, name="Zwilling")
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            twin.save(force_insert=True)
