"""What a browser sends up never lies on the disk in clear: sealed as it arrives."""

import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from praxis.config import config
from praxis.vault.errors import TooLarge
from praxis.vault.store import DiskFull, private_folder
from seal.keys import SecretKey
from seal.stream import SealedReader, SealedWriter

if TYPE_CHECKING:
    _UploadedFile = UploadedFile[bytes]
else:
    _UploadedFile = UploadedFile  # generic in the stubs only

MAX_UPLOAD: Final = 256 << 20
_HEARD_OUT: Final = 2 << 30
"""So much of a refused body is read and dropped, so that the browser gets to see our sentence."""
_FORM: Final = 1 << 20
CONTEXT: Final = b"upload"


class SealedUpload(_UploadedFile):
    """An upload under a key that exists only in this object; the file has no name any more."""

    def __init__(self, file: BinaryIO, key: SecretKey, size: int, **told: Any) -> None:
        super().__init__(file=None, size=size, **told)
        self._sealed = file
        self._key = key

    def __repr__(self) -> str:
        return f"<SealedUpload {self.size} bytes>"

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:  # noqa: ARG002 - Django's
        """The content, opened piece by piece; may be asked again."""
        self._sealed.seek(0)
        yield from SealedReader(self._sealed, self._key, 0, CONTEXT).chunks()

    def multiple_chunks(self, chunk_size: int | None = None) -> bool:  # noqa: ARG002 - Django's
        """Always: nobody should read it in one go."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The first `size` bytes (or all), to look at what kind of file it is."""
        found = bytearray()
        for piece in self.chunks():
            found += piece
            if 0 <= size <= len(found):
                break
        return bytes(found if size < 0 else found[:size])

    def shared(self) -> tuple[int, SecretKey]:
        """The sealed file, at its start, and its key: for the one process that looks it through."""
        self._sealed.seek(0)
        return self._sealed.fileno(), self._key

    def close(self) -> None:
        """Give the disk space back."""
        self._sealed.close()


class RefusedUpload(SealedUpload):
    """Stands for a file above MAX_UPLOAD: nothing of it was kept. Reading it is TooLarge."""

    def __init__(self, size: int, **told: Any) -> None:
        super().__init__(io.BytesIO(), SecretKey.new(), size, **told)

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:  # noqa: ARG002 - Django's
        raise TooLarge(detail=f"limit={MAX_UPLOAD}")


class RefusingUploadHandler(FileUploadHandler):
    """For addresses that take no file, and for strangers: hears the body out and keeps nothing."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's
        self._received += len(raw_data)
        if self._received > _HEARD_OUT:
            raise StopUpload(connection_reset=True)

    def file_complete(self, file_size: int) -> "_UploadedFile | None":  # noqa: ARG002 - Django's
        return None


class SealingUploadHandler(RefusingUploadHandler):
    """The only upload handler of the practice server that keeps anything (FILE_UPLOAD_HANDLERS)."""

    _announced = 0

    def handle_raw_input(  # Django's words
        self,
        input_data: Any,  # noqa: ARG002 - Django's signature
        META: dict[str, str],  # noqa: ARG002, N803 - Django's signature
        content_length: int,
        boundary: str,  # noqa: ARG002 - Django's signature
        encoding: str | None = None,  # noqa: ARG002 - Django's signature
    ) -> None:
        """Know before the first byte whether the file can be kept at all."""
        self._announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._key = SecretKey.new()
        self._file: BinaryIO | None = _nameless(private_folder(config().documents / ".incoming"))
        self._writer = SealedWriter(self._file, self._key, 0, CONTEXT)
        if self._announced > MAX_UPLOAD + _FORM:
            self._drop()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        super().receive_data_chunk(raw_data, start)
        if self._received > MAX_UPLOAD:
            self._drop()
        if self._file is None:
            return
        with self._full():
            self._writer.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        told: dict[str, Any] = {
            "name": self.file_name,
            "content_type": self.content_type,
            "charset": self.charset,
        }
        if self._file is None:
            return RefusedUpload(file_size, **told)
        with self._full():
            self._writer.close()
            self._file.flush()
        return SealedUpload(self._file, self._key, file_size, **told)

    def upload_interrupted(self) -> None:
        """The browser went away: nothing is left, the file never had a name."""
        self._drop()

    @contextmanager
    def _full(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._drop()
            raise DiskFull(detail=f"errno={error.errno}") from None

    def _drop(self) -> None:
        file, self._file = getattr(self, "_file", None), None
        if file is not None:
            with suppress(OSError):
                file.close()


def sealed_anew(content: Iterable[bytes], most: int) -> SealedUpload:
    """Seal what comes in pieces like an upload; stops after `most` bytes. DiskFull."""
    file, key, size = (
        _nameless(private_folder(config().documents / ".incoming")),
        SecretKey.new(),
        0,
    )
    try:
        with SealedWriter(file, key, 0, CONTEXT) as writer:
            for piece in content:
                writer.write(piece)
                size += len(piece)
                if size >= most:
                    break
        file.flush()
    except OSError as error:
        file.close()
        raise DiskFull(detail=f"errno={error.errno}") from None
    return SealedUpload(file, key, size)


def _nameless(folder: Path) -> BinaryIO:
    """A file that is gone with its last handle, whatever happens to this process."""
    handle = os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600)
    return os.fdopen(handle, "w+b")
