"""The German practice formats: bytes to typed records and back, and nothing else."""
