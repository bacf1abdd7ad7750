"""A longer walk from a short one on a treadmill: its own strides again, in a new order.

Whole strides of the real recording, with all their markers and forces, follow each other in random
order, every one equally often, so that mean and step-to-step spread stay those of the real walk.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.gait import Motion, Steps
from footwise.recordings import ForcePlate, Markers, Recording, moment_about_origin

# Two strides overlap for this long around the contact that joins them.
OVERLAP_S = 0.08
FEWEST_STRIDES = 3


@dataclass(frozen=True)
class _Stride:
    """Frames of one stride of the recording, contact to next contact of the same foot."""

    start: int
    stop: int


def longer_walk(recording: Recording, motion: Motion, steps: Steps, wanted: int, seed: int) -> Recording:
    """Make a walk of at least `wanted` steps on each side from the strides of a treadmill walk.

    Strides are joined at the contact of one foot. A stride keeps its place on the belt up to a drift
    that is spread evenly over it so that both its ends meet its neighbours; the rest of the
    difference fades over 0.16 s. Markers and forces move together: moments do not change.

    Parameters
    ----------
    recording, motion, steps
        The real walk and its steps.
    wanted : int
    seed : int
        Of the order of the strides.

    Returns
    -------
    Recording
        Only the markers that play a role.

    Raises
    ------
    FootwiseError
        Not on a treadmill, or fewer than three whole strides.
    """
    if not recording.treadmill:
        raise FootwiseError(
            recording.source, "was walked overground: its steps cannot be repeated", "Start from a treadmill recording"
        )
    strides = _whole_strides(recording, motion, steps)
    if len(strides) < FEWEST_STRIDES:
        raise FootwiseError(
            recording.source,
            f"has {len(strides)} whole strides without gaps, {FEWEST_STRIDES} are needed",
            "Start from a longer recording",
        )
    order = _balanced_order(len(strides), wanted + 2, np.random.default_rng(seed))
    sequence = [strides[k] for k in order]
    frames, weights, owner = _source_frames(sequence, round(OVERLAP_S * motion.rate_hz))
    shift = _drift(sequence, motion.body_m[:, :2], frames, owner)
    labels = sorted(set(recording.roles.values()))
    columns = [recording.markers.labels.index(label) for label in labels]
    positions = recording.markers.positions_m[:, columns]
    joined = sum(weights[k][:, None, None] * (positions[frames[k]] + shift[k][:, None, :]) for k in range(2))
    per_frame = round(recording.plate_rate_hz / motion.rate_hz)
    plates = tuple(_join_plate(plate, frames, weights, shift, per_frame) for plate in recording.plates)
    return replace(
        recording,
        markers=Markers(recording.markers.rate_hz, tuple(labels), np.asarray(joined)),
        plates=plates,
        events=(),
        # What a model made of the real walk is not true of this one.
        modelled=None,
        stored_moments={},
        simulated=True,
    )


def _whole_strides(recording: Recording, motion: Motion, steps: Steps) -> list[_Stride]:
    """Strides of the foot that has more of them, with the overlap before and after and no missing marker."""
    used = [motion.points[key] for key in motion.points]
    complete = np.isfinite(np.concatenate([path[:, :1] for path in used], axis=1)).all(axis=1)
    margin = round(OVERLAP_S * motion.rate_hz) + 1
    found: dict[str, list[_Stride]] = {}
    for side in motion.sides:
        mine = (steps.side == side) & np.isfinite(steps.next_contact_s)
        for start_s, stop_s in zip(steps.contact_s[mine], steps.next_contact_s[mine], strict=True):
            start, stop = round(start_s * motion.rate_hz), round(stop_s * motion.rate_hz)
            inside = start >= margin and stop + margin < recording.markers.frames
            if inside and complete[start - margin : stop + margin].all():
                found.setdefault(side, []).append(_Stride(start, stop))
    return max(found.values(), key=len, default=[])


def _balanced_order(count: int, wanted: int, random: np.random.Generator) -> list[int]:
    """Shuffle all strides, again and again, until there are enough; no stride follows itself."""
    order: list[int] = []
    while len(order) < wanted:
        block = random.permutation(count).tolist()
        if order and block[0] == order[-1]:
            block.append(block.pop(0))
        order += block
    return order


def _source_frames(
    sequence: list[_Stride], overlap: int
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[Array, Array], tuple[np.ndarray, np.ndarray]]:
    """For every new frame the two frames of the recording it is mixed from, their weights, and their strides.

    Inside a stride both are the same frame; around a join the first is the earlier stride running on
    and the second the later stride running in.
    """
    starts = np.cumsum([0] + [stride.stop - stride.start for stride in sequence])
    total = int(starts[-1])
    frames = (np.zeros(total, dtype=int), np.zeros(total, dtype=int))
    owner = (np.zeros(total, dtype=int), np.zeros(total, dtype=int))
    weight = np.zeros(total)
    for k, stride in enumerate(sequence):
        own = slice(starts[k], starts[k + 1])
        for which in range(2):
            frames[which][own] = np.arange(stride.start, stride.stop)
            owner[which][own] = k
    for k in range(1, len(sequence)):
        near = np.arange(starts[k] - overlap, starts[k] + overlap)
        share = (np.arange(2 * overlap) + 0.5) / (2 * overlap)
        weight[near] = share * share * (3 - 2 * share)
        frames[0][near] = sequence[k - 1].stop + np.arange(-overlap, overlap)
        frames[1][near] = sequence[k].start + np.arange(-overlap, overlap)
        owner[0][near], owner[1][near] = k - 1, k
    return frames, (1 - weight, weight), owner


def _drift(
    sequence: list[_Stride], body: Array, frames: tuple[np.ndarray, np.ndarray], owner: tuple[np.ndarray, np.ndarray]
) -> tuple[Array, Array]:
    """Horizontal shift of every source frame that makes the ends of neighbouring strides meet half-way."""
    begin = np.array([body[stride.start] for stride in sequence])
    end = np.array([body[stride.stop] for stride in sequence])
    meeting = (end[:-1] + begin[1:]) / 2
    at_begin = np.concatenate((np.zeros((1, 2)), meeting - begin[1:]))
    at_end = np.concatenate((meeting - end[:-1], np.zeros((1, 2))))
    start = np.array([stride.start for stride in sequence])
    length = np.array([stride.stop - stride.start for stride in sequence])
    shifts = []
    for which in range(2):
        k = owner[which]
        share = ((frames[which] - start[k]) / length[k])[:, None]
        flat = (1 - share) * at_begin[k] + share * at_end[k]
        shifts.append(np.concatenate((flat, np.zeros((len(flat), 1))), axis=1))
    return shifts[0], shifts[1]


def _join_plate(
    plate: ForcePlate,
    frames: tuple[np.ndarray, np.ndarray],
    weights: tuple[Array, Array],
    shift: tuple[Array, Array],
    per_frame: int,
) -> ForcePlate:
    """Join a plate's samples as the markers are joined, the moment moved with the shift."""
    force = np.zeros((len(frames[0]) * per_frame, 3))
    moment = np.zeros_like(force)
    for which in range(2):
        samples = (frames[which][:, None] * per_frame + np.arange(per_frame)).ravel()
        samples = np.minimum(samples, len(plate.force_n) - 1)
        weight = _between_frames(weights[which][:, None], per_frame)
        moved = _between_frames(shift[which], per_frame)
        part = plate.force_n[samples]
        force += weight * part
        moment += weight * moment_about_origin(part, plate.moment_nm[samples], moved)
    return ForcePlate(plate.name, force, moment, plate.corners_m)


def _between_frames(values: Array, per_frame: int) -> Array:
    """Values at the rate of the plates, straight between frames; shape (frames × per_frame, k)."""
    at = np.arange(len(values) * per_frame) / per_frame
    grid = np.arange(len(values))
    return np.stack([np.interp(at, grid, values[:, k]) for k in range(values.shape[1])], axis=1)
