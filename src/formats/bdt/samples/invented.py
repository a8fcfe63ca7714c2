"""The invented patients behind the sample export; `python -m` writes it anew."""

from __future__ import annotations

from formats.bdt.samples import path
from formats.xdt import Charset, LineWriter

DORA = (
    ("3000", "17"),
    ("3101", "Demo"),
    ("3102", "Dora"),
    ("3103", "14031968"),
    ("3107", "Musterweg 3"),
    ("3112", "99999"),
    ("3113", "Beispielstadt"),
    ("3110", "2"),
)
_LONG = (
    "Die Patientin klagt seit mehreren Wochen über hartnäckige Beschwerden "
    "im Rücken, die bei Belastung zunehmen."
)
CHART = (
    ("6200", "05062019"),
    ("6220", _LONG[:70]),
    ("6220", _LONG[70:]),
    ("6205", "Lumboischialgie"),
    ("6210", "Erfundol 400mg N1"),
    ("6285", "0506201912062019"),
    ("6286", "M54.4"),
    ("6200", "06062019"),
    ("8401", "E"),
    ("8410", "HB"),
    ("8411", "Hämoglobin"),
    ("8420", "13.4"),
    ("8421", "g/dl"),
    ("8410", "CRP"),
    ("8411", "C-reaktives Protein"),
    ("8420", "3"),
    ("8421", "mg/l"),
    ("6325", "C:\\ALT\\BILDER\\000141.jpg"),
    ("6326", "jpg"),
    ("6327", "Foto der Haut"),
    ("6295", "ueb"),
    ("6296", "Überweisung an: Orthopädie"),
    ("6298", "Nachname"),
    ("6299", "Demo"),
    ("6330", "Sport"),
    ("6331", "Schwimmt täglich"),
    ("6200", "99999999"),
    ("6300", "Ohne lesbares Datum"),
    ("6777", "Eigenes Feld des Herstellers"),
)
CASE = (
    ("4101", "22019"),
    ("4104", "99999"),
    ("4111", "109999999"),
    ("4121", "1"),
    ("5000", "05062019"),
    ("5001", "03003"),
    ("5005", "2"),
    ("5001", "01430"),
    ("6000", "Lumboischialgie"),
    ("6001", "M54.4"),
    ("6003", "G"),
    ("6001", "J06.9"),
)
MASTER = (
    ("3610", "01042010"),
    ("3620", "Tischlerin"),
    ("3626", "0999 777"),
    ("3649", "01022012"),
    ("3650", "Hypertonie"),
    ("3673", "I10.90"),
    ("3649", "01022015"),
    ("3650", "Hyperurikämie"),
    ("3673", "E79.0"),
    ("3656", "Penicillin"),
)


def _record(writer: LineWriter, kind: str, *pairs: tuple[str, str]) -> bytes:
    lines = b"".join(writer.line(fk, text) for fk, text in pairs)
    length = 13 + 14 + len(lines)
    return writer.line("8000", kind) + writer.line("8100", f"{length:05d}") + lines


def files() -> dict[str, bytes]:
    """Every sample file by name; the hostile one is a damaged copy."""
    writer = LineWriter(Charset.CP437)
    whole = b"".join(
        (
            _record(writer, "0020", ("9100", "999999900"), ("9103", "01072019"), ("9106", "2")),
            _record(writer, "0022", ("9210", "01/99"), ("9213", "02/94")),
            _record(writer, "0010", ("0203", "Dr. Ada Beispiel"), ("0201", "999999900")),
            _record(writer, "6100", *DORA, *MASTER),
            _record(writer, "0101", *DORA, *CASE),
            _record(writer, "6200", ("3000", "17"), *CHART),
            _record(writer, "0023", ("9203", "001")),
            _record(writer, "0021"),
        )
    )
    return {"export.bdt": whole, "hostile_truncated.bdt": whole[: len(whole) * 3 // 4]}


def main() -> None:
    """Write all sample files."""
    for name, data in files().items():
        path(name).write_bytes(data)


if __name__ == "__main__":
    main()
