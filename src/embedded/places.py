"""Where the private database lives, and as whom it runs."""

import contextlib
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from embedded.errors import NotWritable

_CLONE = Path(__file__).resolve().parents[2]
_SHARED = "/var/lib/praxistresor-"
_SERVICE_USER = "praxistresor"
# sun_path holds 108 bytes; PostgreSQL adds "/.s.PGSQL.5432.lock" to the folder.
_LONGEST_SOCKET_FOLDER = 85


@dataclass(frozen=True)
class RunAs:
    """The user PostgreSQL runs as when we are root; it refuses to run as root."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Places:
    """The folders of one server; every one is made with mode 0700."""

    root: Path
    home: Path
    shared: Path
    sockets: Path
    run_as: RunAs | None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def passwords(self) -> Path:
        return self.home / "passwords.json"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def lock(self) -> Path:
        return self.home / "start.lock"

    def own(self, path: Path) -> None:
        """Hand a file or folder to the user PostgreSQL runs as."""
        if self.run_as:
            os.chown(path, self.run_as.uid, self.run_as.gid)

    def make(self) -> None:
        """Create the folders; raises NotWritable if that cannot be done."""
        try:
            for folder in (self.shared, self.home, self.sockets):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                # In a public folder such as /tmp a stranger may have been there first.
                if folder.is_symlink() or folder.stat().st_uid not in self._our_uids():
                    raise NotWritable(detail=f"{folder} belongs to somebody else")
                folder.chmod(0o700)
                self.own(folder)
            if self.root != self.home:
                self.root.mkdir(mode=0o755, parents=True, exist_ok=True)
                (self.root / "WHERE").write_text(f"{self.home}\n", "utf-8")
        except OSError as error:
            raise NotWritable(detail=str(error)) from error

    def remove(self) -> None:
        """Delete data, sockets and, where we made one, the sign that says where they were."""
        if self.root != self.home:
            (self.root / "WHERE").unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                self.root.rmdir()
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)

    def _our_uids(self) -> set[int]:
        return {os.geteuid()} | ({self.run_as.uid} if self.run_as else set())


def places_for(root: Path) -> Places:
    """As root: below /var/lib, named by hash of the clone that came first. As a user: the folder.

    A program that was moved, or cloned anew beside the old one, finds the same data again.
    """
    root = root.resolve()
    mark = hashlib.sha256(os.fsencode(root)).hexdigest()[:10]
    if os.geteuid() == 0:
        clone = hashlib.sha256(os.fsencode(_CLONE)).hexdigest()[:10]
        shared = Path(f"{_SHARED}{clone}")
        home = _kept(root, mark) or shared / mark
        return Places(root, home, shared, home / "run", _service_user())
    sockets = root / "run"
    if len(os.fsencode(sockets)) > _LONGEST_SOCKET_FOLDER:
        short = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
        sockets = Path(short) / f"praxistresor-{os.geteuid()}-{mark}"
    return Places(root, root, root, sockets, None)


def _kept(root: Path, mark: str) -> Path | None:
    """Where the data of this folder lie already, by the sign we left in it."""
    try:
        said = Path((root / "WHERE").read_text("utf-8").strip())
    except (OSError, UnicodeDecodeError):
        return None
    ours = str(said.parent).startswith(_SHARED) and said.parent.parent == Path(_SHARED).parent
    return said if ours and said.name == mark and (said / "data").is_dir() else None


def _service_user() -> RunAs:
    try:
        found = pwd.getpwnam(_SERVICE_USER)
    except KeyError:
        found = _created_user()
    return RunAs(found.pw_uid, found.pw_gid)


def _created_user() -> pwd.struct_passwd:
    made = ["useradd", "--system", "--user-group", "--no-create-home"]
    try:
        subprocess.run(
            [*made, "--shell", "/usr/sbin/nologin", _SERVICE_USER], capture_output=True, check=False
        )
        return pwd.getpwnam(_SERVICE_USER)
    except (OSError, KeyError):
        return pwd.getpwnam("nobody")
