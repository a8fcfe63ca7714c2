"""`pip install` of this folder into an empty environment works without network, and alone."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest

from formats.gdt.samples import path as gdt_path
from formats.ldt.samples import path as ldt_path

HERE = Path(__file__).parents[1]
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "build", "*.egg-info")


def _link(name: str, site: Path) -> None:
    """Lend the new environment one package that is installed here."""
    for file in distribution(name).files or ():
        top = file.parts[0]
        if top not in ("..", "__pycache__") and not (site / top).exists():
            (site / top).symlink_to(Path(str(distribution(name).locate_file(top))))


def _run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in words],
        capture_output=True, text=True, cwd=cwd, env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the formats and what they name."""
    if importlib.util.find_spec("ensurepip") is None:
        pytest.skip("this Python has no ensurepip to make an environment with")
    folder = tmp_path_factory.mktemp("installed")
    source = shutil.copytree(HERE, folder / "source", ignore=_LEFT_OUT)
    made = _run(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    assert made.returncode == 0, made.stderr
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    for old in site.glob("setuptools*"):  # older Pythons bring one that cannot build wheels
        shutil.rmtree(old)
    project = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["project"]
    for name in ("setuptools", *(line.partition(">")[0] for line in project["dependencies"])):
        _link(name, site)
    programs = folder / "venv" / "bin"
    offline = ("--no-index", "--no-build-isolation", "--disable-pip-version-check")
    done = _run(programs / "python", "-m", "pip", "install", *offline, source, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return programs


def test_the_command_reads_a_file(installed: Path, tmp_path: Path) -> None:
    done = _run(installed / "formats", "check", gdt_path("result.gdt"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Keine Fehler gefunden" in done.stdout


def test_the_package_is_the_installed_one_and_alone(installed: Path, tmp_path: Path) -> None:
    code = (
        "import io, sys, formats, importlib.util as u; from formats import ldt; "
        "data = open(sys.argv[1], 'rb'); "
        "print(formats.__file__, len(list(ldt.read(data).reports)), "
        "[n for n in ('django', 'praxis', 'seal', 'relay') if u.find_spec(n)])"
    )
    sample = ldt_path("ldt3_report.ldt")
    done = _run(installed / "python", "-I", "-c", code, sample, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    where, count, others = done.stdout.split(maxsplit=2)
    assert Path(where).is_relative_to(installed.parent)
    assert int(count) >= 1
    assert others.strip() == "[]"


def test_the_plan_and_its_barcode_work_there(installed: Path, tmp_path: Path) -> None:
    code = (
        "from formats import bmp; from formats.bmp import barcode; "
        "text = open(__import__('sys').argv[1], 'rb').read(); "
        "print(text in barcode.decode(barcode.png(text)))"
    )
    plan = HERE / "bmp" / "samples" / "plan.xml"
    done = _run(installed / "python", "-I", "-c", code, plan, cwd=tmp_path)
    assert done.stdout.strip() == "True", done.stderr


def test_a_prescription_is_shown_there(installed: Path, tmp_path: Path) -> None:
    sample = HERE / "fhir" / "samples" / "erezept_pzn.xml"
    done = _run(installed / "formats", "show", sample, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout
