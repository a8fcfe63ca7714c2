"""What every part loads is loaded once, here in the supervisor; a part branches off by `fork`.

Five processes that each import the rooms take 60 MB apiece; branches share these pages until one
writes to them, and a start does the work of loading once instead of five times. Only what is
public is shared: the stem holds no key, no password and no connection, and refuses to branch if
it ever did. The keeper never branches off; it loads none of this.
"""

import ctypes
import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, Final

from praxis.config import config as of_this_process
from praxis.core import logs, memory
from praxis.core.errors import PraxisError
from praxis.core.words import marked
from praxis.running.parts import Part, Process, end_with

_PR_SET_NAME: Final = 15
_LOOK: Final = 0.02
# Where migrations and the log's chain connect; the keeper is told by itself.
_NOT_FOR_PARTS: Final = ("PRAXISTRESOR_OWNER_DATABASE", "PRAXISTRESOR_CHAIN_DATABASE")


class NotBare(PraxisError):
    """The supervisor holds something a part must not inherit: a mistake in our code."""

    message = marked("Dieser Teil lässt sich so nicht starten.")
    status = 500


def load(env: Mapping[str, str]) -> None:
    """Load the rooms with these settings, and what else every part needs; opens nothing."""
    memory.few_arenas()
    os.environ.update(env)
    for name in _NOT_FOR_PARTS:
        os.environ.pop(name, None)
    of_this_process.cache_clear()
    import django

    django.setup()
    _warm()
    # What is here stays: a collector that looked through it would copy every page of it.
    gc.collect()
    memory.give_back()
    gc.freeze()


def _warm() -> None:
    """Everything that is made at first use and is the same in each part."""
    from django.urls import get_resolver
    from django.utils import translation

    import praxis.exchange.post.worker
    import praxis.patients.search_doors
    import praxis.running.duties
    import praxis.running.worker  # noqa: F401 - loaded for the branches

    get_resolver().url_patterns  # noqa: B018 - reads every room's addresses
    with translation.override("de"):
        translation.gettext("")


@dataclass(slots=True)
class Forked:
    """A child by `fork` as the supervisor sees it: what `Popen` offers, as far as we need it."""

    pid: int
    _code: int | None = field(default=None)

    def poll(self) -> int | None:
        """Its exit status, None while it runs."""
        if self._code is None:
            try:
                ended, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:  # somebody else asked first; it is gone
                self._code = -1
            else:
                self._code = os.waitstatus_to_exitcode(status) if ended else None
        return self._code

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended: its number may be somebody else's by now."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; subprocess.TimeoutExpired as `Popen` raises it."""
        until = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
            time.sleep(_LOOK)
        return code


@dataclass(slots=True)
class Branch(Part):
    """A part that goes on from the loaded stem with `work`; everything else is as with a `Part`."""

    work: Callable[[], object] = field(kw_only=True)

    def _launch(self, out: IO[bytes]) -> Process:
        insist_on_bare()
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        # A signal that came in between would find the supervisor's handler in the branch, or be
        # lost among what Python does around a fork.
        heard = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGTERM, signal.SIGINT))
        child = os.fork()
        if child:
            self.process = Forked(child)
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)
            return self.process
        code = 1
        try:
            self._begin(out)
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)
            end_with(parent)
            self.work()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except BaseException:  # noqa: BLE001 - its end is told and this process ends with it
            sys.excepthook(*sys.exc_info())
        finally:
            # Never back into the supervisor's own frames, nor to what it does at its end.
            with_output_said()
            os._exit(code)

    def _begin(self, out: IO[bytes]) -> None:
        """A session, a name, a log and settings of its own; no handler of the supervisor."""
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
        _let_go_of_files()
        sys.stdout, sys.stderr = (os.fdopen(n, "w", 1, closefd=False) for n in (1, 2))
        name = f"tresor-{self.name}".encode()[:15]
        ctypes.CDLL(None).prctl(_PR_SET_NAME, name, 0, 0, 0)
        os.environ.update(self.env)
        of_this_process.cache_clear()
        logs.say_only_what_is_safe()


def _let_go_of_files() -> None:
    """Point every other open file at nothing. Not closed: an object that closes its number later
    would close somebody else's.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in map(int, os.listdir("/proc/self/fd")):  # noqa: PTH208 - numbers, not paths
        if number not in (1, 2, nothing):
            os.dup2(nothing, number, inheritable=number == 0)


def insist_on_bare() -> None:
    """NotBare if this process holds keys or a connection to the database."""
    from django.db import connections

    from praxis.vault import keys

    if keys.is_open():
        raise NotBare(detail="keys")
    if any(one.connection is not None for one in connections.all(initialized_only=True)):
        raise NotBare(detail="database")


def with_output_said() -> None:
    """Let what was printed reach the log."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            continue
