"""Tells Django that this floor exists."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """The floor `staff`."""

    name = "praxis.staff"
    label = "staff"

    def ready(self) -> None:
        from praxis.staff import resealing

        resealing.put_up()
