"""Device data (GDT): orders to devices, measurements and findings from them."""

from formats.gdt.model import (
    FreeCategory,
    GdtMessage,
    GdtPatient,
    Measurement,
    Reference,
    Remaining,
)
from formats.gdt.names import FileName, name_for, parse_name
from formats.gdt.read import GdtFile, read
from formats.gdt.write import write
from formats.gdt.write3 import write_3

__all__ = [
    "FileName",
    "FreeCategory",
    "GdtFile",
    "GdtMessage",
    "GdtPatient",
    "Measurement",
    "Reference",
    "Remaining",
    "name_for",
    "parse_name",
    "read",
    "write",
    "write_3",
]
