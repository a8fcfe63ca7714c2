"""One PostgreSQL per test run, one migrated template, a copy of it per worker."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

    from embedded import EmbeddedServer

RUN_FOLDER = "PRAXISTRESOR_TEST_RUN"
TEMPLATE = "praxis_template"


def pytest_configure(config: pytest.Config) -> None:
    """Give the whole run one folder, before Django reads its settings."""
    if RUN_FOLDER not in os.environ:
        folder = tempfile.mkdtemp(prefix="ptr-")
        Path(folder).chmod(0o711)
        os.environ[RUN_FOLDER] = folder
        config.stash[_OWNS_RUN] = Path(folder)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    os.environ["PRAXISTRESOR_DATA"] = str(Path(os.environ[RUN_FOLDER]) / worker)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praxis.settings")
    # pytest-django may have read the settings already, with no folder of this run in them.
    from praxis.config import config as of_the_practice

    of_the_practice.cache_clear()


_OWNS_RUN: pytest.StashKey[Path] = pytest.StashKey()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a room asks the run's PostgreSQL is also run against Debian's, by its mark."""
    for item in items:
        of_a_room = (item.config.rootpath / "src") in item.path.parents
        if of_a_room and "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker("database")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server of the run and leave nothing behind."""
    folder = config.stash.get(_OWNS_RUN, None)
    if folder is None:
        return
    if (folder / "pg").exists():
        from embedded import EmbeddedServer

        EmbeddedServer(folder / "pg", fsync=False).remove()
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.pop(RUN_FOLDER, None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show PostgreSQL's own last words under a test that lost its connection."""
    report = yield
    folder = Path(os.environ.get(RUN_FOLDER, "")) / "pg"
    if _lost_its_connection(call.excinfo) and folder.exists():
        from embedded.places import places_for

        log = places_for(folder).log
        said = log.read_text()[-4000:] if log.exists() else "no log"
        report.sections.append((f"PostgreSQL log at {item.name}", said))
    return report


def _lost_its_connection(found: pytest.ExceptionInfo[BaseException] | None) -> bool:
    error = found.value if found else None
    while error is not None:
        if isinstance(error, psycopg.OperationalError):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Let only one worker of this run into the block."""
    with (Path(os.environ[RUN_FOLDER]) / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def postgres() -> "EmbeddedServer":
    """The PostgreSQL of this run, shared by all workers; `fsync` is off."""
    from embedded import EmbeddedServer

    with one_at_a_time("postgres"):
        server = EmbeddedServer(Path(os.environ[RUN_FOLDER]) / "pg", fsync=False)
        server.start()
    return server


def copy_database(server: "EmbeddedServer", template: str, name: str) -> None:
    """Make `name` a fresh copy of `template`."""
    with psycopg.connect(server.dsn("owner", "postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())


@pytest.fixture(scope="session")
def practice_template(postgres: "EmbeddedServer", django_db_blocker: "DjangoDbBlocker") -> str:
    """The name of a migrated database nobody is connected to."""
    from house.template import build_template

    with one_at_a_time("template"), django_db_blocker.unblock():
        build_template(postgres, TEMPLATE)
    return TEMPLATE


@pytest.fixture(scope="session")
def django_db_setup(postgres: "EmbeddedServer", practice_template: str) -> Generator[None]:
    """Point Django at this worker's copy of the template, as the application role."""
    from house.template import point_django_at

    name = f"praxis_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    copy_database(postgres, practice_template, name)
    point_django_at(postgres, name)
    yield
    from django.db import connections

    connections.close_all()


@pytest.fixture
def own_database(
    postgres: "EmbeddedServer", practice_template: str, request: pytest.FixtureRequest
) -> Generator[str]:
    """A database only this test uses, for tests that commit; Django is pointed at it meanwhile."""
    from house.template import point_django_at

    request.getfixturevalue("django_db_setup")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"praxis_own_{worker}"
    copy_database(postgres, practice_template, name)
    blocker: DjangoDbBlocker = request.getfixturevalue("django_db_blocker")
    with blocker.unblock():
        point_django_at(postgres, name)
        yield name
        point_django_at(postgres, f"praxis_{worker}")
