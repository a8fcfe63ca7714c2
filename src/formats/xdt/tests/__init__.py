"""Tests of the line grammar."""
