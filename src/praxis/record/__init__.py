"""The record itself: entries, diagnoses, findings, documents."""
