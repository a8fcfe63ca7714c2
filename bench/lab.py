"""Measure the import of laboratory files: `python bench/lab.py [reports] [values per report]`.

Writes one LDT 3 file for invented patients (all matched by insurance number), starts a private
PostgreSQL with `fsync` on, drops the file into the watched folder and lets the job work: sealed,
unlinked, read, matched, filed with every value sealed and stamped.
"""

import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]


def main(reports: int, values: int) -> None:
    """One file of `reports` reports with `values` values each."""
    folder = Path(tempfile.mkdtemp(prefix="ptr-bench-"))
    folder.chmod(0o711)
    os.environ |= {
        "PRAXISTRESOR_TEST_RUN": str(folder),
        "PRAXISTRESOR_DATA": str(folder / "praxis"),
        "DJANGO_SETTINGS_MODULE": "praxis.settings",
    }
    import django

    from embedded import EmbeddedServer

    server = EmbeddedServer(folder / "pg", fsync=True)
    server.start()
    try:
        django.setup()
        from house.template import build_template, point_django_at

        build_template(server, "bench")
        from house.pytest_practice import copy_database

        copy_database(server, "bench", "bench_lab")
        point_django_at(server, "bench_lab")
        _measure(reports, values)
    finally:
        server.remove()


def _measure(reports: int, values: int) -> None:
    from house.cast import read_cast
    from house.practice_keys import practice_open
    from house.template import cast_file
    from praxis.config import config
    from praxis.exchange.lab import importing

    with practice_open():
        data = _file(read_cast(cast_file()), reports, values)
        config().lab_spool.mkdir(parents=True, exist_ok=True)
        (config().lab_spool / "night.ldt").write_bytes(data)
        importing.run_pass()
        start = time.perf_counter()
        importing.run_pass()
        took = time.perf_counter() - start
    left = list(config().lab_spool.iterdir())
    count = reports * values
    print(
        f"{reports} reports, {count} values, {len(data) / 1e6:.1f} MB: "
        f"{took:.2f} s, {count / took:.0f} values/s, files left: {len(left)}"
    )


def _file(cast: object, reports: int, values: int) -> bytes:
    from formats.ldt import LabPatient, PartialDate, write_reports
    from praxis import gate
    from praxis.demo.people import others
    from praxis.exchange.lab.samples import invented
    from praxis.patients.actions import create_patient
    from praxis.patients.identity import read_identity

    made = []
    for number, person in enumerate(others(reports)):
        with gate.visiting():
            create_patient(cast.ada.actor, read_identity(person.form), site=cast.main)  # type: ignore[attr-defined]
        day, month, year = map(int, person.form["birth_date"].split("."))
        patient = LabPatient(
            family_name=person.form["family_name"],
            given_name=person.form["given_name"],
            birth_date=PartialDate(year, month, day),
            sex=person.form["sex"],
            insurance_number=person.form["insurance_number"],
        )
        tests = [
            invented.analyte(f"T{at}", f"Messwert {at}", "4.4", "mmol/l", "3.5", "5.1")
            for at in range(values)
        ]
        made.append(replace(invented.report(f"B-{number}", patient, *tests)))
    return write_reports(made, invented.LABORATORY, ("Labor", "Lena"), invented.moment(21, 6, 30))


if __name__ == "__main__":
    main(*(int(text) for text in (*sys.argv[1:], *("200", "25")[len(sys.argv) - 1 :])))
