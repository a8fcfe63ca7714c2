"""Tells Django that this room exists, and puts its inbox on the start page."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """The room `tasks`."""

    name = "praxis.tasks"
    label = "tasks"

    def ready(self) -> None:
        from praxis.tasks import access, signs

        signs.put_up()
        del access
