"""`python -m praxis.exchange.post [carry|key]`: the half that talks to the relay."""

import os
import signal
import sys
from collections.abc import Callable

from praxis.core import logs


def main(arguments: list[str]) -> int:
    """Carry letters until told to stop, or answer one question."""
    command = arguments[0] if arguments else "carry"
    if command not in {"carry", "key"}:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    os.environ.setdefault("PRAXISTRESOR_PROCESS", "post")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praxis.settings")
    import django

    django.setup()
    from praxis.exchange.post import worker
    from praxis.messages import keys
    from praxis.vault.client import client

    client().attach(wait=3600.0)
    if command == "key":
        sys.stdout.write(keys.relay_key().hex() + "\n")
        return 0
    working = worker.Carrier()
    stop: Callable[..., None] = lambda *_: working.stop()  # noqa: E731 - a handler of one line
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    working.run()
    return 0


if __name__ == "__main__":
    logs.say_only_what_is_safe()
    sys.exit(main(sys.argv[1:]))
