"""A simulated person through a short course over Lab Streaming Layer, and the demo's long one."""

import pytest

from footwise.coaching import Block, read_course
from footwise.jobs import sensor_demo
from footwise.simulation import walk_course


def test_a_short_course(tmp_path):
    schedule = [
        block
        for session in (1, 2)
        for block in (Block(session, 240.0, 1.0), Block(session, 60.0, 0.0, purpose="retention"))
    ]
    summaries = walk_course(tmp_path, schedule=schedule)
    assert [summary.session for summary in summaries] == [1, 2]
    assert all(summary.finished for summary in summaries)
    changes = [summary.feet[0].achieved_change_deg for summary in summaries]
    assert changes[0] < -4.0
    assert changes[1] < -6.0
    assert all(session.simulated and session.ended for session in read_course(tmp_path))


@pytest.mark.slow
def test_the_demo_ends_with_a_learner_who_kept_the_target(tmp_path):
    said = []
    assert sensor_demo(tmp_path, say=said.append)
    assert "kept it without feedback" in said[-1]
    assert (tmp_path / "foot-sensor.html").exists()
    assert (tmp_path / "course" / "report.html").exists()
