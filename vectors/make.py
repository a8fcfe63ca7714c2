"""Makes the shared test vectors; the same bytes every time. `--check` only compares."""

import json
import sys
from pathlib import Path

from making import (
    attachment_cases,
    cbor_cases,
    letter_cases,
    outside_cases,
    pairing_cases,
    public_cases,
    signature_cases,
    statement_cases,
)

HERE = Path(__file__).parent
BUILDERS = {
    "cbor": cbor_cases.build,
    "signatures": signature_cases.build,
    "requests": outside_cases.build_requests,
    "outside": outside_cases.build,
    "statements": statement_cases.build,
    "bodies": statement_cases.build_bodies,
    "letters": letter_cases.build,
    "attachments": attachment_cases.build,
    "pairing": pairing_cases.build,
    "public": public_cases.build,
}


def main(check: bool) -> int:
    """Write every file, or say which one differs."""
    differing = 0
    for name, build in BUILDERS.items():
        about, cases = build()
        text = json.dumps({"about": about, "cases": cases}, indent=1, ensure_ascii=False) + "\n"
        path = HERE / f"{name}.json"
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            differing += 1
            sys.stdout.write(f"{path.name} differs: run python vectors/make.py\n")
        elif not check:
            path.write_text(text, encoding="utf-8")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
