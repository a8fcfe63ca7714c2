"""Django's entry to the vault: registers the check of the frozen labels."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The vault as a Django app."""

    name = "praxis.vault"
    label = "vault"
    verbose_name = "Tresor"

    def ready(self) -> None:
        from praxis.vault import checks

        checks.register()
