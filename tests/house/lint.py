"""The gates over the code that are programs of their own: ruff, mypy, import-linter."""

import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
BIN: Final = Path(sys.executable).parent

GATES: Final = (
    ("ruff check", [str(BIN / "ruff"), "check", "-q", "."]),
    ("ruff format", [str(BIN / "ruff"), "format", "-q", "--check", "."]),
    ("import-linter", [str(BIN / "lint-imports"), "--no-cache"]),
    ("mypy", [str(BIN / "mypy"), "src", "tests"]),
)


def main() -> int:
    """Run every gate, say which failed, and fail if one did."""
    failed = []
    for name, command in GATES:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        sys.stdout.write(f"{name}: {'ok' if done.returncode == 0 else 'FAILED'}\n")
        if done.returncode:
            failed.append(name)
            sys.stdout.write(done.stdout[-6000:] + done.stderr[-2000:])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
