"""Read a recording of any supported kind into SI units and the lab frame."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np

from footwise.errors import FootwiseError
from footwise.recordings.lab_frame import turn_into_lab_frame
from footwise.recordings.marker_sets import FOOT_ROLES, KNEE_ROLES, SIDES, choose_marker_set, has_all, role_notes
from footwise.recordings.recording import Recording
from footwise.signals import norm

# Lateral epicondyle to lateral malleolus, as a share of the body height, in adults of every build.
LEAST_SHANK, LARGEST_SHANK = 0.21, 0.27


def read_recording(
    path: Path | str,
    *,
    forces: Path | str | None = None,
    marker_map: Path | str | None = None,
    mass_kg: float | None = None,
    height_m: float | None = None,
) -> Recording:
    """Read a recording of a walk, or of a person standing.

    Parameters
    ----------
    path : Path or str
        A C3D file, or an OpenSim TRC file.
    forces : Path or str, optional
        MOT or STO file with the ground forces that belong to a TRC file.
    marker_map : Path or str, optional
        TOML file that says which marker is which; without it the marker set is recognised.
    mass_kg, height_m : float, optional
        Of the person; they go before what the file says.

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
    with warnings.catch_warnings():
        # Means over markers that are never seen are NaN, as wanted, and NumPy warns of each.
        warnings.simplefilter("ignore", RuntimeWarning)
        recording = _read_file(path, None if forces is None else Path(forces))
        person = replace(
            recording.person,
            mass_kg=mass_kg or recording.person.mass_kg,
            height_m=height_m or recording.person.height_m,
        )
        labels = recording.markers.labels
        marker_set, roles = choose_marker_set(path, labels, Path(marker_map) if marker_map else None)
        notes = [*recording.notes, *role_notes(marker_set, roles, labels)]
        notes += [marker_set.note] if marker_set.note else []
        recording = replace(recording, marker_set=marker_set.name, roles=roles, person=person, notes=tuple(notes))
        recording = _drop_unseen(recording)
        _check_scale(recording)
        recording = replace(recording, notes=(*recording.notes, *_height_notes(recording)))
        return turn_into_lab_frame(recording)


def _read_file(path: Path, forces: Path | None) -> Recording:
    """Read the file by its ending, in its own axes."""
    suffix = path.suffix.lower()
    if path.is_dir():
        raise FootwiseError(path, "is a folder", "Name a recording (.c3d or .trc) in it")
    if suffix == ".c3d":
        if forces is not None:
            raise FootwiseError(path, "holds its own forces; --forces goes with a TRC file", "Leave --forces out")
        from footwise.recordings.c3d import read_c3d

        return read_c3d(path)
    if suffix == ".trc":
        from footwise.recordings.opensim import read_forces, read_trc

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


def check_person(path: Path, mass_kg: float | None, height_m: float | None) -> None:
    """Refuse a body mass or height that nobody has; `path` is where it was said."""
    if mass_kg is not None and not 15 <= mass_kg <= 300:
        raise FootwiseError(path, f"a body mass of {mass_kg:g} kg is impossible", "Give the mass in kg")
    if height_m is not None and not 0.8 <= height_m <= 2.5:
        raise FootwiseError(
            path, f"a body height of {height_m:g} m is impossible", "Give the height in metres, such as 1.72"
        )


def _drop_unseen(recording: Recording) -> Recording:
    """Forget roles whose marker is never seen; refuse when no foot is left."""
    seen = np.isfinite(recording.markers.positions_m).all(axis=2)
    if not seen.any():
        raise FootwiseError(
            recording.source, "holds no marker position at all", "Check that the trial was reconstructed and labelled"
        )
    # The first of several markers with one label is the one that is used.
    share = dict(zip(recording.markers.labels[::-1], seen.mean(axis=0)[::-1], strict=True))
    roles = {role: label for role, label in recording.roles.items() if share[label] > 0}
    lost = sorted({label for role, label in recording.roles.items() if role not in roles})
    if not any(has_all(roles, side, FOOT_ROLES) for side in SIDES):
        raise FootwiseError(
            recording.source, f"never sees the foot markers {', '.join(lost)}", "Check the labelling of the trial"
        )
    notes = (*recording.notes, f"never sees {', '.join(lost)}") if lost else recording.notes
    return replace(recording, roles=roles, notes=notes)


def _check_scale(recording: Recording) -> None:
    """Refuse a body of impossible size: the unit in the file is wrong."""
    for side in SIDES:
        for first, second, low, high, what in (
            (FOOT_ROLES[0], FOOT_ROLES[1], 0.08, 0.40, "foot"),
            (KNEE_ROLES[0], KNEE_ROLES[2], 0.20, 0.65, "shank"),
        ):
            if recording.has(side, first) and recording.has(side, second):
                apart = norm(recording.marker(side, first) - recording.marker(side, second))
                length = float(np.nanmedian(apart)) if np.isfinite(apart).any() else np.nan
                if not np.isnan(length) and not low <= length <= high:
                    labels = f"{recording.roles[side, first]} and {recording.roles[side, second]}"
                    raise FootwiseError(
                        recording.source,
                        f"makes the {side} {what} {length:.3g} m long ({labels})",
                        "Check the unit of the markers in the file, and their labels",
                    )


def _height_notes(recording: Recording) -> list[str]:
    """Compare the body height with the shank, which measures 0.246 of it (Drillis and Contini 1966) give or take."""
    height = recording.person.height_m
    notes: list[str] = []
    if height is None:
        return notes
    for side in SIDES:
        if recording.has(side, KNEE_ROLES[0]) and recording.has(side, KNEE_ROLES[2]):
            shank = recording.marker(side, KNEE_ROLES[2]) - recording.marker(side, KNEE_ROLES[0])
            share = float(np.nanmedian(norm(shank))) / height
            if not LEAST_SHANK <= share <= LARGEST_SHANK:
                notes.append(f"gives a body height of {height:.2f} m, of which the {side} shank would be {share:.1%}")
    return notes
