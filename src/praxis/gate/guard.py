"""Why going round the gate fails: without an open passage no SQL reaches a guarded table."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, Final

from django.apps import apps

from praxis.core.errors import PraxisError
from praxis.core.words import marked


class NotThroughTheGate(PraxisError):
    """Somebody tried to reach patient data beside the gate: a mistake in our code, never theirs."""

    message = marked("Dieser Zugriff ist nicht vorgesehen und wurde verhindert.")
    status = 500


class _Passage(threading.local):
    """How many gate verbs are at work in this thread; another thread starts with none."""

    depth = 0


_passage = _Passage()

# SQL that reaches a table without spelling its name: escaped identifiers, functions that run a
# statement or dump a schema, anonymous blocks, statements prepared earlier.
_VEILED = re.compile(
    r"\bU&[\"']|\b(?:query|table|schema|database|cursor)_to_xml|\bts_stat\b|\A\s*(?:DO|EXECUTE)\b",
    re.IGNORECASE,
)


# Longer ones are looked through every time: what is kept stays small.
_LONGEST_KEPT: Final = 8_000


def passage_is_open() -> bool:
    """Whether a gate verb is at work in this thread right now."""
    return _passage.depth > 0


def insist_on_passage(what: str) -> None:
    """Raise NotThroughTheGate unless a gate verb is at work; `what` names the table for the log."""
    if not passage_is_open():
        raise NotThroughTheGate(detail=f"without the gate: {what}")


@contextmanager
def passage() -> Iterator[None]:
    """Let this thread reach guarded tables; for the verbs of the gate only (lint PTR01)."""
    _passage.depth += 1
    try:
        yield
    finally:
        _passage.depth -= 1


@cache
def _guarded_tables() -> re.Pattern[str] | None:
    names = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if getattr(model, "is_guarded", False)
        or any(
            getattr(field.remote_field and field.remote_field.model, "is_guarded", False)
            for field in model._meta.local_fields
            if model._meta.auto_created
        )
    }
    if not names:
        return None
    return re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(names))) + r")\b", re.IGNORECASE)


def refuse_statement(sql: Any) -> None:
    """NotThroughTheGate if the statement names or veils a guarded table and no verb is at work."""
    if passage_is_open() or not apps.models_ready:
        return
    text = sql.decode() if isinstance(sql, bytes) else str(sql)
    if found := _known(text) if len(text) <= _LONGEST_KEPT else _reached(text):
        raise NotThroughTheGate(detail=f"without the gate: {found}")


def _reached(text: str) -> str:
    """The guarded table a statement names, or how it hides one; empty if it reaches none."""
    tables = _guarded_tables()
    if tables is None:
        return ""
    found = tables.search(text) or _VEILED.search(text)
    return found[0] if found else ""


# The same few statements come with every request, and looking through one takes long.
_known = lru_cache(maxsize=500)(_reached)


def refuse_guarded_tables(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """The execute wrapper of every application connection (`praxis.gate.postgres`)."""
    refuse_statement(sql)
    return execute(sql, params, many, context)
