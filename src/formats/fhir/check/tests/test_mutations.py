"""Every sample is broken mechanically at every place its profiles name; the fault must be named."""

from __future__ import annotations

from collections import Counter

import pytest

from formats.fhir.check import Library, Shelf, check, family_of
from formats.fhir.check.tests.invented import VISITOR, package
from formats.fhir.check.tests.mutations import EXPECTED, broken, mutations
from formats.fhir.definitions.packages import read_package
from formats.fhir.json_read import parse_either
from formats.fhir.samples.write import files
from formats.fhir.tree import Node, parse
from formats.xdt.problems import Severity
from house import official


def _tried(
    root: Node, library: Library, done: set[tuple[str, str]]
) -> tuple[Counter[str], list[str]]:
    """How many faults of each kind were tried, and those not named."""
    tried: Counter[str] = Counter()
    missed = []
    for mutation in mutations(root, library):
        if (mutation.kind, mutation.place) in done:
            continue
        done.add((mutation.kind, mutation.place))
        tried[mutation.kind] += 1
        found = check(broken(root, mutation), library).problems
        named = {p.code for p in found if p.severity is not Severity.NOTE}
        if not any(code in EXPECTED[mutation.kind] or code[:3] != "FHV" for code in named):
            missed.append(f"{mutation.kind}: {mutation.place} ({', '.join(sorted(named))})")
    return tried, missed


def test_every_fault_made_in_an_invented_document_is_named(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    library = Library([read_package(package(tmp_path_factory.mktemp("packages")))])
    tried, missed = _tried(parse(VISITOR.encode()), library, set())
    assert missed == []
    assert tried.keys() >= {"doubled", "too long", "strange"}


@pytest.mark.official
def test_every_fault_made_in_a_sample_is_named_by_the_official_packages() -> None:
    shelf = Shelf(official.folder("fhir-packages"))
    tried: Counter[str] = Counter()
    missed: list[str] = []
    done: set[tuple[str, str]] = set()
    for _name, data in sorted(files().items()):
        root = parse_either(data)
        claim = root.value_at("meta", "profile") or ""
        library = shelf.of(family_of(claim), claim.partition("|")[2])
        more, lost = _tried(root, library, done)
        tried += more
        missed += lost
    assert missed == []
    assert tried.keys() == EXPECTED.keys()
    assert tried.total() > 600
