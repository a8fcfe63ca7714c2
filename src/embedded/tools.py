"""Run PostgreSQL's own tools as the right user and in a neutral environment."""

import os
import subprocess
from pathlib import Path

from embedded.errors import from_output
from embedded.places import Places

PATIENCE = 60


def run(programs: Path, places: Places, name: str, *arguments: object) -> None:
    """Run one tool to its end; raises the EmbeddedError that fits what it printed."""
    run_as = places.run_as
    # Output goes to a file: a server started by pg_ctl would keep a pipe open for ever.
    said = places.home / f".{name}.{os.getpid()}.out"
    try:
        with said.open("w+b") as out:
            done = subprocess.run(
                [str(programs / name), *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=places.home,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                umask=0o077,
                timeout=PATIENCE * 2,
                check=False,
                user=run_as.uid if run_as else None,
                group=run_as.gid if run_as else None,
                extra_groups=[] if run_as else None,
            )
            out.seek(0)
            text = out.read().decode("utf-8", "replace")
    except (OSError, subprocess.TimeoutExpired) as error:
        raise from_output(str(error)) from error
    finally:
        said.unlink(missing_ok=True)
    if done.returncode:
        raise from_output(f"{name}: {text}")
