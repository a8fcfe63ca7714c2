"""Tests of the catalogue readers."""
