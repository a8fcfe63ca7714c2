"""Tests of the billing format."""
