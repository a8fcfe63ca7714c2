"""Collects every room's rules at start-up and refuses to go on if they do not fit together."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error

from praxis.gate.rules import BadRules, check_rules


def load_rules() -> None:
    """Import the `access` module of every room that has one."""
    for room in apps.get_app_configs():
        if room.name.startswith("praxis.") and find_spec(f"{room.name}.access"):
            import_module(f"{room.name}.access")


def check_the_rules(**_kwargs: Any) -> list[CheckMessage]:
    """An error for the first rule that is missing, doubled or misspelt."""
    load_rules()
    try:
        check_rules()
    except BadRules as bad:
        return [Error(str(bad), id="gate.E001")]
    return []
