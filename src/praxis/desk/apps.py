"""The roof: the frame around every page, and the pages made of several rooms."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Brings the templates, the look and the template tags."""

    name = "praxis.desk"
    label = "desk"

    def ready(self) -> None:
        from praxis.desk import reader, signs

        reader.plug_in()
        signs.put_up()
