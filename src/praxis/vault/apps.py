"""Tells Django that this floor exists."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The floor `vault`."""

    name = "praxis.vault"
    label = "vault"
