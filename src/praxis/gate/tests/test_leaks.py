"""Every way Django offers to reach a row is one row of this test, and is refused."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery

from praxis.core import clock
from praxis.core.ids import uuid7
from praxis.gate.guard import NotThroughTheGate, passage
from praxis.patients.models import NamedStaff, Patient, PatientSite
from praxis.vault.models import DataKey

ID = uuid7()


def _patient() -> Patient:
    with passage():
        return Patient(id=ID, key_owner=ID, recorded_at=clock.now())


def _carried_out() -> Any:
    with passage():
        lazy = Patient.objects.filter(sex="W")
    return list(lazy)


def _in_another_thread() -> None:
    caught: list[BaseException] = []

    def look() -> None:
        try:
            list(Patient.objects.all())
        except NotThroughTheGate as refused:
            caught.append(refused)
        finally:
            connection.close()

    with passage():
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    raise caught[0]


def _async(make: Callable[[], Any]) -> Any:
    async def run() -> Any:
        return await make()

    return asyncio.run(run())


def _beneath() -> Any:
    connection.ensure_connection()
    return connection.connection


def _prepared_earlier() -> None:
    with passage(), connection.cursor() as cursor:
        cursor.execute("PREPARE earlier AS SELECT * FROM patient")
    try:
        connection.cursor().execute("EXECUTE earlier")
    finally:
        connection.cursor().execute("DEALLOCATE earlier")


WAYS: dict[str, Callable[[], Any]] = {
    "all": lambda: list(Patient.objects.all()),
    "get": lambda: Patient.objects.get(pk=ID),
    "filter": lambda: list(Patient.objects.filter(sex="W")),
    "first": lambda: Patient.objects.first(),
    "last": lambda: Patient.objects.last(),
    "earliest": lambda: Patient.objects.earliest("recorded_at"),
    "values": lambda: list(Patient.objects.values("id")),
    "values_list": lambda: list(Patient.objects.values_list("id", flat=True)),
    "only": lambda: list(Patient.objects.only("id")),
    "defer": lambda: list(Patient.objects.defer("state")),
    "dates": lambda: list(Patient.objects.dates("closed_on", "year")),
    "in_bulk": lambda: Patient.objects.in_bulk([ID]),
    "raw": lambda: list(Patient.objects.raw("SELECT * FROM patient")),
    "aggregate": lambda: Patient.objects.aggregate(Count("id")),
    "annotate": lambda: list(Patient.objects.annotate(n=Count("sites"))),
    "exists": lambda: Patient.objects.exists(),
    "contains": lambda: Patient.objects.contains(_patient()),
    "count": lambda: Patient.objects.count(),
    "iterator": lambda: list(Patient.objects.iterator()),
    "explain": lambda: Patient.objects.all().explain(),
    "union": lambda: list(Patient.objects.all().union(Patient.objects.all())),
    "reverse": lambda: list(Patient.objects.reverse()),
    "select_related": lambda: list(PatientSite.objects.select_related("patient")),
    "prefetch_related": lambda: list(Patient.objects.prefetch_related("sites")),
    "select_for_update": lambda: list(Patient.objects.select_for_update()),
    "related manager": lambda: list(_patient().sites.all()),
    "forward relation": lambda: PatientSite(patient_id=ID).patient,
    "reverse relation": lambda: list(_patient().merged_from.all()),
    "refresh_from_db": lambda: _patient().refresh_from_db(),
    "_base_manager": lambda: list(Patient._base_manager.all()),
    "_default_manager": lambda: list(Patient._default_manager.all()),
    "plain query set": lambda: list(QuerySet(Patient)),
    "get_or_create": lambda: Patient.objects.get_or_create(pk=ID),
    "update_or_create": lambda: Patient.objects.update_or_create(pk=ID),
    "create": lambda: NamedStaff.objects.create(
        key_owner=ID, patient_id=ID, account=ID, since=clock.now(), reason=""
    ),
    "bulk_create": lambda: Patient.objects.bulk_create([_patient()]),
    "bulk_update": lambda: Patient.objects.bulk_update([_patient()], ["state"]),
    "update": lambda: Patient.objects.update(state="closed"),
    "delete by query": lambda: Patient.objects.all().delete(),
    "_raw_delete": lambda: Patient.objects.all()._raw_delete("default"),
    "save": lambda: _patient().save(),
    "save_base": lambda: _patient().save_base(force_insert=True),
    "delete": lambda: _patient().delete(),
    "async get": lambda: _async(lambda: Patient.objects.aget(pk=ID)),
    "async count": lambda: _async(lambda: Patient.objects.acount()),
    "async save": lambda: _async(lambda: _patient().asave()),
    "carried out": _carried_out,
    "another thread": _in_another_thread,
    "subquery from an open model": lambda: list(
        DataKey.objects.filter(owner__in=Patient.objects.values("key_owner"))
    ),
    "subquery annotation": lambda: list(
        DataKey.objects.annotate(s=Subquery(Patient.objects.values("state")[:1]))
    ),
    "exists annotation": lambda: list(
        DataKey.objects.filter(Exists(Patient.objects.filter(pk=OuterRef("owner"))))
    ),
    "F through a relation": lambda: list(
        PatientSite.objects.annotate(s=F("patient__state")).values("s")
    ),
    "raw cursor": lambda: connection.cursor().execute("SELECT * FROM patient"),
    "raw cursor, other case": lambda: connection.cursor().execute("SELECT * FROM PATIENT"),
    "raw cursor, quoted": lambda: connection.cursor().execute('SELECT 1 FROM "patient_site"'),
    "executemany": lambda: connection.cursor().executemany(
        "DELETE FROM patient WHERE id=%s", [[ID]]
    ),
    "copy": lambda: connection.cursor().copy("COPY patient TO STDOUT").__enter__(),
    "stream": lambda: list(connection.cursor().stream("SELECT * FROM patient")),
    "psycopg beneath": lambda: _beneath().execute("SELECT * FROM patient"),
    "cursor beneath": lambda: connection.cursor().cursor.execute("SELECT * FROM patient"),
    "escaped identifier": lambda: connection.cursor().execute('SELECT * FROM U&"p\\0061tient"'),
    "a query in a string": lambda: connection.cursor().execute(
        "SELECT query_to_xml('SELECT * FROM pat' || 'ient', true, false, '')"
    ),
    "the schema as XML": lambda: connection.cursor().execute(
        "SELECT schema_to_xml('public', true, false, '')"
    ),
    "anonymous block": lambda: connection.cursor().execute(
        "DO $$ BEGIN EXECUTE 'DELETE FROM pat' || 'ient'; END $$"
    ),
    "prepared earlier": _prepared_earlier,
    "server-side cursor": lambda: next(Patient.objects.iterator(chunk_size=1)),
}


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_round_the_gate(way: str) -> None:
    with pytest.raises(NotThroughTheGate):
        WAYS[way]()


@pytest.mark.django_db
def test_inside_a_passage_the_same_query_works() -> None:
    with passage():
        assert Patient.objects.count() == 0
