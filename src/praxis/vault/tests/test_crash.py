"""A rotation that is killed with -9 in the middle leaves every record readable, and goes on."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from house.pytest_practice import copy_database

pytestmark = pytest.mark.crash

NAME = "vault_crash"
ROWS = 400
SCRIPT = """
import sys
import django; django.setup()
from django.db import connection
from praxis.core.ids import uuid7
from praxis.vault import keys, lending, rotation
from praxis.vault.data_keys import create_data_key
from praxis.vault.keys import Domain, Kind, ProcessKeys
from praxis.vault.models import DataKey
from seal.keys import SecretKey

def held(*epochs):
    return ProcessKeys(epochs={(k, n): SecretKey(bytes([n]) * 32) for k in Kind for n in epochs})

if sys.argv[1] == "make":
    keys.install(held(1))
    for _ in range(int(sys.argv[2])):
        create_data_key(uuid7())
elif sys.argv[1] == "rotate":
    keys.install(held(1, 2))
    def progress(done, total):
        print(done, flush=True)
    rotation.rewrap_data_keys(batch=5, progress=progress)
elif sys.argv[1] == "check":
    keys.install(held(1, 2))
    owners = list(DataKey.objects.values_list("owner", flat=True))
    with lending.opened() as lent:
        lent.lend(owners)
        print(sum(map(lent.lends, owners)), DataKey.objects.filter(epoch=2).count())
"""


@pytest.fixture
def run(postgres: Any, practice_template: str) -> Iterator[Any]:
    copy_database(postgres, practice_template, NAME)
    env = {**os.environ, "PRAXISTRESOR_DATABASE": postgres.dsn("app", NAME)}
    env["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", SCRIPT, *arguments]
        return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)

    yield start
    with psycopg.connect(postgres.dsn("owner", "postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)'.encode())


def test_k13_a_rotation_killed_in_the_middle_goes_on(run: Any) -> None:
    assert run("make", str(ROWS)).wait(60) == 0
    rotating = run("rotate")
    assert rotating.stdout.readline().strip() == "5"
    rotating.kill()
    rotating.wait(10)
    readable, moved = map(int, run("check").communicate(timeout=60)[0].split())
    assert readable == ROWS
    assert 0 < moved < ROWS
    assert run("rotate").wait(60) == 0
    assert run("check").communicate(timeout=60)[0].split() == [str(ROWS), str(ROWS)]
