"""Tests of what all FHIR formats share."""
