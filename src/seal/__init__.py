"""Turns bytes and keys into sealed bytes and back; knows no patient, no Django and no network."""
