"""Work in a child process: what it loads and learns is gone with it.

Neither the supervisor nor the parts that branch off it inherit a password, a key, a connection,
or where the tables' owner connects.
"""

import multiprocessing
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

from embedded.errors import EmbeddedError
from praxis.core.errors import PraxisError
from praxis.running.parts import PartFailed

T = TypeVar("T")


def apart(work: Callable[[], T]) -> T:
    """What `work` returns (it must be picklable); PartFailed if it did not come to its end."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_answer, args=(work, theirs))
    child.start()
    theirs.close()
    try:
        failed, found = ours.recv()
    except EOFError:
        child.join()
        raise PartFailed(
            message="Die Vorbereitung ist fehlgeschlagen.", detail=f"exit={child.exitcode}"
        ) from None
    finally:
        child.join()
    if failed:
        raise PartFailed(message=failed)
    result: T = found
    return result


def _answer(work: Callable[[], T], line: Connection) -> None:
    try:
        line.send(("", work()))
    except PraxisError as error:
        line.send((error.german, None))
    except EmbeddedError as error:
        line.send((error.message, None))
    except KeyboardInterrupt:
        sys.exit(130)  # the supervisor was interrupted as well and says so
