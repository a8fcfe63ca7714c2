"""What was freed goes back to the system."""

from pathlib import Path

from praxis.core import memory


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1])


def test_what_was_taken_and_freed_is_given_back() -> None:
    memory.few_arenas()
    taken = [b"x" * 100_000 for _ in range(500)]
    last = b"x" * 100_000  # keeps the end of the heap in use
    most = _resident()
    taken.clear()
    memory.give_back()
    assert len(last) == 100_000
    assert (most - _resident()) * 4096 > 40_000_000
