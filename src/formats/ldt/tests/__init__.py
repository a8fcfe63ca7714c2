"""Tests of the laboratory formats."""
