"""One event, one line: when, how bad, where; exceptions by type and line, never their text."""

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Any, Final

from praxis.core.errors import PraxisError

_CONTROL: Final = {
    **{code: f"\\x{code:02x}" for code in [*range(32), *range(127, 160)]},
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


class SafeFormatter(logging.Formatter):
    """Writes no value of an exception, no traceback text and no control character.

    Only a `PraxisError` gives its `detail`, which holds ids and codes by rule.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        parts = [self.formatTime(record), record.levelname, record.name, record.getMessage()]
        if record.exc_info and record.exc_info[1] is not None:
            parts.append(chain_of(record.exc_info[1]))
        return " ".join(parts).translate(_CONTROL)


def say_only_what_is_safe() -> None:
    """Bring everything this process says to stderr under `SafeFormatter`, for its whole life.

    Log lines from INFO on, and what nobody caught: in the main thread, in another, in a finaliser
    (G-02). Python itself would print the text of an exception, which may hold a patient's words.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(SafeFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    sys.excepthook = lambda _kind, error, _trace: _uncaught(error)
    threading.excepthook = lambda told: _uncaught(told.exc_value)
    sys.unraisablehook = lambda told: _uncaught(told.exc_value)


def _uncaught(error: BaseException | None) -> None:
    if isinstance(error, KeyboardInterrupt) or error is None:
        return
    told: Any = (type(error), error, error.__traceback__)
    logging.getLogger("praxis").critical("uncaught", exc_info=told)


def chain_of(error: BaseException | None) -> str:
    """An exception and what caused it: kinds and places, without a word of their texts."""
    told: list[str] = []
    while error is not None and len(told) < 4:
        told.append(f"[{_name(error)} at {_where(error.__traceback__)}]")
        error = error.__cause__ or error.__context__
    return " from ".join(told)


def _name(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{kind} {error.detail}" if isinstance(error, PraxisError) and error.detail else kind


def _where(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)[-3:] if trace else []
    return " > ".join(f"{frame.filename}:{frame.lineno}" for frame in frames) or "?"
