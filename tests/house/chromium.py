"""The browser of the tests and pictures: Debian's Chromium, quiet towards the outside."""

import os
from typing import Final

CHROMIUM: Final = os.environ.get("PRAXISTRESOR_CHROMIUM", "/usr/bin/chromium")
FLAGS: Final = (
    "--lang=de-DE",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
