"""Tells Django that this floor exists."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The floor `audit`."""

    name = "praxis.audit"
    label = "audit"
