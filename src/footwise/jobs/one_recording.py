"""One recording, whatever it is of: what a batch and the clinic's worker call, so that both measure the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from footwise.jobs.marker_walks import measure_marker_walks, walk_lines
from footwise.jobs.recording_kinds import are_foot_sensor_files
from footwise.jobs.sensor_walks import measure_sensor_walks, sensor_walk_lines

if TYPE_CHECKING:
    import pandas as pd

    from footwise.foot_sensor.live import HowToCalibrate
    from footwise.foot_sensor.recorded import SensorWalk
    from footwise.loads import Walk

MARKERS, SENSOR = "markers", "foot sensor"


@dataclass(frozen=True, eq=False)
class MeasuredRecording:
    """What one recording has given.

    Attributes
    ----------
    kind : str
        `MARKERS` or `SENSOR`.
    steps : DataFrame
        One row a step.
    walk : Walk or SensorWalk
    """

    kind: str
    steps: pd.DataFrame
    walk: Walk | SensorWalk

    @property
    def lines(self) -> tuple[str, ...]:
        """What is to be known about it, as sentences."""
        from footwise.foot_sensor.recorded import SensorWalk

        if isinstance(self.walk, SensorWalk):
            return tuple(sensor_walk_lines(self.walk))
        return tuple(line for lines in walk_lines([self.walk]) for line in lines)


def measure_one_recording(
    file: Path,
    *,
    forces: Path | None = None,
    static: Path | None = None,
    marker_map: Path | None = None,
    mass_kg: float | None = None,
    height_m: float | None = None,
    leg_length_m: Mapping[str, float] | None = None,
    knee_width_m: Mapping[str, float] | None = None,
    ankle_width_m: Mapping[str, float] | None = None,
    forces_later_s: float = 0.0,
    use_stored_events: bool = False,
    marker_hz: float | None = None,
    force_hz: float | None = None,
    angles_only: bool = False,
    like: str = "",
    side: str | None = None,
    column_map: Path | None = None,
    rate_hz: float | None = None,
    gravity: str | None = None,
    calibration: HowToCalibrate | None = None,
) -> MeasuredRecording:
    """Measure every step of one recording of markers or of foot sensors.

    What goes with the other kind of recording is left aside: it is said of a person, or of many recordings. The
    parameters are those of `measure_marker_walks` and `measure_sensor_walks`.

    Raises
    ------
    FootwiseError
        What is wrong with which file.
    """
    if are_foot_sensor_files([file], column_map=column_map):
        (sensors,) = measure_sensor_walks(
            [file], calibration, side=side, column_map=column_map, rate_hz=rate_hz, gravity=gravity
        )
        return MeasuredRecording(SENSOR, sensors.steps, sensors)
    walks = measure_marker_walks(
        [file],
        forces=forces,
        static=static,
        marker_map=marker_map,
        mass_kg=mass_kg,
        height_m=height_m,
        leg_length_m=leg_length_m,
        knee_width_m=knee_width_m,
        ankle_width_m=ankle_width_m,
        forces_later_s=forces_later_s,
        use_stored_events=use_stored_events,
        marker_hz=marker_hz,
        force_hz=force_hz,
        angles_only=angles_only,
        like=like,
    )
    return MeasuredRecording(MARKERS, walks[0].steps, walks[0])
