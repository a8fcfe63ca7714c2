"""G-02: what a process says when it breaks, in the log, in a thread and at its end."""

import logging
import os
import subprocess
import sys

import pytest

from praxis.core import logs
from praxis.core.errors import PraxisError

CANARY = "Kanarienvogel-Müller"
_BREAKS = {
    "at the end": "raise ValueError(WORD) from KeyError(WORD)",
    "in a thread": "t = threading.Thread(target=lambda: {}[WORD]); t.start(); t.join()",
    "in a finaliser": "class A:\n    def __del__(self): raise ValueError(WORD)\na = A()\ndel a",
    "in a log line": "try: {}[WORD]\nexcept KeyError: logging.getLogger('x').exception('no')",
}


@pytest.mark.parametrize("where", _BREAKS)
def test_g02_a_broken_process_tells_kinds_and_places_only(where: str) -> None:
    script = (
        "import logging, sys, threading\nfrom praxis.core import logs\n"
        f"WORD = {CANARY!r}\nlogs.say_only_what_is_safe()\n{_BREAKS[where]}\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    assert CANARY not in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
    assert "builtins." in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_g02_of_our_own_errors_the_detail_is_told() -> None:
    class Known(PraxisError):
        message = "Das ging nicht."

    error: BaseException = Known(detail="entry 7")
    assert "entry 7" in logs.chain_of(error)
    assert CANARY not in logs.chain_of(Known(message=CANARY))


def test_g02_a_command_tells_no_text_of_an_unforeseen_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from praxis.running import cli

    def broken(_: object) -> int:
        raise LookupError(CANARY)

    monkeypatch.setattr(cli, "_status", broken)
    assert cli.main(["status"]) == 70
    said = capsys.readouterr()
    assert CANARY not in said.out + said.err
    assert "LookupError" in said.err


def test_lines_are_one_line_each() -> None:
    record = logging.LogRecord("x", 20, "f", 1, "a\r\nb", None, None)
    assert "\n" not in logs.SafeFormatter().format(record)
