"""Decides who may do what, hands out the data if so, and has it written down either way."""

# The names are loaded on first use: Django imports this package before its models are ready.
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from praxis.gate.guarded import Guarded
    from praxis.gate.rules import Act, function, rule
    from praxis.gate.streams import Streaming, stream
    from praxis.gate.verbs import allow_function, columns, count, many, may, one
    from praxis.gate.visit import as_system, visiting
    from praxis.gate.work import Work, creating, doing, doing_many

__all__ = [
    "Act", "Guarded", "Streaming", "Work", "allow_function", "as_system", "columns", "count",
    "creating", "doing", "doing_many", "function", "many", "may", "one", "rule", "stream",
    "visiting",
]  # fmt: skip

_HOME: Final = {
    "Guarded": "guarded", "Act": "rules", "function": "rules", "rule": "rules",
    "allow_function": "verbs", "columns": "verbs", "count": "verbs", "many": "verbs",
    "may": "verbs", "one": "verbs", "as_system": "visit", "visiting": "visit",
    "Streaming": "streams", "stream": "streams",
    "Work": "work", "creating": "work", "doing": "work", "doing_many": "work",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(name)
    return getattr(import_module(f"praxis.gate.{_HOME[name]}"), name)
