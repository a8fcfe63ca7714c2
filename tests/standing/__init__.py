"""A practice as it really stands: its own processes, a relay, and people at its screens."""
