"""Read a recording of any supported kind into SI units and the lab frame."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

from footwise.errors import ErrorKind, FootwiseError
from footwise.notes import Note
from footwise.recordings.bids_markers import is_bids_markers, read_bids_markers
from footwise.recordings.checked_recording import Sides, check_person, checked_recording, leg_measures
from footwise.recordings.missing_forces import shifted_later
from footwise.recordings.recording import Recording
from footwise.recordings.zipped import unzipped

# Two clocks of one recording are not further apart than this.
LARGEST_SHIFT_S = 60.0


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
    forces_later_s: float = 0.0,
) -> Recording:
    """Read a recording of a walk, or of a person standing.

    Parameters
    ----------
    path : Path or str
        A C3D file, or an OpenSim TRC file; or a zip archive with one of them in it (and with a TRC file its forces);
        or the ``*_motion.tsv`` of markers as BIDS-Motion.
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
    forces_later_s : float
        Shift the forces so much later before anything else: for markers and forces on two clocks.

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
        recording = _read_file(path, None if forces is None else Path(forces), _checked_shift(path, forces_later_s))
    if forces_later_s and not recording.plates:
        trouble = "holds no forces that `forces_later_s` could shift"
        raise FootwiseError(path, trouble, "Leave it out, or give the forces with `forces`", ErrorKind.BAD_REQUEST)
    person = replace(
        recording.person,
        mass_kg=mass_kg or recording.person.mass_kg,
        height_m=height_m or recording.person.height_m,
        measures_m={**recording.person.measures_m, **measures},
    )
    raw = replace(recording, person=person, static=standing)
    return checked_recording(raw, None if marker_map is None else Path(marker_map))


def _checked_shift(path: Path, later_s: float) -> float:
    if not abs(later_s) <= LARGEST_SHIFT_S:
        raise FootwiseError(
            path,
            f"a shift of the forces by {later_s:g} s is impossible",
            "Give `forces_later_s` in seconds, such as 0.1",
        )
    return later_s


def _read_file(path: Path, forces: Path | None, later_s: float = 0.0) -> Recording:
    """Read the file by its ending, in its own axes, with the forces shifted."""
    suffix = path.suffix.lower()
    if suffix == ".zip" and path.is_file():
        return _read_zipped(path, forces, later_s)
    if is_bids_markers(path):
        if forces is not None:
            raise FootwiseError(path, "takes no forces", "Leave `forces` out", kind=ErrorKind.BAD_REQUEST)
        return read_bids_markers(path)
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

        recording = read_c3d(path)
        plates = recording.plates
        if later_s:
            plates = tuple(shifted_later(plate, recording.plate_rate_hz, later_s) for plate in plates)
        return replace(recording, plates=plates, forces_later_s=later_s)
    if suffix == ".trc":
        from footwise.recordings.opensim import read_forces
        from footwise.recordings.trc import read_trc

        recording, start_s = read_trc(path)
        recording = replace(recording, starts_s=start_s)
        if forces is None:
            return recording
        # Forces that come later by some time are those that the file has at an earlier one.
        plates, rate, notes = read_forces(forces, recording.markers, start_s - later_s)
        notes = [*recording.notes, *notes, *_other_forces(path, forces)]
        return replace(recording, plates=plates, plate_rate_hz=rate, notes=tuple(notes), forces_later_s=later_s)
    if not path.exists():
        raise FootwiseError(path, "there is no such file", "Check the name and the folder")
    raise FootwiseError(
        path, f"is not a recording that Footwise reads ({suffix or 'no ending'})", "Give a .c3d or .trc file"
    )


def _other_forces(path: Path, forces: Path) -> list[Note]:
    """Say it when forces of another name were given, though some of the recording's own name lie beside it."""
    if forces.stem.startswith(path.stem):
        return []
    own = sorted(
        one.name
        for ending in (".mot", ".sto")
        for one in path.parent.glob(f"*{ending}")
        if one.stem.startswith(path.stem)
    )
    return [Note(f"takes its forces from {forces.name}, though {own[0]} lies beside it")] if own else []


def _read_zipped(path: Path, forces: Path | None, later_s: float) -> Recording:
    """Read the one recording in a zip archive, under the name of the archive."""
    with unzipped(path) as (inside, forces_inside):
        try:
            recording = _read_file(inside, forces or forces_inside, later_s)
        except FootwiseError as error:
            # Nobody knows the place where it was unpacked.
            where = path / inside.name if error.where == inside else path
            raise FootwiseError(where, error.trouble, error.remedy, error.kind) from error
    return replace(recording, source=path)
