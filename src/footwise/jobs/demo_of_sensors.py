"""A real recording of two foot sensors, then a whole simulated course."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import nan
from pathlib import Path

from footwise.coaching import SessionSummary
from footwise.extras import require
from footwise.foot_sensor.recorded import recorded_walk
from footwise.jobs.course import write_course
from footwise.jobs.progress import Progress, counting, no_progress
from footwise.outputs import whole_folder
from footwise.recordings.foot_sensor import read_foot_sensors
from footwise.reports import number, turn
from footwise.reports.walk.foot_sensor import sensor_walk_report
from footwise.samples import sample_path
from footwise.simulation import walk_course
from footwise.steps_table import write_steps

_CHANGE_DEG = -10.0
_BAND_DEG = 3.0


def sensor_demo(out: Path, *, say: Callable[[str], None] = lambda _: None, progress: Progress = no_progress) -> bool:
    """Measure a real walk with a sensor on each shoe, then coach a simulated person through six sessions.

    Parameters
    ----------
    out : Path
        Folder that gets ``foot-sensor.html``, ``foot-sensor-steps.csv`` and the folder ``course``, all or none.
    say : callable
        Is given every line that tells what was found.
    progress : Progress

    Returns
    -------
    bool
        Whether the learner reached the target and kept it without feedback.
    """
    require("pylsl")
    begins = counting(progress, 8)
    with whole_folder(out) as folder:
        begins("real recording")
        recording = sample_path("foot-sensors") / "imu_sample.csv"
        walk = recorded_walk(read_foot_sensors(recording))
        (folder / "foot-sensor.html").write_text(sensor_walk_report([walk]), encoding="utf-8")
        write_steps([walk.steps], folder / "foot-sensor-steps.csv")
        used = walk.steps[walk.steps["used"]].groupby("side").size()
        say(f"1. A real walk with a sensor on each shoe: {recording.name}, used strides: "
            + ", ".join(f"{count} {side}" for side, count in used.items()))  # fmt: skip
        say("2. SIMULATED: a person who learns from nothing but cues, over Lab Streaming Layer, six sessions, "
            f"asked for {-_CHANGE_DEG:.0f}° more toe-in")  # fmt: skip
        course = folder / "course"
        course.mkdir()
        begin = time.monotonic()
        summaries = walk_course(course, change_deg=_CHANGE_DEG, progress=begins)
        took_s = time.monotonic() - begin
        for summary in summaries:
            say(f"   Session {summary.session}: {_told(summary)}")
        walked_s = sum(summary.walked_s for summary in summaries)
        waits = [summary.sample_to_emission.median_s for summary in summaries]
        known = [wait for wait in waits if wait is not None]
        say(f"   {walked_s / 60:.0f} minutes of walking in {took_s:.0f} s ({walked_s / took_s:.0f} × real time); "
            f"from sample to cue {1000 * max(known, default=0.0):.1f} ms (largest median of a session)")  # fmt: skip
        begins("report")
        write_course(course)
        reached = any(_within(summary.feet[0].achieved_change_deg) for summary in summaries)
        kept = _within(summaries[-1].feet[0].retention_change_deg)
        change = summaries[-1].feet[0].retention_change_deg
        said = "reached the target and kept it without feedback" if reached and kept else "did not keep the target"
        say(f"3. SIMULATED: the learner {said}: {turn(change if change is not None else nan)} "
            f"of {-_CHANGE_DEG:.0f}° (band ±{_BAND_DEG:.0f}°) in the last two minutes of the last session")  # fmt: skip
        return reached and kept


def _told(summary: SessionSummary) -> str:
    """Say of a session what its report says."""
    foot = summary.feet[0]
    share = 100 * foot.with_feedback.steps / max(1, foot.practice.steps)
    return (
        f"feedback on {share:.0f} % of the practice, {number(foot.every_step.in_band_pct, 0)} % of all "
        f"{foot.every_step.steps} steps in the band; without feedback a change of "
        f"{turn(foot.kept_change_deg if foot.kept_change_deg is not None else nan)}"
    )


def _within(change: float | None) -> bool:
    """Say whether a mean change lies in the band around the target."""
    return change is not None and abs(change - _CHANGE_DEG) <= _BAND_DEG
