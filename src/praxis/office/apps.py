"""Tells Django that this room exists, and puts its places into the menu."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """The room `office`."""

    name = "praxis.office"
    label = "office"

    def ready(self) -> None:
        from praxis.office import access, places

        assert access  # importing it registers the rules
        places.put_up()
