"""Recordings of foot sensors: from their files to foot angle, stride and speed of every step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from footwise.errors import ErrorKind, FootwiseError
from footwise.foot_sensor.live import HowToCalibrate, quality_line
from footwise.foot_sensor.recorded import SensorWalk, recorded_walk, turn_to_check
from footwise.jobs.progress import Progress, counting, no_progress
from footwise.jobs.recording_kinds import check_named_once
from footwise.outputs import whole_folder
from footwise.recordings.foot_sensor import SideNotSaidError, read_foot_sensors
from footwise.showing import counted
from footwise.steps_table import write_steps


def measure_sensor_walks(
    files: Sequence[Path],
    calibration: HowToCalibrate | None = None,
    *,
    side: str | None = None,
    column_map: Path | None = None,
    rate_hz: float | None = None,
    gravity: str | None = None,
    progress: Progress = no_progress,
) -> list[SensorWalk]:
    """Measure every stride of recordings of foot sensors.

    Parameters
    ----------
    files : sequence of Path
        Tables, archives, folders or XDF files of one sensor or of both feet's.
    calibration : HowToCalibrate, optional
        What the foot angle is told against; the person's own mean without.
    side : str, optional
        left or right, where a file does not say it.
    column_map : Path, optional
        TOML file that says what the columns of a table are.
    rate_hz : float, optional
        Samples a second of a table without time.
    gravity : str, optional
        up or down: which way the accelerometer measures gravity at rest, where neither format nor file says it.
    progress : Progress

    Returns
    -------
    list of SensorWalk
        In the order of the files.

    Raises
    ------
    FootwiseError
        What is wrong with which file.
    """
    check_named_once(files)
    told: dict[str, Any] = {"column_map": column_map, "rate_hz": rate_hz, "gravity": gravity}
    if side is not None and len(files) > 1:
        _refuse_one_side_for_two(files, side, told)
    begins = counting(progress, len(files))
    walks = []
    for file in files:
        begins(file.name)
        sensors = read_foot_sensors(file, side=side, **told)
        walks.append(recorded_walk(sensors, calibration))
    return walks


def _refuse_one_side_for_two(files: Sequence[Path], side: str, told: Mapping[str, Any]) -> None:
    """Of several files that say no side, one word cannot say it of all: it may be meant for one of them."""
    silent = []
    for file in files:
        try:
            read_foot_sensors(file, **told)
        except SideNotSaidError:
            silent.append(file)
        except FootwiseError:
            # Whatever else it is, is told when it is read.
            continue
    if len(silent) > 1:
        raise FootwiseError(
            silent[1],
            f"says no foot, nor does {silent[0].name}, and `side` says {side} of both",
            f"Analyse one at a time, or name each file by its foot, such as {silent[1].stem}_{side}{silent[1].suffix}",
            kind=ErrorKind.BAD_REQUEST,
        )


def sensor_walk_lines(walk: SensorWalk) -> list[str]:
    """Lines for the terminal: how good the sensors are, steps left out, what a reader must know, what to check."""
    quality = [quality_line(foot.quality) for foot in walk.feet if foot.quality is not None]
    reasons = walk.steps.loc[~walk.steps["used"], "reason"].astype(str).value_counts()
    said = [f"{counted(int(count), 'step')}: {reason}" for reason, count in reasons.items()]
    left_out = [f"left out: {'; '.join(said)}"] if said else []
    turn = turn_to_check(walk.feet)
    return [*quality, *left_out, *map(str, walk.notes), *([f"to check: {turn}"] if turn else [])]


def write_sensor_walks(walks: Sequence[SensorWalk], out: Path) -> None:
    """Write ``steps.csv`` and ``report.html`` into the folder `out`, both or neither."""
    from footwise.reports.walk.foot_sensor import sensor_walk_report

    with whole_folder(out) as folder:
        write_steps([walk.steps for walk in walks], folder / "steps.csv")
        (folder / "report.html").write_text(sensor_walk_report(walks), encoding="utf-8")
