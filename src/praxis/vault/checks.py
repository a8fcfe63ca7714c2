"""The frozen labels of sealed tables and columns: present, unique, unchanged."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.core import checks

from praxis.vault.fields import sealed_fields
from praxis.vault.rows import FrozenRow, SealedRow

LABELS: Final = Path(__file__).with_name("labels.txt")


def register() -> None:
    """Let Django's system check look at the labels."""
    checks.register(check_labels)


def committed_labels(path: Path = LABELS) -> frozenset[str]:
    """The `table.column` labels that were ever used; none of them may change its meaning."""
    lines = path.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def sealed_models() -> list[type[SealedRow]]:
    """Every concrete model with sealed columns."""
    return [model for model in apps.get_models() if issubclass(model, SealedRow)]


def labels_of(models: Iterable[type[SealedRow]]) -> Iterator[tuple[str, type[SealedRow]]]:
    """`table.column` for every sealed column."""
    for model in models:
        for field in sealed_fields(model):
            yield f"{model.SEALED_AS}.{field.label}", model


def check_labels(*_: Any, **__: Any) -> list[checks.CheckMessage]:
    """Errors for missing, doubled or uncommitted labels and for frozen rows that name no column."""
    return problems(sealed_models(), committed_labels())


def problems(models: list[type[SealedRow]], committed: frozenset[str]) -> list[checks.CheckMessage]:
    """What is wrong with the labels of these models."""
    found: list[checks.CheckMessage] = []
    tables: dict[str, type[SealedRow]] = {}
    for model in models:
        if not model.SEALED_AS:
            found.append(checks.Error("SEALED_AS is missing", obj=model, id="vault.E001"))
        elif tables.setdefault(model.SEALED_AS, model) is not model:
            found.append(checks.Error("SEALED_AS is taken", obj=model, id="vault.E002"))
        if issubclass(model, FrozenRow) and not model.FROZEN:
            found.append(checks.Error("FROZEN is empty", obj=model, id="vault.E003"))
    seen: set[str] = set()
    for label, model in labels_of(models):
        if label in seen or label.endswith((".", ".row_mac")):
            found.append(checks.Error(f"label {label} is not usable", obj=model, id="vault.E004"))
        if label not in committed:
            hint = "add it to praxis/vault/labels.txt; labels never change afterwards"
            found.append(checks.Error(f"{label} is new", hint=hint, obj=model, id="vault.E005"))
        seen.add(label)
    return found
