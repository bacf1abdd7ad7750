"""Write C3D files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.recordings.force_plates import plate_axes
from footwise.recordings.recording import Recording


def write_c3d(
    path: Path,
    recording: Recording,
    *,
    condition: str = "",
    source: str = "",
) -> None:
    """Write a recording that Footwise made as an ordinary C3D file, marked as simulated.

    Markers are in mm; every plate is written as type 2 with its channels in N and N·mm about the
    centre of its surface, ORIGIN zero. Nothing that depends on the walk (model outputs, events) is
    written: readers compute it from the markers and plates like from any file.

    Parameters
    ----------
    path : Path
    recording : Recording
        In the lab frame.
    condition, source : str
        Kept in the group FOOTWISE beside ``SIMULATED = 1``.
    """
    import ezc3d

    c3d: Any = ezc3d.c3d()
    markers = recording.markers
    c3d["parameters"]["POINT"]["RATE"]["value"] = [markers.rate_hz]
    c3d["parameters"]["POINT"]["LABELS"]["value"] = list(markers.labels)
    c3d["parameters"]["POINT"]["UNITS"]["value"] = ["mm"]
    points = np.ones((4, len(markers.labels), markers.frames))
    points[:3] = np.moveaxis(markers.positions_m, (0, 1, 2), (2, 1, 0)) * 1000
    c3d["data"]["points"] = points
    if recording.plates:
        _add_plates(c3d, recording)
    c3d.add_parameter("FOOTWISE", "SIMULATED", [1.0])
    c3d.add_parameter("FOOTWISE", "CONDITION", [condition])
    c3d.add_parameter("FOOTWISE", "SOURCE", [source])
    if recording.person.mass_kg:
        c3d.add_parameter("PROCESSING", "BODYMASS", [float(recording.person.mass_kg)])
    if recording.person.height_m:
        c3d.add_parameter("PROCESSING", "HEIGHT", [float(recording.person.height_m) * 1000])
    for name, metres in recording.person.measures_m.items():
        side, _, measure = name.partition("_")
        c3d.add_parameter("PROCESSING", side[0].upper() + measure.replace("_", "").upper(), [1000 * metres])
    c3d.add_parameter("SUBJECTS", "NAMES", [recording.person.name or recording.name])
    c3d.write(str(path))


def _add_plates(c3d: Any, recording: Recording) -> None:
    """Add the plates' channels and their description."""
    channels: list[Array] = []
    labels: list[str] = []
    corners, origins, numbers = [], [], []
    for k, plate in enumerate(recording.plates):
        if plate.corners_m is None:
            raise FootwiseError(recording.source, f"{plate.name} has no corners", "Start from a C3D recording")
        axes, centre = plate_axes(plate.corners_m), plate.corners_m.mean(axis=0)
        about_centre = plate.moment_nm - np.cross(np.broadcast_to(centre, plate.force_n.shape), plate.force_n)
        channels += [*(plate.force_n @ axes).T, *(1000 * about_centre @ axes).T]
        labels += [f"{kind}{axis}{k + 1}" for kind in "FM" for axis in "xyz"]
        corners.append(plate.corners_m.T * 1000)
        origins.append([0.0, 0.0, 0.0])
        numbers.append(np.arange(6) + 6 * k + 1)
    per_frame = round(recording.plate_rate_hz / recording.markers.rate_hz)
    c3d["parameters"]["ANALOG"]["RATE"]["value"] = [recording.plate_rate_hz]
    c3d["parameters"]["ANALOG"]["LABELS"]["value"] = labels
    c3d["parameters"]["ANALOG"]["UNITS"]["value"] = (["N"] * 3 + ["Nmm"] * 3) * len(recording.plates)
    c3d["data"]["analogs"] = np.stack(channels)[None, :, : recording.markers.frames * per_frame]
    count = len(recording.plates)
    for name, whole in (("USED", [count]), ("TYPE", [2] * count), ("ZERO", [1, 0])):
        c3d["parameters"]["FORCE_PLATFORM"][name] = _integers(whole)
    c3d["parameters"]["FORCE_PLATFORM"]["CHANNEL"] = _integers(np.stack(numbers, axis=1))
    c3d.add_parameter("FORCE_PLATFORM", "CORNERS", np.stack(corners, axis=2))
    c3d.add_parameter("FORCE_PLATFORM", "ORIGIN", np.array(origins).T)


def _integers(values: Any) -> dict[str, Any]:
    """Integer parameter; ezc3d's ``add_parameter`` would make it a float, which no reader accepts."""
    return {"type": 2, "description": "", "is_locked": False, "value": np.asarray(values)}
