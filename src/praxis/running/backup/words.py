"""What can be typed after `praxistresor backup` and `restore`; imports nothing of Django."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be typed after `praxistresor backup`."""
    parser.add_argument(
        "what", metavar="ZIEL | check | list",
        help="Ordner der Sicherung; check: die neueste ganz prüfen; list: alle zeigen",
    )  # fmt: skip
    parser.add_argument("target", nargs="?", default="", metavar="ZIEL")
