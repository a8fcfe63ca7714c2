"""Many small files at once: the same outcome as one by one, and no file harms its neighbour."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from formats.ldt import LabPatient, LabReport, Mark, State
from praxis import gate
from praxis.audit.models import AuditEvent
from praxis.core.ids import PatientId
from praxis.exchange.lab import importing, intake, watching
from praxis.exchange.lab.batches import Batches
from praxis.exchange.lab.models import LabFile
from praxis.exchange.lab.samples import invented
from praxis.exchange.lab.tests.conftest import Lab
from praxis.exchange.lab.tests.test_batches import file_of, several
from praxis.record import queries as record


class Cut(BaseException):
    """The power goes."""


def night(lab: Lab, *contents: bytes) -> list[Path]:
    """Files that lie in the folder together, in this order."""
    return [lab.drop(f"{at:03}.ldt", content) for at, content in enumerate(contents)]


def small(count: int, patient: LabPatient = invented.DORA) -> list[bytes]:
    """Files of one report each."""
    return [file_of(one) for one in several(count, patient)]


def states(lab: Lab) -> list[str]:
    """What became of the files, in their order."""
    return [file.state for file in lab.files()]


def test_each_file_of_a_night_is_filed_and_its_original_gone(lab: Lab, dora: PatientId) -> None:
    paths = night(lab, *small(6))
    assert lab.passes() == 12  # six taken in, six imported
    assert not any(path.exists() for path in paths)
    assert states(lab) == ["imported"] * 6
    assert [(file.reports, bytes(file.address), file.tries) for file in lab.files()] == [
        (1, b"", 1)
    ] * 6
    assert [row.state for row in lab.reports()] == ["filed"] * 6
    with gate.visiting():
        assert len(record.reports(lab.cast.ada.actor, [dora])) == 6


def test_a_broken_one_is_set_aside_and_the_others_are_whole(lab: Lab, dora: PatientId) -> None:
    first, broken, last = small(3)
    night(lab, first, broken[: broken.rindex(b"8000")], last)
    lab.passes()
    assert states(lab) == ["imported", "quarantined", "imported"]
    assert [row.state for row in lab.reports()] == ["filed", "filed"]
    assert all(file.reason for file in lab.files() if file.state == "quarantined")


def test_the_same_content_twice_in_one_night_is_there_once(lab: Lab, dora: PatientId) -> None:
    one, other = small(2)
    paths = night(lab, one, other, one)
    lab.passes()
    assert sorted(states(lab)) == ["duplicate", "imported", "imported"]
    assert len(lab.reports()) == 2
    assert not any(path.exists() for path in paths)


def test_what_came_yesterday_is_recognised_among_others(lab: Lab, dora: PatientId) -> None:
    known, *others = small(3)
    lab.drop("yesterday.ldt", known)
    lab.passes()
    night(lab, known, *others)
    lab.passes()
    assert sorted(states(lab)) == ["duplicate", "imported", "imported", "imported"]
    assert len(lab.reports()) == 3


def test_the_same_report_in_two_files_of_a_night_is_known_the_second_time(
    lab: Lab, dora: PatientId
) -> None:
    (one,), (other,) = several(1), several(1, replace(invented.NOBODY))
    night(lab, file_of(one), file_of(one, other))
    lab.passes()
    assert [(file.reports, file.known_reports) for file in lab.files()] == [(1, 0), (1, 1)]


def test_of_two_files_about_one_order_the_later_counts(lab: Lab, dora: PatientId) -> None:
    whole = invented.doras(20, "O-1", "7.4", "0.93", Mark.HIGH)
    first = replace(whole, state=State.PRELIMINARY, analytes=whole.analytes[:1], attachments=())
    last = replace(whole, state=State.FINAL, attachments=())
    night(lab, file_of(first), file_of(last))
    lab.passes()
    assert [row.state for row in lab.reports()] == ["replaced", "filed"]


def test_a_large_file_between_small_ones_keeps_its_turn(
    lab: Lab, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = several(4)
    contents = [file_of(reports[0]), file_of(reports[1]), file_of(*reports), file_of(reports[2])]
    limit = max(map(len, (contents[0], contents[1], contents[3])))
    monkeypatch.setattr(watching, "SMALL", limit)
    monkeypatch.setattr(importing, "SMALL", limit)
    night(lab, *contents)
    lab.passes()
    assert [(file.reports, file.known_reports) for file in lab.files()] == [
        (1, 0), (1, 0), (2, 2), (0, 1),
    ]  # fmt: skip


def test_k13_cut_in_the_middle_of_a_night_leaves_nothing_half(
    lab: Lab, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(lab, *small(5))

    def dies(_batches: Batches) -> None:
        raise Cut

    with monkeypatch.context() as patched:
        patched.setattr(Batches, "finish", dies)
        with pytest.raises(Cut):
            lab.passes()
    assert (states(lab), lab.reports()) == (["waiting"] * 5, [])
    lab.passes(1)
    assert states(lab) == ["imported"] * 5
    assert len(lab.reports()) == 5


def test_k13_cut_between_sealing_and_unlinking_a_night_delivers_nothing_twice(
    lab: Lab, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, real = night(lab, *small(4)), Path.unlink

    def second_dies(path: Path, **how: Any) -> None:
        if path == paths[1]:
            raise Cut
        real(path, **how)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", second_dies)
        with pytest.raises(Cut):
            lab.passes()
    assert [path.exists() for path in paths] == [False, True, True, True]
    lab.passes()
    assert not any(path.exists() for path in paths)
    assert (states(lab), len(lab.reports())) == (["imported"] * 4, 4)


def test_the_next_file_under_the_name_of_a_sealed_one_is_not_lost(
    lab: Lab, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, newer = small(3)
    paths = night(lab, first, second)
    real = intake.take_in_small

    def overtaken(*taken: Any, **how: Any) -> None:
        real(*taken, **how)
        lab.drop("newer.tmp", newer).replace(paths[0])

    lab.passes(1)
    with monkeypatch.context() as patched:
        patched.setattr(intake, "take_in_small", overtaken)
        lab.passes(1)
    assert [path.exists() for path in paths] == [True, False]
    lab.passes()
    assert (states(lab), len(lab.reports())) == (["imported"] * 3, 3)
    assert not any(path.exists() for path in paths)


def test_a_file_that_grows_while_it_is_read_waits_until_it_is_whole(
    lab: Lab, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = small(2)
    half = len(second) // 2
    paths = night(lab, first, second[:half])
    real = intake.known_places

    def goes_on(*asked: Any) -> set[bytes]:
        with paths[1].open("ab") as file:
            file.write(second[half:])
        return real(*asked)

    lab.passes(1)
    with monkeypatch.context() as patched:
        patched.setattr(intake, "known_places", goes_on)
        lab.passes(1)
    assert [path.exists() for path in paths] == [False, True]
    lab.passes()
    assert (states(lab), len(lab.reports())) == (["imported"] * 2, 2)


def test_a_file_that_kills_the_worker_takes_no_neighbour_with_it(
    lab: Lab, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(lab, *small(3))
    lab.passes(1)
    real = Batches.add

    def dies(batches: Batches, file: LabFile, position: int, report: LabReport) -> None:
        if report.order_number == "B-1":
            raise Cut
        real(batches, file, position, report)

    monkeypatch.setattr(Batches, "add", dies)
    for _ in range(3):
        with pytest.raises(Cut):
            lab.passes(1)
    lab.passes(1)
    assert states(lab) == ["imported", "quarantined", "imported"]


def test_the_log_names_every_file_of_a_night(lab: Lab, dora: PatientId) -> None:
    night(lab, *small(4))
    lab.passes()
    wanted = {file.pk for file in lab.files()} | {row.pk for row in lab.reports()}
    for act in ("lab:take-in", "lab:import"):
        events = AuditEvent.objects.filter(act=act, outcome="allowed")
        named = {subject for event in events for subject in event.subjects}
        assert {file.pk for file in lab.files()} <= named
    assert wanted <= named


def test_a_night_asks_the_database_little_more_for_many_files_than_for_few(
    lab: Lab, dora: PatientId
) -> None:
    counts, reports = [], several(45)
    for share in (reports[:5], reports[5:]):
        night(lab, *(file_of(one) for one in share))
        lab.passes(1)
        with CaptureQueriesContext(connection) as seen:
            lab.passes(1)
        counts.append(len(seen))
    assert states(lab) == ["imported"] * 45
    assert counts[1] - counts[0] <= 35 + 20  # one for the last state of each, few for the rest
