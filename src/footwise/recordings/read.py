"""Read a recording of any supported kind into SI units and the lab frame."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

from footwise.errors import ErrorKind, FootwiseError
from footwise.recordings.checked_recording import Sides, check_person, checked_recording, leg_measures
from footwise.recordings.recording import Recording
from footwise.recordings.zipped import unzipped


def read_recording(
    path: Path | str,
    *,
    static: Path | str | None = None,
    forces: Path | str | None = None,
    marker_map: Path | str | None = None,
    mass_kg: float | None = None,
    height_m: float | None = None,
    leg_length_m: Sides | None = None,
    knee_width_m: Sides | None = None,
    ankle_width_m: Sides | None = None,
) -> Recording:
    """Read a recording of a walk, or of a person standing.

    Parameters
    ----------
    path : Path or str
        A C3D file, or an OpenSim TRC file; or a zip archive with one of them in it (and with a TRC file its forces).
    static : Path or str, optional
        Standing trial of the same person with all knee and ankle markers, which goes with the recording from here on.
    forces : Path or str, optional
        MOT or STO file with the ground forces that belong to a TRC file.
    marker_map : Path or str, optional
        TOML file that says which marker is which; without it the marker set is recognised.
    mass_kg, height_m : float, optional
        Of the person; they go before what the file says.
    leg_length_m, knee_width_m, ankle_width_m : float or mapping of side to float, optional
        What Plug-in Gait's model needs where nothing better tells the knee; likewise.

    Returns
    -------
    Recording
        In SI units, x along the walk, y to the left, z up.

    Raises
    ------
    FootwiseError
        With the file, the trouble and the remedy.
    """
    path = Path(path)
    check_person(path, mass_kg, height_m)
    measures = leg_measures(path, leg_length_m, knee_width_m, ankle_width_m)
    standing = None if static is None else read_recording(static, marker_map=marker_map)
    with warnings.catch_warnings():
        # Damaged files hold numbers that overflow, and NumPy warns of each.
        warnings.simplefilter("ignore", RuntimeWarning)
        recording = _read_file(path, None if forces is None else Path(forces))
    person = replace(
        recording.person,
        mass_kg=mass_kg or recording.person.mass_kg,
        height_m=height_m or recording.person.height_m,
        measures_m={**recording.person.measures_m, **measures},
    )
    raw = replace(recording, person=person, static=standing)
    return checked_recording(raw, None if marker_map is None else Path(marker_map))


def _read_file(path: Path, forces: Path | None) -> Recording:
    """Read the file by its ending, in its own axes."""
    suffix = path.suffix.lower()
    if suffix == ".zip" and path.is_file():
        return _read_zipped(path, forces)
    if path.is_dir():
        raise FootwiseError(path, "is a folder", "Name a recording (.c3d or .trc) in it")
    if suffix == ".c3d":
        if forces is not None:
            raise FootwiseError(
                path,
                "holds its own forces; `forces` goes with a TRC file",
                "Leave `forces` out",
                kind=ErrorKind.BAD_REQUEST,
            )
        from footwise.recordings.c3d import read_c3d

        return read_c3d(path)
    if suffix == ".trc":
        from footwise.recordings.opensim import read_forces
        from footwise.recordings.trc import read_trc

        recording, start_s = read_trc(path)
        if forces is None:
            return recording
        plates, rate, notes = read_forces(forces, recording.markers, start_s)
        return replace(recording, plates=plates, plate_rate_hz=rate, notes=(*recording.notes, *notes))
    if not path.exists():
        raise FootwiseError(path, "there is no such file", "Check the name and the folder")
    raise FootwiseError(
        path, f"is not a recording that Footwise reads ({suffix or 'no ending'})", "Give a .c3d or .trc file"
    )


def _read_zipped(path: Path, forces: Path | None) -> Recording:
    """Read the one recording in a zip archive, under the name of the archive."""
    with unzipped(path) as (inside, forces_inside):
        try:
            recording = _read_file(inside, forces or forces_inside)
        except FootwiseError as error:
            # Nobody knows the place where it was unpacked.
            where = path / inside.name if error.where == inside else path
            raise FootwiseError(where, error.trouble, error.remedy, error.kind) from error
    return replace(recording, source=path)
