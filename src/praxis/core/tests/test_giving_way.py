"""Long work nobody waits for takes breaks as long as itself, and keeps nobody from their turn."""

import os
import threading
import time

import pytest

from praxis.core.giving_way import Rests, step_back


def test_a_break_is_as_long_as_the_work_before_it_and_no_longer_than_a_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept: list[float] = []
    now = [100.0]
    monkeypatch.setattr("praxis.core.giving_way.time.monotonic", lambda: now[0])
    rest = Rests(slept.append)
    for worked in (0.25, 0.0, 7.0):
        now[0] += worked
        rest()
    assert slept == [0.25, 0.0, 1.0]


def test_the_break_itself_is_no_work() -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        time.sleep(0.2)

    rest = Rests(sleep)
    rest()
    rest()
    assert max(slept) < 0.2


def test_only_the_thread_that_steps_back_does() -> None:
    seen: list[int] = []

    def work() -> None:
        step_back()
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [max(10, before)]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before
