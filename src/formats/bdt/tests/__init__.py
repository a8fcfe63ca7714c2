"""Tests of the migration format."""
