from __future__ import annotations

import pytest
from tests.reports.course.courses import angles, plan, rows, walked

from footwise.errors import FootwiseError
from footwise.followup import session_adherence
from footwise.jobs import read_practised_session


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    walked(folder, plan(3), {"left": rows(angles())})
    return folder


def test_the_figures_are_those_of_the_adherence(folder):
    from footwise.coaching import read_course

    course = read_course(folder)
    row = session_adherence(course).iloc[0]
    one = read_practised_session(folder)
    foot = one.feet["left"]
    assert (one.session, one.day, one.finished, one.simulated) == (3, row["date"], True, bool(row["simulated"]))
    assert one.minutes == pytest.approx(row["minutes"], abs=0.01)
    assert (foot.steps, foot.steps_in_band, foot.kept_steps) == tuple(row[["steps", "steps_in_band", "kept_steps"]])
    assert foot.kept_error_deg == pytest.approx(row["kept_error_deg"], abs=1e-3)
    assert foot.asked_change_deg == pytest.approx(-10.0) and foot.band_deg == course[0].blocks[0].band_deg


def test_a_log_under_another_number_is_read(folder, tmp_path):
    (tmp_path / "session-01.jsonl").write_bytes((folder / "session-03.jsonl").read_bytes())
    assert read_practised_session(tmp_path).session == 3


@pytest.mark.parametrize("text", ["", "no log\n", '{"kind": "stride"}\n', "\0\0\0\n"])
def test_what_is_no_log_is_said(tmp_path, text):
    (tmp_path / "session-01.jsonl").write_text(text)
    with pytest.raises(FootwiseError):
        read_practised_session(tmp_path)
