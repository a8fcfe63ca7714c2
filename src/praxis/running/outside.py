"""Admits a practice at the relay of the same machine, by the relay's own command."""

import subprocess
import sys
from pathlib import Path

from praxis.config import Config
from praxis.running.parts import PartFailed


def introduce_to_relay(embedded: Path, config: Config) -> None:
    """Let the demo's relay know this practice's public key; harmless to repeat."""
    from praxis.vault.client import client

    key = client("web").public_keys()["request"].hex()
    command = [
        *(sys.executable, "-m", "relay", "practice", "add", key),
        *("--embedded", str(embedded), "--page-origin", config.page),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and "already" not in done.stderr + done.stdout:
        raise PartFailed(
            message="Das Relay hat die Demopraxis nicht aufgenommen.", detail=done.stderr[-200:]
        )
