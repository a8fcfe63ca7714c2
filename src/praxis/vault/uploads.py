"""What a browser sends up never lies on the disk in clear: sealed as it arrives."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from praxis.config import config
from praxis.vault.store import DiskFull, private_folder
from seal.keys import SecretKey
from seal.stream import SealedReader, SealedWriter

if TYPE_CHECKING:
    _UploadedFile = UploadedFile[bytes]
else:
    _UploadedFile = UploadedFile  # generic in the stubs only

MAX_UPLOAD: Final = 512 << 20
_CONTEXT: Final = b"upload"


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
        yield from SealedReader(self._sealed, self._key, 0, _CONTEXT).chunks()

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

    def close(self) -> None:
        """Give the disk space back."""
        self._sealed.close()


class SealingUploadHandler(FileUploadHandler):
    """The only upload handler of the practice server (FILE_UPLOAD_HANDLERS)."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._received = 0
        self._key = SecretKey.new()
        self._file = _nameless(private_folder(config().documents / ".incoming"))
        self._writer = SealedWriter(self._file, self._key, 0, _CONTEXT)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's
        self._received += len(raw_data)
        if self._received > MAX_UPLOAD:
            self._file.close()
            raise StopUpload(connection_reset=True)
        try:
            self._writer.write(raw_data)
        except OSError as error:
            self._file.close()
            raise DiskFull(detail=f"errno={error.errno}") from None

    def file_complete(self, file_size: int) -> SealedUpload:
        try:
            self._writer.close()
        except OSError as error:
            self._file.close()
            raise DiskFull(detail=f"errno={error.errno}") from None
        return SealedUpload(
            self._file,
            self._key,
            file_size,
            name=self.file_name,
            content_type=self.content_type,
            charset=self.charset,
        )

    def upload_interrupted(self) -> None:
        """The browser went away: nothing is left, the file never had a name."""
        if hasattr(self, "_file"):
            self._file.close()


def _nameless(folder: Path) -> BinaryIO:
    """A file that is gone with its last handle, whatever happens to this process."""
    handle = os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600)
    return os.fdopen(handle, "w+b")
