"""Code catalogues (ICD-10-GM, OPS, EBM, GOÄ, payers, key tables): official files into records."""

from formats.catalogues.errors import UnknownCatalogueError, UnreadableCatalogueError
from formats.catalogues.goae import read_exclusions
from formats.catalogues.model import (
    Catalogue,
    EbmFacts,
    Edition,
    Facts,
    GoaeFacts,
    IcdFacts,
    Item,
    Kind,
    OpsFacts,
    Part,
    PayerFacts,
)
from formats.catalogues.read import is_catalogue, open_catalogue

__all__ = [
    "Catalogue",
    "EbmFacts",
    "Edition",
    "Facts",
    "GoaeFacts",
    "IcdFacts",
    "Item",
    "Kind",
    "OpsFacts",
    "Part",
    "PayerFacts",
    "UnknownCatalogueError",
    "UnreadableCatalogueError",
    "is_catalogue",
    "open_catalogue",
    "read_exclusions",
]
