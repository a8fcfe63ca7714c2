"""What happened: chained, append-only."""
