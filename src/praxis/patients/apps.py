"""Tells Django that this room exists, and lets merged patients' keys be lent together."""

from django.apps import AppConfig


class PatientsConfig(AppConfig):
    """The room `patients`."""

    name = "praxis.patients"
    label = "patients"

    def ready(self) -> None:
        from praxis.gate import holding
        from praxis.patients import access, models, signs

        signs.put_up()
        access.lend_merged_together()
        holding.hold(models.PatientSite, models.NamedStaff)
