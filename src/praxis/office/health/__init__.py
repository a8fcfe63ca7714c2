"""Praxisgesundheit: whether all is well, since when not, what it means and what to do."""
