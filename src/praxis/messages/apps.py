"""Tells Django that this room exists, and puts its panels on the chart."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The room `messages`."""

    name = "praxis.messages"
    label = "messages"

    def ready(self) -> None:
        from praxis.messages import access, signs

        signs.put_up()
        del access
