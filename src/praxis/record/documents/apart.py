"""Looks a large file through in a process of its own: no keys, capped memory, capped time.

The process gets the sealed upload as an open file and its one-time key through a pipe, and gives
back the clean content through another. Nothing of the file lies in clear on the disk; a file made
to eat memory or time ends that process and nobody else's work.
"""

import io
import logging
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Final

from praxis.core.errors import PraxisError
from praxis.record.documents import errors
from praxis.record.documents.errors import TooHardToCheck
from praxis.record.documents.images import clean_image
from praxis.record.documents.kinds import Media
from praxis.vault.errors import BrokenSeal
from praxis.vault.uploads import CONTEXT, SealedUpload
from seal.errors import SealError
from seal.keys import KEY_BYTES, SecretKey
from seal.stream import SealedReader, SeekableContent


@dataclass(frozen=True, slots=True)
class Limits:
    """What the process may use."""

    memory: int = 1 << 30
    """Address space in bytes; a picture of 60 megapixels needs about 600 MB of it."""
    seconds: int = 180
    """Processor time."""


_USUAL: Final = Limits()
_AT_ONCE: Final = 64 << 20
_PIECE: Final = 1 << 16
_REFUSED: Final = 3


def looked_through(
    upload: SealedUpload, media: Media, limits: Limits = _USUAL
) -> tuple[Media, Iterator[bytes]]:
    """What the file is now, and its clean content piece by piece.

    The pieces end with an error of `documents.errors` if the rest cannot be kept: whoever stores
    them keeps nothing then.
    """
    process = _started(upload, media, limits)
    assert process.stdout is not None
    told = process.stdout.readline().decode().strip()
    if told not in {one.value for one in Media}:
        raise _refusal(process)
    return Media(told), _pieces(process, process.stdout)


def _started(upload: SealedUpload, media: Media, limits: Limits) -> "subprocess.Popen[bytes]":
    file, key = upload.shared()
    process = subprocess.Popen(
        [
            *(sys.executable, "-P", "-m", __name__, str(file), media.value),
            *(str(limits.memory), str(limits.seconds)),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=(file,),
        # Nothing of our own settings: it needs to know nobody.
        env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    assert process.stdin is not None
    with suppress(BrokenPipeError):
        process.stdin.write(key.reveal())
        process.stdin.close()
    return process


def _pieces(process: "subprocess.Popen[bytes]", out: IO[bytes]) -> Iterator[bytes]:
    try:
        while piece := out.read(_PIECE):
            yield piece
        if process.wait():
            raise _refusal(process)
    finally:
        _end(process)


def _refusal(process: "subprocess.Popen[bytes]") -> PraxisError:
    assert process.stderr is not None
    said = process.stderr.read(65_536).decode(errors="replace").strip()
    code = process.wait()
    _end(process)
    kind = getattr(errors, said, None) if code == _REFUSED else None
    if isinstance(kind, type) and issubclass(kind, PraxisError):
        return kind()
    if code == _REFUSED and said == BrokenSeal.__name__:
        return BrokenSeal(detail="upload")
    return TooHardToCheck(detail=f"code={code}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def main(file: int, media: Media, limits: Limits) -> int:
    """The process itself; 3 and the name of the refusal if the file cannot be kept."""
    _limit(limits)
    # What pypdf has to say about a file could hold words of it; ours is the last word.
    logging.disable()
    key = SecretKey(sys.stdin.buffer.read(KEY_BYTES))
    try:
        with os.fdopen(file, "rb") as sealed:
            reader = SealedReader(sealed, key, 0, CONTEXT)
            source = io.BufferedReader(SeekableContent(reader, _AT_ONCE), _PIECE)
            if media is Media.PDF:
                from praxis.record.documents.pdfs import rewritten  # only in this process

                _send(media, rewritten(source))
            else:
                content, kept = clean_image(source.read(), media)
                _send(kept, iter([content]))
    except PraxisError as refused:
        sys.stderr.write(type(refused).__name__)
        return _REFUSED
    except SealError:
        sys.stderr.write(BrokenSeal.__name__)
        return _REFUSED
    return 0


def _send(media: Media, pieces: Iterator[bytes]) -> None:
    first = next(pieces)
    sys.stdout.buffer.write(media.value.encode() + b"\n" + first)
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


def _limit(limits: Limits) -> None:
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        allowed = resource.getrlimit(what)[1]
        most = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Media(sys.argv[2]), Limits(int(sys.argv[3]), int(sys.argv[4]))))
