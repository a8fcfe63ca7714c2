"""Titles of the entry codes the program ships (migration 0002), for the catalogue.

A practice may change them; its own titles are shown as they are.
"""

from typing import Final

from praxis.core.words import marked

TITLES: Final = (
    marked("Anamnese"), marked("Befund"), marked("Diagnose"), marked("Dauerdiagnose"),
    marked("Therapie"), marked("Procedere"), marked("Medikament"), marked("Notiz"),
    marked("Telefonat"), marked("CAVE"), marked("Allergie"),
)  # fmt: skip
