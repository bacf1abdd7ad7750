"""What a laboratory's own model stored beside the markers: joint centres, axes of the tibia, knee moments.

Plug-in Gait and its relatives draw every segment as four points: its origin (``LTIO``) and the tips of its
anterior (``LTIA``), left (``LTIL``) and proximal (``LTIP``) axis. The femur's origin is the knee centre, the
tibia's the ankle centre, and the tibia is the one before tibial torsion, in whose axes the knee moment is
given. Other programs store joint centres alone, under names of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from footwise.arrays import Array
from footwise.recordings.marker_sets import SIDES, label_key
from footwise.recordings.recording import Markers, Recording
from footwise.signals import norm

# Roles of stored points, with their names in order of preference; {S} is L or R, {side} left or right. Letter
# case and the separators . _ - and blank do not count. A segment's own origin goes before a centre of the same
# name from another model in the same file (an Oxford foot model's LAJC beside Plug-in Gait's LTIO).
_NAMES = {
    "knee_centre": (
        "{S}FEO", "{S}KJC", "{S}KneeJC", "V_{S}.Knee_JC", "V_{S}.Knee_JC_Dynamic", "{S}KneeJointCentre",
        "{S}KneeJointCenter", "{S}KneeCentre", "{S}KneeCenter", "{side}KneeJointCentre", "{side}KneeJointCenter",
        "{side}KneeCentre", "{side}KneeCenter", "KJC{S}", "{side}KJC", "{S}KNJC", "{S}KneeJntCtr",
    ),
    "ankle_centre": (
        "{S}TIO", "{S}AJC", "{S}AnkleJC", "V_{S}.Ankle_JC", "V_{S}.Ankle_JC_Dynamic", "{S}AnkleJointCentre",
        "{S}AnkleJointCenter", "{S}AnkleCentre", "{S}AnkleCenter", "{side}AnkleJointCentre",
        "{side}AnkleJointCenter", "{side}AnkleCentre", "{side}AnkleCenter", "AJC{S}", "{side}AJC", "{S}ANJC",
        "{S}AnkleJntCtr",
    ),
    "hip_centre": (
        "{S}FEP", "{S}HJC", "{S}HipJC", "V_{S}.Hip_JC", "V_{S}.Hip_JC_Dynamic", "{S}HipJointCentre",
        "{S}HipJointCenter", "{S}HipCentre", "{S}HipCenter", "{side}HipJointCentre", "{side}HipJointCenter",
        "{side}HipCentre", "{side}HipCenter", "HJC{S}", "{side}HJC", "{S}HipJntCtr",
    ),
    "tibia_origin": ("{S}TIO",),
    "tibia_forward": ("{S}TIA",),
    "femur_origin": ("{S}FEO",),
    "femur_forward": ("{S}FEA",),
}  # fmt: skip
_SEGMENTS = (
    "HED",
    "TRX",
    "PEL",
    *(side + part for side in "LR" for part in ("FE", "TI", "FO", "TO", "CL", "HU", "RA", "HN")),
)
_COMPUTED = re.compile(r"(angles?|moments?|forces?|powers?|grf)$", re.IGNORECASE)


def _spelled(role: str, side: str = "") -> list[str]:
    sides = (side,) if side else SIDES
    return [name.replace("{S}", s[0].upper()).replace("{side}", s) for s in sides for name in _NAMES[role]]


# Centres under names that no marker has; the origins of segments count only where all four points are drawn.
_CENTRES = {label_key(name) for role in ("knee_centre", "ankle_centre") for name in _spelled(role)}
_CENTRES = {key for key in _CENTRES if key[1:] not in ("feo", "tio")}
_CENTRES |= {key.replace("knee", "hip").replace("kjc", "hjc") for key in _CENTRES}

# Lengths that no leg exceeds: a stored point beyond them is of another unit, time or person.
_SHANK_M = (0.15, 0.65)
_KNEE_BESIDE_M, _ANKLE_BESIDE_M = 0.12, 0.09


@dataclass(frozen=True)
class StoredLabels:
    """Labels of what is stored for the shank of one side.

    Attributes
    ----------
    roles : dict
        Role (``knee_centre``, ``ankle_centre``, ``tibia_origin`` …) to label; both centres are in it.
    """

    roles: dict[str, str]

    def named(self, *roles: str) -> str:
        """Labels of some roles for a message, each once."""
        return ", ".join(dict.fromkeys(self.roles[role] for role in roles if role in self.roles))


def set_apart_model(recording: Recording) -> Recording:
    """Take a model's points out of the markers: nobody wore them, and no message should list them as worn."""
    markers = recording.markers
    plain = [label.rpartition(":")[2].strip() for label in markers.labels]
    known = {label_key(label) for label in plain}
    drawn = {
        label_key(segment + axis)
        for segment in _SEGMENTS
        if all(label_key(segment + other) in known for other in "OALP")
        for axis in "OALP"
    }
    positions = drawn | _CENTRES
    point = np.array([label_key(name) in positions or name.startswith("CentreOfMass") for name in plain], dtype=bool)
    value = np.array([_COMPUTED.search(label) is not None for label in plain], dtype=bool)
    if not (point | value).any():
        return recording
    modelled = _some(markers, point)
    if recording.modelled is not None:
        modelled = Markers(
            markers.rate_hz,
            recording.modelled.labels + modelled.labels,
            np.concatenate((recording.modelled.positions_m, modelled.positions_m), axis=1),
        )
    return replace(recording, markers=_some(markers, ~(point | value)), modelled=modelled)


def _some(markers: Markers, which: np.ndarray) -> Markers:
    labels = tuple(label for label, taken in zip(markers.labels, which.tolist(), strict=True) if taken)
    return Markers(markers.rate_hz, labels, np.ascontiguousarray(markers.positions_m[:, which]))


def stored_labels(recording: Recording, side: str) -> StoredLabels | None:
    """Find the labels of a side's knee and ankle centre, and of the axes of its tibia.

    The centres must lie where the markers of that knee and ankle are, else they are of another person, unit
    or model.
    """
    if recording.modelled is None:
        return None
    by_key: dict[str, str] = {}
    for label in reversed(recording.modelled.labels):
        # Another person's, where the labels say whose they are.
        if label.startswith(recording.prefix) or ":" not in label:
            by_key[label_key(label.removeprefix(recording.prefix))] = label
    roles: dict[str, str] = {}
    for role in _NAMES:
        found = next((by_key[label_key(n)] for n in _spelled(role, side) if label_key(n) in by_key), None)
        if found is not None and np.isfinite(recording.modelled[found]).any():
            roles[role] = found
    if "knee_centre" not in roles or "ankle_centre" not in roles:
        return None
    knee, ankle = recording.modelled[roles["knee_centre"]], recording.modelled[roles["ankle_centre"]]
    if not _SHANK_M[0] < _median_distance(knee, ankle) < _SHANK_M[1]:
        return None
    for centre, role, most in (
        (knee, "lateral_epicondyle", _KNEE_BESIDE_M),
        (ankle, "lateral_malleolus", _ANKLE_BESIDE_M),
    ):
        if recording.has(side, role) and not _median_distance(centre, recording.marker(side, role)) < most:
            return None
    return StoredLabels(roles)


def stored_adduction_nm_kg(recording: Recording, side: str) -> Array | None:
    """External knee adduction moment as the laboratory's model stored it, N·m for each kg of the body.

    ``LKneeMoment`` of Plug-in Gait and its relatives: the second component, varus (adduction) positive on both
    legs. What the unit is called does not tell N·mm from N·mm/kg, nor N·m; the size of the moment does.

    Returns
    -------
    array, shape (frames,), or None
        NaN where nothing is stored.
    """
    wanted = label_key(f"{side[0].upper()}KneeMoment")
    found = [
        values
        for label, values in recording.stored_moments.items()
        if label_key(label.removeprefix(recording.prefix).rpartition(":")[2]) == wanted
    ]
    if not found:
        return None
    # Programs write zeros where they computed nothing.
    moment = np.where((found[0] == 0).all(axis=1, keepdims=True), np.nan, found[0])
    size = norm(moment)
    size = size[np.isfinite(size)]
    if not len(size):
        return None
    largest = float(np.quantile(size, 0.98))
    mass = recording.person.mass_kg or np.nan
    # N·m/kg up to 4, N·m up to 200, N·mm/kg up to 4000, then N·mm: walking reaches 0.3 to 1.5 N·m/kg.
    factor = 1.0 if largest < 4 else 1 / mass if largest < 150 else 1e-3 if largest < 4000 else 1e-3 / mass
    return np.asarray(factor * moment[:, 1])


def _median_distance(a: Array, b: Array) -> float:
    distance = norm(a - b)
    distance = distance[np.isfinite(distance)]
    return float(np.median(distance)) if len(distance) else np.nan


def stored_points(recording: Recording) -> dict[tuple[str, str], Array]:
    """Positions of the stored points of both shanks, ``(side, role)`` to shape (frames, 3)."""
    if recording.modelled is None:
        return {}
    points: dict[tuple[str, str], Array] = {}
    for side in SIDES:
        stored = stored_labels(recording, side)
        if stored is not None:
            points |= {(side, role): recording.modelled[label] for role, label in stored.roles.items()}
    return points
