"""Markers that a file holds twice under one name: one of them where they are one, a refusal where they are two."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.notes import Note
from footwise.recordings.recording import Recording
from footwise.signals import norm

# Two trajectories of one marker differ by their filtering at the most.
SAME_M = 0.002


def without_doubles(recording: Recording) -> Recording:
    """Leave one marker under each name that a role uses; which of them is never a matter of their order.

    Parameters
    ----------
    recording : Recording
        With its roles.

    Returns
    -------
    Recording
        Where several markers bear one name: the one that is seen at all, or, where they lie within 2 mm of each other
        whenever both are seen, their mean, which also closes the gaps of either.

    Raises
    ------
    FootwiseError
        Two markers of one name at two places, or never seen together, so that nothing says they are one.
    """
    labels = np.array(recording.markers.labels)
    used = sorted({label for label in recording.roles.values() if (labels == label).sum() > 1})
    if not used:
        return recording
    positions, kept, notes = recording.markers.positions_m.copy(), np.ones(len(labels), dtype=bool), []
    for label in used:
        places = np.flatnonzero(labels == label)
        positions[:, places[0]], said = _one(recording, label, positions[:, places])
        kept[places[1:]] = False
        notes.append(Note(said))
    markers = replace(recording.markers, labels=tuple(labels[kept].tolist()), positions_m=positions[:, kept])
    return replace(recording, markers=markers, notes=(*recording.notes, *notes))


def _one(recording: Recording, label: str, doubled_m: Array) -> tuple[Array, str]:
    """The trajectory of the markers of one name, shape (frames, 3), and what is to be said of it."""
    seen = np.asarray(np.isfinite(doubled_m).all(axis=2))
    ever = np.flatnonzero(seen.any(axis=0))
    if len(ever) <= 1:
        one = doubled_m[:, ever[0] if len(ever) else 0]
        return one, f"has several markers called {label}, of which one is ever seen"
    first = doubled_m[:, ever[0]]
    for other in ever[1:]:
        both = seen[:, ever[0]] & seen[:, other]
        apart = norm(first[both] - doubled_m[both, other])
        if not both.any() or float(apart.max()) > SAME_M:
            how = f"up to {1000 * float(apart.max()):.0f} mm apart" if both.any() else "never seen at the same time"
            raise FootwiseError(
                recording.source,
                f"has several markers called {label}, {how}",
                "Give each marker a name of its own in the capture software",
            )
    return np.nanmean(
        doubled_m[:, ever], axis=1
    ), f"has several markers called {label} at one place; they were taken as one"
