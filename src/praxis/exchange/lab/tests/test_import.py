"""Files from the folder: sealed, unlinked, matched or red, never half and never twice."""

import os
from decimal import Decimal
from pathlib import Path

import pytest

from formats.ldt.samples import invented as hostile
from house.pages import Pages
from praxis import gate
from praxis.core.ids import PatientId
from praxis.exchange.lab import importing, queries, watching
from praxis.exchange.lab.samples import drop_demo_files
from praxis.exchange.lab.tests.conftest import Lab, samples
from praxis.record import queries as record
from praxis.vault import keys


def test_the_demos_night_lands_green_red_and_set_aside(lab: Lab, dora: PatientId) -> None:
    assert drop_demo_files(lab.folder) == 4
    lab.passes()
    assert sorted(file.state for file in lab.files()) == ["imported"] * 3 + ["quarantined"]
    assert [row.state for row in lab.reports()].count("filed") == 3
    assert [row.why for row in lab.reports() if row.state == "open"] == ["nobody"]
    assert list(lab.folder.iterdir()) == []


def test_a_matched_report_is_in_the_record_with_its_document(lab: Lab, dora: PatientId) -> None:
    lab.drop("a.ldt", samples()["02_befund_dora.ldt"])
    lab.passes()
    ada = lab.cast.ada.actor
    with gate.visiting():
        (report,) = record.reports(ada, [dora])
        values = {one.name: one for one in record.findings_of_report(ada, report.pk)}
        assert values["HbA1c"].value == Decimal("7.4")
        assert (values["HbA1c"].unit, values["HbA1c"].abnormal) == ("%", "+")
        (document,) = record.documents(ada, [dora])
        assert document.media_type == "application/pdf"
        from praxis.vault.documents import store

        with store().open(document.key_owner, bytes.fromhex(document.address)) as opened:
            assert b"".join(opened.chunks()).startswith(b"%PDF-1.4")


def test_a_file_is_taken_only_when_it_stands_still(lab: Lab) -> None:
    data = samples()["03_niemandem_zugeordnet.ldt"]
    path = lab.drop("a.ldt", data[:200])
    lab.passes(1)
    path.write_bytes(data)
    lab.passes(1)
    assert path.exists()
    lab.passes(1)
    assert not path.exists()
    assert [file.state for file in lab.files()] == ["imported"]


def test_a_locked_file_waits(lab: Lab) -> None:
    import fcntl

    path = lab.drop("a.ldt", samples()["03_niemandem_zugeordnet.ldt"])
    with path.open("rb") as theirs:
        fcntl.flock(theirs, fcntl.LOCK_EX)
        lab.passes(3)
        assert path.exists()
    lab.passes()
    assert not path.exists()


def test_while_sealed_files_wait(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    path = lab.drop("a.ldt", samples()["03_niemandem_zugeordnet.ldt"])
    monkeypatch.setattr(keys, "is_open", lambda: False)
    assert lab.passes(3) == 0
    assert path.exists()


def test_the_same_file_twice_is_recognised_and_said(lab: Lab, dora: PatientId) -> None:
    for name in ("a.ldt", "b.ldt"):
        lab.drop(name, samples()["02_befund_dora.ldt"])
        lab.passes()
    assert [file.state for file in lab.files()] == ["imported", "duplicate"]
    assert "schon am" in lab.files()[1].reason
    assert len(lab.reports()) == 1


def test_the_same_report_in_another_file_is_known(lab: Lab, dora: PatientId) -> None:
    from dataclasses import replace

    from formats.ldt import Mark, write_reports
    from praxis.exchange.lab.samples import invented

    for minute in (30, 45):
        made = invented.moment(21, 6, minute)
        report = replace(invented.doras(20, "X-1", "7.4", "0.93", Mark.HIGH))
        lab.drop("a.ldt", write_reports([report], invented.LABORATORY, ("Labor", "L"), made))
        lab.passes()
    assert [(file.reports, file.known_reports) for file in lab.files()] == [(1, 0), (0, 1)]
    assert len(lab.reports()) == 1


_BROKEN = sorted(
    name
    for name in hostile.files()
    if name.startswith("hostile_")
    and name
    not in {
        # Damage that leaves every value where it belongs: read, with the attachment left out.
        "hostile_lf_only.ldt",
        "hostile_disguised_program.ldt",
        "hostile_broken_base64.ldt",
        "hostile_open_objects.ldt",
    }
)


@pytest.mark.parametrize("name", _BROKEN)
def test_e09_f03_f07_a_broken_file_is_set_aside_whole(lab: Lab, name: str) -> None:
    path = lab.drop(name, hostile.files()[name])
    lab.passes()
    (file,) = lab.files()
    assert (file.state, file.reports) == ("quarantined", 0)
    assert file.reason.endswith(".")
    assert lab.reports() == []
    assert not path.exists()


def test_f07_an_empty_file_says_so_and_the_folder_goes_on(lab: Lab, dora: PatientId) -> None:
    lab.drop("a.ldt", b"")
    lab.drop("b.ldt", samples()["02_befund_dora.ldt"])
    lab.passes()
    assert [file.state for file in lab.files()] == ["quarantined", "imported"]
    assert "leer" in lab.files()[0].reason


def test_a_wrong_length_names_its_line(lab: Lab) -> None:
    lab.drop("a.ldt", hostile.files()["hostile_wrong_length.ldt"])
    lab.passes()
    assert lab.files()[0].line


def test_f07_a_huge_file_stays_and_is_counted(lab: Lab) -> None:
    from praxis.exchange.lab.watching import too_large

    path = lab.folder / "a.ldt"
    with path.open("wb") as file:
        file.truncate((512 << 20) + 1)
    lab.passes()
    assert path.exists()
    assert too_large(lab.folder) == 1
    assert lab.files() == []


def test_f04_a_symbolic_link_is_not_followed(lab: Lab, tmp_path: object) -> None:
    target = lab.folder.parent / "secret.ldt"
    target.write_bytes(samples()["02_befund_dora.ldt"])
    (lab.folder / "link.ldt").symlink_to(target)
    lab.passes(3)
    assert lab.files() == []
    assert target.exists()
    target.unlink()


def test_f04_a_name_in_another_character_set_is_read_like_any(lab: Lab, dora: PatientId) -> None:
    path = lab.folder / os.fsdecode(b"M\xfcller.ldt")
    path.write_bytes(samples()["02_befund_dora.ldt"])
    lab.drop("z.ldt", samples()["03_niemandem_zugeordnet.ldt"])
    lab.passes()
    assert [file.state for file in lab.files()] == ["imported"] * 2
    assert list(lab.folder.iterdir()) == []


def test_a_file_that_cannot_be_removed_is_taken_once_said_and_stops_no_other(
    lab: Lab, dora: PatientId, monkeypatch: pytest.MonkeyPatch, page: Pages
) -> None:
    stays = lab.drop("a.ldt", samples()["02_befund_dora.ldt"])
    lab.drop("b.ldt", samples()["03_niemandem_zugeordnet.ldt"])
    unlink = Path.unlink

    def refusing(self: Path, missing_ok: bool = False) -> None:
        if self == stays:
            raise PermissionError
        unlink(self, missing_ok=missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refusing)
        lab.passes(4)
    assert sorted(file.state for file in lab.files()) == ["imported", "imported"]
    assert [left.name for left in lab.folder.iterdir()] == ["a.ldt"]
    monkeypatch.setattr(watching, "_LONG_NS", -(10**12))
    page.as_(lab.cast.ben).get("lab:inbox").is_ok().shows("nicht lesen oder nicht entfernen")


def test_links_and_pipes_in_the_folder_are_said(lab: Lab, page: Pages) -> None:
    (lab.folder / "link.ldt").symlink_to("/nowhere/befund.ldt")
    os.mkfifo(lab.folder / "pipe.ldt")
    lab.passes(3)
    assert lab.files() == []
    shown = page.as_(lab.cast.ben).get("lab:inbox").is_ok()
    shown.shows("2 Eintrag/Einträge im Laborordner sind keine Dateien")


def test_the_original_is_gone_once_its_reports_are_taken_over(lab: Lab, dora: PatientId) -> None:
    lab.drop("a.ldt", samples()["02_befund_dora.ldt"])
    lab.passes()
    assert bytes(lab.files()[0].address) == b""


def test_a_file_that_kills_the_worker_is_set_aside_after_three_tries(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> int:
        raise MemoryError

    monkeypatch.setattr(importing, "_import", dies)
    lab.drop("a.ldt", samples()["02_befund_dora.ldt"])
    lab.passes(6)
    assert lab.files()[0].state == "quarantined"
    assert "dreimal" in lab.files()[0].reason


def test_the_inbox_shows_abnormal_first(lab: Lab, dora: PatientId) -> None:
    drop_demo_files(lab.folder)
    lab.passes()
    with gate.visiting():
        lines = queries.waiting(lab.cast.ada.actor)
        assert [line.report.severity for line in lines] == sorted(
            (line.report.severity for line in lines), reverse=True
        )
        assert lines[0].name == "Unbekannt, Ulla"
