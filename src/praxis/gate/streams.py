"""Hands out content too large for one answer: decided and logged before the first byte."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar
from uuid import UUID

from praxis.core.actors import AnyActor
from praxis.gate.guarded import Guarded
from praxis.gate.rules import Act
from praxis.gate.verbs import one
from praxis.gate.visit import current_visit

G = TypeVar("G", bound=Guarded)


class Content(Protocol):
    """An opened content that keeps its own key until `close`."""

    length: int

    def chunks(self) -> Iterator[bytes]:
        """The content, piece by piece."""

    def part(self, start: int, stop: int) -> Iterator[bytes]:
        """The content from byte `start` up to `stop`, piece by piece."""

    def close(self) -> None:
        """Give key and file back."""


class Body:
    """The pieces of one answer; its key ends with the last piece or when the browser goes away."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._pieces = content.chunks()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        return next(self._pieces)

    def only(self, start: int, stop: int) -> None:
        """Hand out this part instead of the whole; before the first piece was asked for."""
        self._pieces = self._content.part(start, stop)

    def close(self) -> None:
        """Give key and file back; Django calls this when the answer ends, however it ends."""
        self._content.close()


@dataclass(frozen=True, slots=True)
class Streaming(Generic[G]):
    """The row that was decided about, how long its content is, and the content."""

    row: G
    length: int
    body: Body


def stream(
    actor: AnyActor | None,
    act: Act,
    model: type[G],
    row_id: UUID,
    open_content: Callable[[G], Content],
) -> Streaming[G]:
    """Decide about the row, write that down, and only then open its content.

    NotThere or Refused like `gate.one`. The content outlives the request's lending with a key of
    its own, which ends with the stream.
    """
    row = one(actor, act, model, row_id, reason="stream")
    current_visit().flush()
    content = open_content(row)
    return Streaming(row, content.length, Body(content))
