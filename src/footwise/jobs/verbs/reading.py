"""The verbs that bring recordings in: from a file of any kind, from arrays, and from the public samples."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from footwise.arguments import given_number, given_path, optional_number, optional_path
from footwise.jobs import are_foot_sensor_files
from footwise.recordings import Recording, read_recording
from footwise.recordings import recording_from_arrays as recording
from footwise.recordings.foot_sensor import FootSensor, read_foot_sensors
from footwise.recordings.foot_sensor import foot_sensor_from_arrays as foot_sensor
from footwise.samples import sample_path

__all__ = ["foot_sensor", "read", "recording", "sample"]


def sample(name: str) -> Path:
    """Give the folder of a public sample, fetched once by package name and kept in the user's cache folder.

    Parameters
    ----------
    name : str
        Such as "treadmill" or "foot-sensors"; ``footwise samples`` lists them all.

    Returns
    -------
    Path

    Raises
    ------
    FootwiseError
        There is no such sample, or it cannot be fetched.

    Examples
    --------
    >>> import footwise as fw
    >>> sorted(path.name for path in fw.sample("treadmill").glob("*.c3d"))
    ['treadmill_events.c3d', 'treadmill_no_events.c3d']
    """
    return sample_path(name, quiet=True)


def read(
    path: Path | str,
    *,
    static: Path | str | None = None,
    forces: Path | str | None = None,
    marker_map: Path | str | None = None,
    mass_kg: float | None = None,
    height_m: float | None = None,
    leg_length_m: float | Mapping[str, float] | None = None,
    knee_width_m: float | Mapping[str, float] | None = None,
    ankle_width_m: float | Mapping[str, float] | None = None,
    forces_later_s: float | None = None,
    side: str | None = None,
    column_map: Path | str | None = None,
    rate_hz: float | None = None,
    gravity: str | None = None,
) -> Recording | tuple[FootSensor, ...]:
    """Read a recording, of markers or of foot sensors; what is in the file says which.

    Parameters
    ----------
    path : Path or str
        C3D file, or TRC file; or a foot sensor's CSV, zip archive, folder or XDF file.
    static : Path or str, optional
        Standing trial of the same person with all knee and ankle markers. It goes with the recording from here on.
    forces : Path or str, optional
        MOT or STO file with the ground forces that belong to a TRC file.
    marker_map : Path or str, optional
        TOML file that says which marker is which, for a set that is not known.
    mass_kg, height_m : float, optional
        Of the person, where the file does not say them.
    leg_length_m, knee_width_m, ankle_width_m : float or mapping of str to float, optional
        What Plug-in Gait's model needs where the file does not say it; a number is for both legs.
    forces_later_s : float, optional
        Shift the forces so much later: for markers and forces on two clocks.
    side : {"left", "right"}, optional
        Which foot a sensor was on, where neither the file nor its name says so.
    column_map : Path or str, optional
        TOML file that says what the columns of a sensor's table are.
    rate_hz : float, optional
        Samples a second of a sensor's table without time.
    gravity : {"up", "down"}, optional
        Which way a sensor's accelerometer measures gravity at rest, where neither its format nor its file says it.

    Returns
    -------
    Recording, or tuple of FootSensor
        Of foot sensors one a foot, left before right.

    Raises
    ------
    FootwiseError
        With the file or the argument, the trouble and the remedy.

    Examples
    --------
    >>> import footwise as fw
    >>> fw.read(fw.sample("treadmill") / "treadmill_events.c3d")
    Recording 'treadmill_events': 12.1 s, on a treadmill
    markers 26 at 100 Hz (HBM2); plates 2 at 1000 Hz; person 55.3 kg, 1.72 m
    >>> [sensor.side for sensor in fw.read(fw.sample("foot-sensors") / "imu_sample.csv")]
    ['left', 'right']
    """
    for_markers = {
        "static": static,
        "forces": forces,
        "marker_map": marker_map,
        "mass_kg": mass_kg,
        "height_m": height_m,
        "leg_length_m": leg_length_m,
        "knee_width_m": knee_width_m,
        "ankle_width_m": ankle_width_m,
        "forces_later_s": forces_later_s,
    }
    for_sensors = {"side": side, "column_map": column_map, "rate_hz": rate_hz, "gravity": gravity}
    path, columns = given_path("path", path), optional_path("column_map", column_map)
    standing, ground, labels = (optional_path(n, for_markers[n]) for n in ("static", "forces", "marker_map"))
    mass, height = (optional_number(name, for_markers[name]) for name in ("mass_kg", "height_m"))
    legs = [_by_side(name, for_markers[name]) for name in ("leg_length_m", "knee_width_m", "ankle_width_m")]
    later, rate = optional_number("forces_later_s", forces_later_s), optional_number("rate_hz", rate_hz)
    sensors = are_foot_sensor_files(
        [path],
        column_map=columns,
        for_markers={name: value is not None for name, value in for_markers.items()},
        for_sensors={name: value is not None for name, value in for_sensors.items()},
    )
    if sensors:
        return read_foot_sensors(path, side=side, column_map=columns, rate_hz=rate, gravity=gravity)
    return read_recording(
        path,
        static=standing,
        forces=ground,
        marker_map=labels,
        mass_kg=mass,
        height_m=height,
        leg_length_m=legs[0],
        knee_width_m=legs[1],
        ankle_width_m=legs[2],
        forces_later_s=later or 0.0,
    )


def _by_side(name: str, given: object) -> float | dict[str, float] | None:
    """Take one length for both legs, or one for each by its side."""
    if isinstance(given, Mapping):
        return {str(side): given_number(name, length) for side, length in given.items()}
    return optional_number(name, given)
