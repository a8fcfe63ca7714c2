"""Code catalogues (ICD-10-GM, OPS, EBM, GOÄ, payers, key tables): official files into records."""

from formats.catalogues.errors import UnknownCatalogueError, UnreadableCatalogueError
from formats.catalogues.folder import FolderMaster, Refused
from formats.catalogues.goae import read_exclusions
from formats.catalogues.model import (
    AnalyteFacts,
    Catalogue,
    EbmFacts,
    Edition,
    Facts,
    GoaeFacts,
    HybridFacts,
    IcdFacts,
    Item,
    Kind,
    OpsFacts,
    Part,
    PayerFacts,
    PostcodeFacts,
    RegionalFacts,
)
from formats.catalogues.read import is_catalogue, open_catalogue

__all__ = [
    "AnalyteFacts",
    "Catalogue",
    "EbmFacts",
    "Edition",
    "Facts",
    "FolderMaster",
    "GoaeFacts",
    "HybridFacts",
    "IcdFacts",
    "Item",
    "Kind",
    "OpsFacts",
    "Part",
    "PayerFacts",
    "PostcodeFacts",
    "Refused",
    "RegionalFacts",
    "UnknownCatalogueError",
    "UnreadableCatalogueError",
    "is_catalogue",
    "open_catalogue",
    "read_exclusions",
]
