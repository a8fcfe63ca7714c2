"""`python -m relay`: the same as the command `praxistresor-relay`."""

import sys

from relay.cli import main

sys.exit(main())
