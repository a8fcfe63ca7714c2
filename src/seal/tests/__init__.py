"""Tests of the sealing library."""
