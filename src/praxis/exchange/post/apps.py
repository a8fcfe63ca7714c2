"""Tells Django that this door exists, and lets the health page know about the patient's page."""

from django.apps import AppConfig


class PostConfig(AppConfig):
    """The door `post`."""

    name = "praxis.exchange.post"
    label = "post"

    def ready(self) -> None:
        from praxis.core.health import checks
        from praxis.exchange.post.watching import page

        checks.add("patient page", page)
