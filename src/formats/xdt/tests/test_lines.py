"""The reader loses nothing and never raises; the writer lets nothing split a line."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.xdt import Charset, Kept, KeptLog, Line, LineWriter, Reader, Severity, UnwritableError

_TEXT = st.text(
    st.characters(codec="iso8859-15", exclude_categories=("Cc", "Zl", "Zp")),
    min_size=1,
    max_size=90,
)
_FIELD = st.integers(0, 9999).map("{:04d}".format)
_FILE = st.lists(st.tuples(_FIELD.filter(lambda f: f not in ("9106", "9206")), _TEXT), max_size=40)


def _read(data: bytes, assumed: Charset = Charset.ISO_8859_15) -> tuple[list[Line | Kept], Reader]:
    reader = Reader(io.BytesIO(data), assumed=assumed)
    return list(reader), reader


def _texts(data: bytes) -> list[str]:
    return [entry.text for entry in _read(data)[0] if isinstance(entry, Line)]


@given(_FILE, st.sampled_from([b"\r\n", b"\n", b"\r"]))
def test_what_the_writer_writes_the_reader_reads_whatever_the_line_ends(
    content: list[tuple[str, str]], end: bytes
) -> None:
    writer = LineWriter(Charset.ISO_8859_15)
    data = b"".join(writer.line(field, text) for field, text in content).replace(b"\r\n", end)
    entries, reader = _read(data)
    lines = [entry for entry in entries if isinstance(entry, Line)]
    assert [line.field for line in lines] == [field for field, _ in content]
    if reader.charset is Charset.ISO_8859_15:
        assert [line.text for line in lines] == [text for _, text in content]
    assert not reader.problems.errors() or not content


@given(st.binary(max_size=3000) | st.lists(st.sampled_from([b"0133101ab\r\n", b"\x00", b"\r"])))
def test_e09_any_bytes_are_read_without_an_error_and_without_a_lost_byte(
    junk: bytes | list[bytes],
) -> None:
    data = b"".join(junk) if isinstance(junk, list) else junk
    entries, reader = _read(data)
    assert reader.bytes_read == len(data)
    seen = sum(e.length if isinstance(e, Kept) else 7 for e in entries)
    assert seen <= len(data)
    if b"\r" not in data and b"\n" not in data and data not in (b"", b"\x1a"):
        assert len(entries) == 1


@pytest.mark.parametrize("charset", [c for c in Charset if c is not Charset.DIN_66003])
def test_every_declared_set_is_read_back(charset: Charset) -> None:
    text = "Grosse Strasse" if charset is Charset.ASCII else "Größe über Äpfel"
    data = LineWriter(charset).line("3101", text)
    assert _read(data, assumed=charset)[0][0].text == text


def test_a_wrong_declaration_is_detected_and_said() -> None:
    data = b"01091063\r\n" + LineWriter(Charset.CP437).line("3101", "Müller")
    entries, reader = _read(data)
    assert entries[1].text == "Müller"
    assert [p.code for p in reader.problems] == ["X09"]
    assert "CP437" in next(iter(reader.problems)).message


def test_utf8_in_a_file_that_promises_iso_is_read_and_said() -> None:
    data = b"01091064\r\n" + LineWriter(Charset.UTF_8).line("3101", "Müller")
    entries, reader = _read(data)
    assert entries[1].text == "Müller"
    assert reader.problems.codes() == {"X09"}


def test_lost_characters_are_an_error_nobody_can_repair() -> None:
    data = LineWriter(Charset.UTF_8).line("3101", "M\ufffdller")
    assert [p.severity for p in _read(data)[1].problems if p.code == "X11"] == [Severity.ERROR]


def test_german_seven_bit_code_shows_umlauts() -> None:
    data = b"01091061\r\n0153101M}ller\r\n"
    assert _texts(data) == ["1", "Müller"]


def test_e09_a_line_break_in_content_never_becomes_a_silent_field() -> None:
    entries, reader = _read(b"0283101Muster\r\n0133102X\r\n0113102Eva\r\n")
    assert [p.code for p in reader.problems] == ["X07", "X07", "X07"]
    assert len(entries) == 3


def test_e09_control_characters_are_shown_not_obeyed() -> None:
    entries, reader = _read(b"0143101M\x00\x0b\x85x\r\n")
    assert entries[0].text == "M\u2400\u240b\ufffdx" or entries[0].text.startswith("M\u2400\u240b")
    assert "X05" in reader.problems.codes()
    assert "\x0b" not in entries[0].text


def test_an_endless_line_is_kept_in_pieces_in_bounded_memory() -> None:
    data = b"0133101" + b"x" * 1_000_000 + b"\r\n0123102Eva\r\n"
    entries, _ = _read(data)
    kept = [entry for entry in entries if isinstance(entry, Kept)]
    assert sum(len(entry.raw or b"") for entry in kept) == 1_000_007
    assert isinstance(entries[-1], Line)
    assert entries[-1].text == "Eva"
    assert entries[-1].number == 2


def test_the_tail_of_an_endless_line_is_no_field() -> None:
    head = b"x" * ((1 << 18) - 1)
    entries, _ = _read(head + b"0123101Eva\r\n")
    assert not [entry for entry in entries if isinstance(entry, Line)]


def test_empty_file_and_foreign_formats_are_named() -> None:
    assert _read(b"")[1].problems.codes() == {"X01"}
    assert "X02" in _read(b"PK\x03\x04rest")[1].problems.codes()


def test_offsets_and_numbers_point_to_the_line() -> None:
    data = b"0123101Eva\r\n\r\n0123102Ada\r\n"
    entries, _ = _read(data)
    last = entries[-1]
    assert (last.number, data[last.offset :]) == (3, b"0123102Ada\r\n")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("3101", "a\r\n0123102Eva"),
        ("3101", "a\x00"),
        ("3101", "a\x85b"),
        ("3101", "a\u2028b"),
        ("3101", ""),
        ("3101", "x" * 991),
        ("3101", "漢"),
        ("31O1", "a"),
        ("١٢٣٤", "a"),
    ],
)
def test_e09_the_writer_refuses_what_would_split_shift_or_lose(field: str, text: str) -> None:
    with pytest.raises(UnwritableError) as refusal:
        LineWriter().line(field, text)
    assert text not in refusal.value.detail or not text


def test_problems_hold_no_content_and_stay_bounded() -> None:
    data = b"0993101Geheim\r\n" * 1000
    _, reader = _read(data)
    assert reader.problems.count("X07") == 1000
    assert len(reader.problems) == 200
    assert "Geheim" not in " ".join(map(str, reader.problems))


def test_what_is_kept_stays_bounded_and_no_place_is_lost() -> None:
    log = KeptLog(limit=10, content=50)
    data = b"ABCDEFGHIJ\r\n" * 1000
    for entry in _read(data)[0]:
        assert isinstance(entry, Kept)
        log.add(entry)
    assert len(log) == 1000
    assert [entry.offset for entry in log][:2] == [0, 12]
    assert sum(entry.raw is not None for entry in log) == 1
    assert log.ranges == [(120, len(data) - 2)]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [b"0123101Eva", b"0993101Eva", b"", b"Eva", b"0123101E\xe4a", b"x" * 17_000, b"\x1a"]
        ),
        max_size=20,
    )
)
def test_the_fast_and_the_patient_path_agree(lines: list[bytes]) -> None:
    _agree(lines, Charset.ISO_8859_15)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [b"0153101M\x81ller", b"0153101M\x81\x84\x94er", b"0123101\x9d\x8fa", b"Eva"]
        ),
        max_size=20,
    ),
    st.sampled_from([Charset.CP437, Charset.CP850, Charset.CP1252]),
)
def test_they_agree_on_umlauts_of_dos_and_windows(lines: list[bytes], charset: Charset) -> None:
    _agree(lines, charset)


def _agree(lines: list[bytes], charset: Charset) -> None:
    fast, _ = _read(b"".join(line + b"\r\n" for line in lines), charset)
    patient, _ = _read(b"".join(line + b"\n" for line in lines), charset)
    assert [(e.text, e.number) for e in fast] == [(e.text, e.number) for e in patient]
    assert [type(e) for e in fast] == [type(e) for e in patient]
