"""The synthetic walk as a laboratory's own model leaves it: no medial markers, but joint centres and axes."""

from dataclasses import replace

import numpy as np
from tests.gait.synthetic_walk import Walker

from footwise.recordings import Markers, Recording

MEDIAL = ("medial_epicondyle", "medial_malleolus")


def unit(vectors):
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def knee_and_ankle(recording, side):
    """Centres, and the axes forward, left and up of the shank, from the markers of the synthetic walk."""
    at = {role: recording.marker(side, role) for role in ("lateral_epicondyle", "lateral_malleolus", *MEDIAL)}
    knee = (at["lateral_epicondyle"] + at["medial_epicondyle"]) / 2
    ankle = (at["lateral_malleolus"] + at["medial_malleolus"]) / 2
    left = unit(at["lateral_epicondyle"] - at["medial_epicondyle"]) * (1 if side == "left" else -1)
    up = unit(knee - ankle)
    forward = unit(np.cross(left, up))
    return knee, ankle, forward, np.cross(up, forward), up


def without_medial_markers(recording: Recording) -> Recording:
    keep = {role: label for role, label in recording.roles.items() if role[1] not in MEDIAL}
    columns = [recording.markers.labels.index(label) for label in keep.values()]
    markers = Markers(recording.markers.rate_hz, tuple(keep.values()), recording.markers.positions_m[:, columns])
    return replace(recording, markers=markers, roles=keep)


def modelled_walk(
    walker: Walker | None = None, *, prefix: str = "", axes: bool = True, turned_deg: float = 0.0, names=("FEO", "TIO")
) -> Recording:
    """A walk whose knees are stored and not worn.

    `turned_deg` turns the stored axes about the shank, `names` are those of the two centres without the side.
    """
    recording = (walker or Walker()).recording()
    labels, points = [], []
    for side in ("left", "right"):
        if (side, "heel") not in recording.roles:
            continue
        knee, ankle, forward, left, up = knee_and_ankle(recording, side)
        angle = np.radians(turned_deg)
        forward, left = np.cos(angle) * forward + np.sin(angle) * left, np.cos(angle) * left - np.sin(angle) * forward
        letter = side[0].upper()
        labels += [f"{prefix}{letter}{names[0]}", f"{prefix}{letter}{names[1]}"]
        points += [knee, ankle]
        if axes:
            labels += [f"{prefix}{letter}TI{axis}" for axis in "ALP"]
            points += [ankle + 0.35 * forward, ankle + 0.35 * left, ankle + 0.35 * up]
    bare = without_medial_markers(recording)
    modelled = Markers(recording.markers.rate_hz, tuple(labels), np.stack(points, axis=1))
    return replace(bare, modelled=modelled, prefix=prefix)
