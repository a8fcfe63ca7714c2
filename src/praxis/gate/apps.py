"""Tells Django that this floor exists."""

from django.apps import AppConfig


class GateConfig(AppConfig):
    """The floor `gate`."""

    name = "praxis.gate"
    label = "gate"
