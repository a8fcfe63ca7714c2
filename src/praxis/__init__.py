"""The practice server: everything that happens inside the practice."""
