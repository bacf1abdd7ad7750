"""The strides of one foot in one session of coaching, as arrays that figures and tables share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np

from footwise.arrays import Array, by_value
from footwise.coaching import Purpose, SessionRecords
from footwise.foot_sensor.live import wrapped_deg

Record = Mapping[str, Any]
# A pause longer than this is not walking; it is not drawn as time.
_LONGEST_STEP_S = 3.0


@by_value
@dataclass(frozen=True)
class CoachedStrides:
    """Strides of one foot in the order of the walk, one entry a stride.

    Attributes
    ----------
    side : str
    records : tuple of dict
        The strides as the log has them.
    walked_min : array
        Minutes of the blocks that had been walked; negative in the natural walking before the first
        block, NaN where the sensor was calibrated anew after it.
    angle_deg : array
        Foot angle in the calibration that holds for the stride, toe-out positive; NaN where the stride
        is not valid or the sensor was never calibrated.
    valid, told : array of bool
        Told: chosen by the schedule to get feedback.
    natural, practice, retention : array of bool
        What was walked: before the target was known, in blocks to practise, in blocks to see what stays. Strides
        between them, in which the sensor is looked at, are none of the three.
    """

    side: str
    records: tuple[Record, ...]
    walked_min: Array
    angle_deg: Array
    valid: np.ndarray
    told: np.ndarray
    natural: np.ndarray
    practice: np.ndarray
    retention: np.ndarray

    @property
    def turns(self) -> list[str | None]:
        """What the cue after each stride said; None where there was no cue."""
        return [record["turn"] for record in self.records]

    def groups(self) -> dict[str, np.ndarray]:
        """Valid strides by how they were walked: which strides of all, by the name of the group."""
        return {
            "natural": self.natural & self.valid,
            "with feedback": self.practice & self.told & self.valid,
            "without feedback": self.practice & ~self.told & self.valid,
            "retention": self.retention & self.valid,
        }


@dataclass(frozen=True)
class BlockSpan:
    """A block as far as it was walked.

    Attributes
    ----------
    start_min, end_min : float
        Minutes of all blocks.
    target_deg : float
        NaN where the foot was never calibrated.
    band_deg, share : float
    purpose : Purpose
    """

    start_min: float
    end_min: float
    target_deg: float
    band_deg: float
    share: float
    purpose: Purpose


def coached_strides(session: SessionRecords, side: str) -> CoachedStrides:
    """Collect the strides of one foot."""
    first_block = next((k for k, record in enumerate(session.records) if record["kind"] == "block"), None)
    before = len(session.records) if first_block is None else first_block
    natural_to = _natural_to(session, side, before)
    mine = [(k, r) for k, r in enumerate(session.records) if r["kind"] == "stride" and r["side"] == side]
    strides = tuple(record for _, record in mine)
    natural = np.array([k < natural_to for k, _ in mine], dtype=bool)
    purposes = [None if r["block"] is None else session.plan.blocks[r["block"]].purpose for r in strides]
    offsets = offsets_deg(session.records, side)
    return CoachedStrides(
        side=side,
        records=strides,
        walked_min=_walked_min(strides, natural),
        angle_deg=np.array([_angle_deg(r, offsets[k]) for k, r in mine], dtype=float),
        valid=np.array([r["valid"] for r in strides], dtype=bool),
        told=np.array([r["feedback"] for r in strides], dtype=bool),
        natural=natural,
        practice=np.array([purpose is Purpose.PRACTICE for purpose in purposes], dtype=bool),
        retention=np.array([purpose is Purpose.RETENTION for purpose in purposes], dtype=bool),
    )


def _natural_to(session: SessionRecords, side: str, first_block: int) -> int:
    """Record before which the walking is natural: what comes after the target, or after earlier training, is not."""
    if side in session.plan.baseline_deg:
        return 0
    targets = (k for k, r in enumerate(session.records[:first_block]) if r["kind"] == "target" and r["side"] == side)
    return next(targets, first_block)


def offsets_deg(records: Sequence[Record], side: str) -> list[float]:
    """Offset of the calibration that holds at each record; NaN where there never was one.

    A run of the session calibrates once, and what it walked before that is seen in the same calibration.
    A continued run without a calibration of its own goes on with the one before.
    """
    begins = [k for k, record in enumerate(records) if record["kind"] in ("session", "continued")]
    offsets: list[float] = []
    holds = nan
    for begin, end in zip(begins, [*begins[1:], len(records)], strict=True):
        run = (r for r in records[begin:end] if r["kind"] == "calibration" and r["side"] == side)
        holds = next((float(r["offset_deg"]) for r in run), holds)
        offsets += [holds] * (end - begin)
    return offsets


def block_spans(session: SessionRecords, side: str, walked_s: float) -> tuple[BlockSpan, ...]:
    """Give the blocks that were begun, each with the target that held in it."""
    last = session.last("target", side)
    spans = []
    start = 0.0
    for number, block in enumerate(session.blocks):
        if start >= walked_s and number:
            break
        end = min(start + block.block_s, max(walked_s, start))
        held = _target_in_block(session.records, side, number)
        target = held if held is not None else (last["target_deg"] if last else nan)
        spans.append(BlockSpan(start / 60, end / 60, target, block.band_deg, block.share, block.purpose))
        start += block.block_s
    return tuple(spans)


def _target_in_block(records: Iterable[Record], side: str, number: int) -> float | None:
    """Target of the last step of the block: a new calibration in between may have moved it."""
    found = None
    for r in records:
        if r["kind"] == "stride" and r["side"] == side and r["block"] == number and r["error_deg"] is not None:
            found = wrapped_deg(r["foot_progression_angle_deg"] - r["error_deg"])
    return found


def _angle_deg(record: Record, offset: float) -> float:
    angle = record["sensor_angle_deg"]
    return wrapped_deg(angle - offset) if record["valid"] and angle is not None else nan


def _walked_min(strides: Sequence[Record], natural: np.ndarray) -> Array:
    minutes = np.array([nan if r["block"] is None else r["elapsed_s"] / 60 for r in strides], dtype=float)
    if natural.any():
        # No block counts this time: it is told backwards from the first one, standing about left out.
        at = np.array([r["mid_stance_s"] for r in strides], dtype=float)[natural]
        steps = np.clip(np.diff(at, append=at[-1] + 1.0), 0.0, _LONGEST_STEP_S)
        minutes[natural] = -np.cumsum(steps[::-1])[::-1] / 60
    return minutes
