"""Tells Django that this room exists, and puts its panels on the chart."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """The room `record`."""

    name = "praxis.record"
    label = "record"

    def ready(self) -> None:
        from praxis.record import access, signs

        signs.put_up()
        del access
