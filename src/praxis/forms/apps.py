"""Tells Django about the forms and checks every manifest before anything starts."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """The forms."""

    name = "praxis.forms"
    label = "forms"

    def ready(self) -> None:
        from praxis.forms import access, signs
        from praxis.forms.manifest import all_forms

        all_forms()
        signs.put_up()
        del access
