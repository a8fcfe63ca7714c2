"""Tells Django that the gate exists, and checks every rule before anything starts."""

from django.apps import AppConfig


class GateConfig(AppConfig):
    """The gate."""

    name = "praxis.gate"
    label = "gate"

    def ready(self) -> None:
        from django.core import checks

        from praxis.gate.checks import check_the_rules

        checks.register(check_the_rules)
