"""Foot-sensor recordings in `footwise analyse`: from their files to a table and a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from footwise.errors import FootwiseError
from footwise.foot_sensor.live import HowToCalibrate
from footwise.foot_sensor.recorded import SensorWalk, recorded_walk
from footwise.recordings import is_foot_sensor_file
from footwise.recordings.foot_sensor import read_foot_sensors


def are_foot_sensor_files(
    files: Sequence[Path], *, marker_options: Mapping[str, bool], sensor_options: Mapping[str, bool]
) -> bool:
    """Tell whether the files are foot sensors' recordings, all of them or none.

    Parameters
    ----------
    files : sequence of Path
    marker_options, sensor_options : mapping of str to bool
        Options that go with one kind of recording only, and whether each was given.

    Raises
    ------
    FootwiseError
        Both kinds in one call, or an option that goes with the other kind.
    """
    # A column map is for tables of sensors, whatever their names.
    sensors = [sensor_options.get("--columns", False) or is_foot_sensor_file(file) for file in files]
    if any(sensors) and not all(sensors):
        raise FootwiseError(
            files[sensors.index(True)],
            f"is a recording of a foot sensor, and {files[sensors.index(False)]} is not",
            "Analyse the two kinds of recording one after the other",
        )
    if all(sensors):
        wrong, other = [name for name, given in marker_options.items() if given], "markers and force plates"
    else:
        wrong, other = [name for name, given in sensor_options.items() if given], "foot sensors"
    if wrong:
        raise FootwiseError(wrong[0], f"goes with recordings of {other} only; see {files[0]}", "Leave it out")
    return all(sensors)


def analyse_sensors(
    files: Sequence[Path],
    folder: Path,
    how: HowToCalibrate,
    *,
    side: str | None,
    columns: Path | None,
    rate_hz: float | None,
    progress: Callable[[str], None],
) -> list[SensorWalk]:
    """Write steps.csv and report.html of recordings of foot sensors into a folder."""
    walks = []
    for file in files:
        progress(file.name)
        walks.append(recorded_walk(read_foot_sensors(file, side=side, column_map=columns, rate_hz=rate_hz), how))
    progress("report")
    from footwise.reports.walk.foot_sensor import sensor_walk_report
    from footwise.steps_table import write_steps

    write_steps([walk.steps for walk in walks], folder / "steps.csv")
    (folder / "report.html").write_text(sensor_walk_report(walks), encoding="utf-8")
    return walks
