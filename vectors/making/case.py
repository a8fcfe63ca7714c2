"""One vector: its operation is run while it is made, and must answer as its maker meant."""

from typing import Any

from seal.tests.operations import run

Case = dict[str, Any]
Cases = tuple[str, list[Case]]


def case(name: str, operation: str, given: dict[str, Any], error: str | None = None) -> Case:
    """A vector that gives a result, or (with `error`) is refused with that category."""
    answer = run(operation, given)
    if answer.get("error") != error:
        raise AssertionError(f"{name}: meant {error}, got {answer}")
    return {"name": name, "operation": operation, "input": given, **answer}
