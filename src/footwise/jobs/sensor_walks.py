"""Recordings of foot sensors: from their files to foot angle, stride and speed of every step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from footwise.errors import FootwiseError
from footwise.foot_sensor.live import HowToCalibrate
from footwise.foot_sensor.recorded import SensorWalk, recorded_walk
from footwise.jobs.progress import Progress, counting, untold
from footwise.outputs import whole_folder
from footwise.recordings import is_foot_sensor_file
from footwise.recordings.foot_sensor import read_foot_sensors
from footwise.steps_table import write_steps


def are_foot_sensor_files(
    files: Sequence[Path],
    *,
    column_map: Path | None = None,
    for_markers: Mapping[str, bool] | None = None,
    for_sensors: Mapping[str, bool] | None = None,
) -> bool:
    """Tell whether the files are recordings of foot sensors, all of them or none.

    Parameters
    ----------
    files : sequence of Path
    column_map : Path, optional
        Where there is one, the files are tables of foot sensors, whatever their names.
    for_markers, for_sensors : mapping of str to bool, optional
        Parameters of `measure_marker_walks` and of `measure_sensor_walks`, and whether each is given: those that go
        with the other kind of recording are refused.

    Raises
    ------
    FootwiseError
        Both kinds of recording, or a parameter that goes with the other kind.
    """
    sensors = [column_map is not None or is_foot_sensor_file(file) for file in files]
    if any(sensors) and not all(sensors):
        raise FootwiseError(
            files[sensors.index(True)],
            f"is a recording of a foot sensor, and {files[sensors.index(False)]} is not",
            "Analyse the two kinds of recording one after the other",
        )
    if all(sensors):
        others, kind = for_markers or {}, "markers and force plates"
    else:
        others, kind = for_sensors or {}, "foot sensors"
    wrong = [name for name, given in others.items() if given]
    if wrong:
        raise FootwiseError(f"`{wrong[0]}`", f"goes with recordings of {kind} only; see {files[0]}", "Leave it out")
    return all(sensors)


def measure_sensor_walks(
    files: Sequence[Path],
    calibration: HowToCalibrate | None = None,
    *,
    side: str | None = None,
    column_map: Path | None = None,
    rate_hz: float | None = None,
    progress: Progress = untold,
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
    begins = counting(progress, len(files))
    walks = []
    for file in files:
        begins(file.name)
        sensors = read_foot_sensors(file, side=side, column_map=column_map, rate_hz=rate_hz)
        walks.append(recorded_walk(sensors, calibration))
    return walks


def write_sensor_walks(walks: Sequence[SensorWalk], out: Path) -> None:
    """Write ``steps.csv`` and ``report.html`` into the folder `out`, both or neither."""
    from footwise.reports.walk.foot_sensor import sensor_walk_report

    with whole_folder(out) as folder:
        write_steps([walk.steps for walk in walks], folder / "steps.csv")
        (folder / "report.html").write_text(sensor_walk_report(walks), encoding="utf-8")
