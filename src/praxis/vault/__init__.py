"""Opens the practice's keys at start, lends them to the gate, keeps them from everyone else."""
