"""Tells Django that this room exists, and puts its places into the menu."""

from django.apps import AppConfig


class LabConfig(AppConfig):
    """The room `lab`."""

    name = "praxis.exchange.lab"
    label = "lab"

    def ready(self) -> None:
        from praxis.exchange.lab import access, signs

        assert access  # importing it registers the rules
        signs.put_up()
