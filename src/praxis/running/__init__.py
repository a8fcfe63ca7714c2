"""Starts the parts of a practice server and stops them; the command line."""
