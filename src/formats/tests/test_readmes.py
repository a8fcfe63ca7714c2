"""The example code in every README runs as it stands, beside files of the names it gives."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from formats.bdt.samples import path as bdt_path
from formats.bmp.samples import path as bmp_path
from formats.catalogues.samples import path as catalogue_path
from formats.fhir.samples import path as fhir_path
from formats.gdt.samples import path as gdt_path
from formats.kvdt.samples import path as kvdt_path
from formats.ldt.samples import path as ldt_path

HERE = Path(__file__).parents[1]
_CODE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILES = {
    "befund.ldt": ldt_path("ldt3_report.ldt"),
    "geraet.gdt": gdt_path("result.gdt"),
    "abrechnung.con": kvdt_path("adt.con"),
    "export.bdt": bdt_path("export.bdt"),
    "plan.xml": bmp_path("plan.xml"),
    "erezept.xml": fhir_path("erezept_pzn.xml"),
    "eau.xml": fhir_path("eau_first.xml"),
    "evdga.xml": fhir_path("evdga_app.xml"),
    "eeb.xml": fhir_path("eeb_proof.xml"),
    "icd10gm2031syst_kodes.txt": catalogue_path("icd10gm2031syst_kodes.txt"),
}


def _readmes() -> list[Path]:
    found = [HERE / "README.md", *HERE.glob("*/README.md")]
    return [one for one in found if _CODE.search(one.read_text("utf-8"))]


@pytest.mark.parametrize("readme", _readmes(), ids=lambda path: str(path.relative_to(HERE)))
def test_the_examples_run(readme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, sample in _FILES.items():
        shutil.copy(sample, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"data": fhir_path("erezept_pzn.xml").read_bytes()}
    for number, code in enumerate(_CODE.findall(readme.read_text("utf-8"))):
        exec(compile(code, f"{readme.name} example {number + 1}", "exec"), names)  # noqa: S102 - our own


def test_every_format_shows_how_it_is_used() -> None:
    shown = {str(one.relative_to(HERE)) for one in _readmes()}
    formats = ("xdt", "kvdt", "ldt", "gdt", "bdt", "bmp", "catalogues", "fhir")
    assert {"README.md", *(f"{name}/README.md" for name in formats)} <= shown
