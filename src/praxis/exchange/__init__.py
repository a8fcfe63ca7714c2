"""The doors to the outside: laboratory, post, devices, mail."""
"""Doors to the outside: laboratories and other partners, each a package of its own."""
