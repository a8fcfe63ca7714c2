"""Tells Django that this room exists, and puts it into the menu."""

from django.apps import AppConfig


class CataloguesConfig(AppConfig):
    """The room `catalogues`."""

    name = "praxis.catalogues"
    label = "catalogues"

    def ready(self) -> None:
        from praxis.catalogues import access, signs

        signs.put_up()
        del access
