"""Fills a practice with invented people, so that everything can be tried."""
