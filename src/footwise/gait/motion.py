"""The body's motion as the analysis uses it: gaps filled, low-passed, by role instead of by label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.recordings import SIDES, Recording, stored_points
from footwise.signals import butterworth_lowpass, fill_gaps, norm, unit

MARKER_CUTOFF_HZ = 8.0
LONGEST_GAP_S = 0.1
# Below this the body has no walking direction of its own.
WALKING_M_S = 0.25


@by_value
@dataclass(frozen=True)
class Motion:
    """Filtered marker paths of one recording.

    Attributes
    ----------
    rate_hz : float
    points : dict
        ``(side, role)`` to positions in m, shape (frames, 3); NaN in gaps over 0.1 s. Also the joint centres and
        axes that the laboratory's own model stored, under the roles of :mod:`footwise.recordings.stored_model`.
    body_m : array, shape (frames, 3)
        Middle of the pelvis, or of the knees where no pelvis marker is seen.
    forward : array, shape (frames, 3)
        Horizontal unit vector of the walking direction: the belt on a treadmill, the smoothed path of
        the body overground; NaN where an overground body moves slower than 0.25 m/s.
    """

    rate_hz: float
    points: dict[tuple[str, str], Array]
    body_m: Array
    forward: Array

    def __getitem__(self, key: tuple[str, str]) -> Array:
        """Path of the marker with a role on a side, shape (frames, 3)."""
        return self.points[key]

    @property
    def sides(self) -> tuple[str, ...]:
        """Sides whose heel and toe were recorded."""
        return tuple(side for side in SIDES if (side, "heel") in self.points and (side, "toe") in self.points)


def filtered_motion(recording: Recording, cutoff_hz: float = MARKER_CUTOFF_HZ) -> Motion:
    """Fill short gaps of the markers that play a role and low-pass them.

    Parameters
    ----------
    recording : Recording
    cutoff_hz : float
        8 Hz, as in the trial (Boswell 2021).

    Returns
    -------
    Motion
    """
    rate = recording.markers.rate_hz
    labels = sorted(set(recording.roles.values()))
    columns = [recording.markers.labels.index(label) for label in labels]
    raw = recording.markers.positions_m[:, columns]
    stored = stored_points(recording)
    if stored:
        raw = np.concatenate((raw, np.stack(list(stored.values()), axis=1)), axis=1)
    if not np.isfinite(raw).all():
        longest = int(LONGEST_GAP_S * rate)
        raw = np.stack([fill_gaps(raw[:, k], longest) for k in range(raw.shape[1])], axis=1)
    smooth = butterworth_lowpass(raw, rate, cutoff_hz)
    # One contiguous array a marker: everything after this runs over the frames of single markers.
    path = {label: np.ascontiguousarray(smooth[:, k]) for k, label in enumerate(labels)}
    points = {role: path[label] for role, label in recording.roles.items()}
    points |= {role: np.ascontiguousarray(smooth[:, len(labels) + k]) for k, role in enumerate(stored)}
    body = _body(points)
    return Motion(rate, points, body, _forward(body, rate, recording.treadmill))


def _body(points: dict[tuple[str, str], Array]) -> Array:
    for prefix in ("pelvis_", "lateral_epicondyle", "lateral_malleolus", "heel"):
        found = [points[key] for key in sorted(points) if key[1].startswith(prefix)]
        found = [p for p in found if np.isfinite(p[:, 0]).mean() > 0.8] or found
        if found:
            return np.asarray(sum(found) / len(found))
    raise ValueError("a recording has at least one heel")


def _forward(body: Array, rate: float, treadmill: bool) -> Array:
    forward = np.zeros_like(body)
    if treadmill or len(body) < 3:
        forward[:, 0] = 1.0
        return forward
    smooth = butterworth_lowpass(fill_gaps(body, int(0.5 * rate)), rate, 0.5)
    velocity = np.gradient(smooth[:, :2], 1 / rate, axis=0)
    with np.errstate(invalid="ignore"):
        velocity[norm(velocity) < WALKING_M_S] = np.nan
    forward[:, :2] = unit(velocity)
    return forward
