"""The formats run with their own few dependencies, without Django and our other packages."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest

from formats.fhir.samples import path as fhir_path
from formats.gdt.samples import path as gdt_path

HERE = Path(__file__).parents[1]


def _metadata() -> dict[str, object]:
    loaded: dict[str, object] = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))
    return loaded


def _dependencies() -> list[str]:
    project = _metadata()["project"]
    assert isinstance(project, dict)
    return [str(line).partition(">")[0] for line in project["dependencies"]]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the formats and links to what their metadata names."""
    folder = tmp_path_factory.mktemp("alone")
    (folder / "formats").symlink_to(HERE, target_is_directory=True)
    for name in _dependencies():
        for file in distribution(name).files or ():
            top = file.parts[0]
            origin = Path(str(distribution(name).locate_file(top)))
            if top != ".." and not (folder / top).exists():
                (folder / top).symlink_to(origin)
    return folder


def _run(alone: Path, *words: str) -> subprocess.CompletedProcess[str]:
    # -S and -E: neither the packages installed here nor the environment are seen.
    start = "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    return subprocess.run(
        [sys.executable, "-E", "-S", "-P", "-c", start + words[0], str(alone), *words[1:]],
        capture_output=True,
        text=True,
        cwd=alone,
        env={"PATH": os.environ["PATH"]},
    )


def _packages() -> list[str]:
    found = [folder.parent for folder in HERE.rglob("__init__.py") if "tests" not in folder.parts]
    return sorted(".".join(("formats", *folder.relative_to(HERE).parts)) for folder in found)


def test_the_metadata_names_every_package_and_no_other() -> None:
    tool = _metadata()["tool"]
    assert isinstance(tool, dict)
    assert sorted(tool["setuptools"]["packages"]) == _packages()


def test_every_package_imports_with_the_named_dependencies_only(alone: Path) -> None:
    names = [*_packages(), "formats.bmp.barcode", "formats.command"]
    code = (
        f"import importlib; [importlib.import_module(n) for n in {names!r}]; "
        "bad = {'django', 'praxis', 'seal', 'wire', 'pytest'} & set(sys.modules); print(bad)"
    )
    done = _run(alone, code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "set()"


def test_a_module_that_is_not_named_is_really_absent(alone: Path) -> None:
    done = _run(alone, "import django")
    assert "ModuleNotFoundError" in done.stderr


def test_the_command_checks_a_file_alone(alone: Path) -> None:
    code = "from formats.__main__ import main; sys.exit(main())"
    done = _run(alone, code, "check", str(gdt_path("result.gdt")))
    assert done.returncode == 0, done.stderr
    assert "Keine Fehler gefunden" in done.stdout


def test_a_prescription_is_read_alone(alone: Path) -> None:
    code = (
        "from formats.fhir import erezept; data = open(sys.argv[1], 'rb').read(); "
        "print(erezept.read(data).document.medication.code.code)"
    )
    done = _run(alone, code, str(fhir_path("erezept_pzn.xml")))
    assert done.stdout.strip() == "12345678", done.stderr
