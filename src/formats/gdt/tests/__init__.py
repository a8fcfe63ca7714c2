"""Tests of the device format."""
