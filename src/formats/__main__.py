"""`python -m formats`, and the command `formats` where this package is installed alone."""

from __future__ import annotations

import sys

from formats.command import main as run


def main() -> int:
    """Run the command line on the arguments of this process."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
