"""Whether what was recorded can be true, whichever way it came in, and where it lies in the lab frame."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.notes import Note, remarks
from footwise.recordings.doubled_markers import without_doubles
from footwise.recordings.lab_frame import turn_into_lab_frame
from footwise.recordings.marker_sets import (
    FOOT_ROLES,
    KNEE_ROLES,
    SIDES,
    absent_labels,
    choose_marker_set,
    has_all,
    person_prefix,
    role_notes,
)
from footwise.recordings.recording import MEASURE_LIMITS_M, Recording
from footwise.recordings.stored_model import set_apart_model
from footwise.signals import norm, unit

# A length of both legs, or of each by its side.
Sides = float | Mapping[str, float]
# Lateral epicondyle to lateral malleolus, as a share of the body height, in adults of every build.
LEAST_SHANK, LARGEST_SHANK = 0.21, 0.27
# Middle to middle of the markers on both faces of a joint: in eight people 0.11 to 0.16 m at the knee and 0.08 to
# 0.09 m at the ankle. The line between them stood up to 10° off the shank's normal at the knee, up to 17° at the ankle.
JOINT_WIDTHS_M = {"knee": (0.05, 0.2), "ankle": (0.04, 0.15)}
LARGEST_TILT_DEG = {"knee": 20.0, "ankle": 35.0}


def checked_recording(raw: Recording, marker_map: Path | None = None) -> Recording:
    """Find the marker set of a recording, check the body and the plates, and turn it into the lab frame.

    Parameters
    ----------
    raw : Recording
        In SI units and any axes, without marker set and roles.
    marker_map : Path, optional
        TOML file that says which marker is which; without it the marker set is recognised.

    Raises
    ------
    FootwiseError
        No foot in it, a body that cannot be, or markers that were exchanged.
    """
    with warnings.catch_warnings():
        # Means over markers that are never seen are NaN, as wanted, and NumPy warns of each.
        warnings.simplefilter("ignore", RuntimeWarning)
        raw = set_apart_model(raw)
        labels = raw.markers.labels
        marker_set, roles = choose_marker_set(raw.source, labels, marker_map)
        notes = [*raw.notes, *remarks(role_notes(marker_set, roles, labels))]
        notes += [Note(marker_set.note)] if marker_set.note else []
        recording = replace(
            raw,
            marker_set=marker_set.name,
            absent=absent_labels(marker_set, roles) if marker_map else {},
            prefix=person_prefix(marker_set, roles),
            roles=roles,
            notes=tuple(notes),
        )
        recording = _drop_unseen(without_doubles(recording))
        _check_scale(recording)
        _check_joints(recording)
        recording = replace(recording, notes=(*recording.notes, *remarks(_height_notes(recording))))
        return turn_into_lab_frame(recording)


def check_person(where: Path | str, mass_kg: float | None, height_m: float | None) -> None:
    """Refuse a body mass or height that nobody has; `where` says where it stands."""
    if mass_kg is not None and not 15 <= mass_kg <= 300:
        raise FootwiseError(where, f"a body mass of {mass_kg:g} kg is impossible", "Give the mass in kg")
    if height_m is not None and not 0.8 <= height_m <= 2.5:
        raise FootwiseError(
            where, f"a body height of {height_m:g} m is impossible", "Give the height in metres, such as 1.72"
        )


def leg_measures(
    where: Path | str, leg_length_m: Sides | None, knee_width_m: Sides | None, ankle_width_m: Sides | None
) -> dict[str, float]:
    """Leg measures by side, ``left_knee_width`` and so on; refuses what nobody has. `where` says where it stands."""
    measures: dict[str, float] = {}
    for what, given in (("leg_length", leg_length_m), ("knee_width", knee_width_m), ("ankle_width", ankle_width_m)):
        by_side = given if isinstance(given, Mapping) else dict.fromkeys(SIDES, given)
        low, high = MEASURE_LIMITS_M[what]
        for side, metres in by_side.items():
            if side not in SIDES:
                raise FootwiseError(f"`{what}_m`", f"is given for {side!r}", "Give it for left and right")
            if metres is None:
                continue
            if not low <= metres <= high:
                raise FootwiseError(
                    where,
                    f"a {what.replace('_', ' ')} of {metres:g} m is impossible",
                    f"Give it in metres, {low:g} to {high:g}",
                )
            measures[f"{side}_{what}"] = float(metres)
    return measures


def _drop_unseen(recording: Recording) -> Recording:
    """Forget roles whose marker is never seen; refuse when no foot is left."""
    seen = np.isfinite(recording.markers.positions_m).all(axis=2)
    if not seen.any():
        raise FootwiseError(
            recording.source, "holds no marker position at all", "Check that the trial was reconstructed and labelled"
        )
    share = dict(zip(recording.markers.labels, seen.mean(axis=0), strict=True))
    roles = {role: label for role, label in recording.roles.items() if share[label] > 0}
    lost = sorted({label for role, label in recording.roles.items() if role not in roles})
    if not any(has_all(roles, side, FOOT_ROLES) for side in SIDES):
        raise FootwiseError(
            recording.source, f"never sees the foot markers {', '.join(lost)}", "Check the labelling of the trial"
        )
    notes = (*recording.notes, Note(f"never sees {', '.join(lost)}")) if lost else recording.notes
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
                        "Check the unit of the markers, and their labels",
                    )


def _check_joints(recording: Recording) -> None:
    """Refuse a knee or ankle that is too narrow or wide, or whose inner marker is far above or below the outer one."""
    for side in SIDES:
        if not has_all(recording.roles, side, KNEE_ROLES):
            continue
        ankle, inner_ankle, knee, inner_knee = (recording.marker(side, role) for role in KNEE_ROLES)
        along = unit((knee + inner_knee) / 2 - (ankle + inner_ankle) / 2)
        for what, outer, inner, roles in (
            ("knee", knee, inner_knee, KNEE_ROLES[2:]),
            ("ankle", ankle, inner_ankle, KNEE_ROLES[:2]),
        ):
            across = outer - inner
            width = norm(across)
            labels = " and ".join(recording.roles[side, role] for role in roles)
            low, high = JOINT_WIDTHS_M[what]
            if not low <= _median(width, (low + high) / 2) <= high:
                trouble = f"makes the {side} {what} {_median(width, 0.0):.2g} m wide ({labels})"
                raise FootwiseError(recording.source, trouble, "Check these labels")
            tilt = np.degrees(np.arcsin(np.clip(np.abs((across * along).sum(axis=1)) / width, 0, 1)))
            if _median(tilt, 0.0) > LARGEST_TILT_DEG[what]:
                trouble = f"has {labels} at heights that differ by {_median(tilt, 0.0):.0f}° across the {side} {what}"
                raise FootwiseError(recording.source, trouble, "Check these labels, and whether a marker has moved")


def _median(values: Array, unknown: float) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else unknown


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
