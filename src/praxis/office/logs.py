"""One event, one line: when, how bad, where; exceptions by type and line, never their text."""

import logging
import traceback
from types import TracebackType
from typing import Final

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
            parts.append(_chain(record.exc_info[1]))
        return " ".join(parts).translate(_CONTROL)


def _chain(error: BaseException | None) -> str:
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
