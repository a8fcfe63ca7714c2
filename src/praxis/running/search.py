"""Sets Django up for the search process, once the vault is open."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from praxis.patients.search.process import Doors


def doors() -> "Doors":
    """For `--doors praxis.running.search:doors`: waits for the keys, then opens the source."""
    import django

    django.setup()
    from praxis.patients.search_doors import doors as opened
    from praxis.running.following import follow_keeper
    from praxis.vault.client import client

    client("search").attach(wait=float("inf"))
    follow_keeper("search")
    return opened()
