"""`python -m praxis.running`: the same as the command `praxistresor`."""

import sys

from praxis.running.cli import main

sys.exit(main())
