"""Measure the import of laboratory files: `./run bench lab [reports] [values each] [files]`.

Writes LDT 3 files for invented patients (all matched by insurance number), starts a private
PostgreSQL with `fsync` on, drops them into the watched folder and lets the job work: sealed,
unlinked, read, matched, filed with every value sealed and stamped.
"""

import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from standing import load, of_the_cast

if TYPE_CHECKING:
    from house.cast import Cast


def main(reports: int, values: int, files: int) -> None:
    """`files` files which together hold `reports` reports with `values` values each."""
    with of_the_cast() as cast:
        _measure(_files(cast, reports, values, files), reports * values)


def _measure(data: list[bytes], count: int) -> None:
    from praxis.config import config
    from praxis.exchange.lab import importing

    config().lab_spool.mkdir(parents=True, exist_ok=True)
    for at, one in enumerate(data):
        (config().lab_spool / f"night{at:04}.ldt").write_bytes(one)
    importing.run_pass()
    start = time.perf_counter()
    while importing.run_pass():
        pass
    took = time.perf_counter() - start
    left = list(config().lab_spool.iterdir())
    print(
        f"{len(data)} files, {count} values, {sum(map(len, data)) / 1e6:.1f} MB: "
        f"{took:.2f} s, {count / took:.0f} values/s, files left: {len(left)}  ({load()})"
    )


def _files(cast: "Cast", reports: int, values: int, files: int) -> list[bytes]:
    from formats.ldt import LabPatient, PartialDate, write_reports
    from praxis import gate
    from praxis.demo.people import others
    from praxis.exchange.lab.samples import invented
    from praxis.patients.actions import create_patient
    from praxis.patients.identity import read_identity

    made = []
    for number, person in enumerate(others(reports)):
        with gate.visiting():
            create_patient(cast.ada.actor, read_identity(person.form), site=cast.main)
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
    at = invented.moment(21, 6, 30)
    return [
        write_reports(made[number::files], invented.LABORATORY, ("Labor", "Lena"), at)
        for number in range(files)
    ]


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(*(given + [200, 25, 1][len(given) :]))
