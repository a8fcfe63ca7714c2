"""What can be typed after `praxistresor backup` and `restore`; imports nothing of Django."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be typed after `praxistresor backup`."""
    parser.add_argument(
        "what", metavar="ZIEL | check | list",
        help="Ordner der Sicherung; check: die neueste ganz prüfen; list: alle zeigen",
    )  # fmt: skip
    parser.add_argument("target", nargs="?", default="", metavar="ZIEL")


def add_restore_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be typed after `praxistresor restore`."""
    parser.add_argument("target", metavar="ZIEL", help="Ordner, in dem die Sicherungen liegen")
    parser.add_argument("--backup", default="", help="Name der Sicherung; sonst die neueste")
    parser.add_argument("--sheets", help="Datei mit den Wörtern zweier Blätter, eines je Zeile")
    parser.add_argument("--escrow", help="Datei mit dem hinterlegten Notfallschlüssel")
    parser.add_argument("--key-file", help="Schlüsseldatei des Tresors")
