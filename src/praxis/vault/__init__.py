"""Opens the practice's keys at start, lends them to the gate, keeps them from everyone else."""

from typing import Final
from uuid import UUID

# The owner of rows that belong to the practice itself (staff names): sealed under the login
# domain key instead of a patient's. Frozen: it is part of the associated data of those rows.
PRACTICE: Final = UUID("00000000-0000-8000-8000-707261786973")
