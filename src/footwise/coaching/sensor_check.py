"""The look at a sensor before the first block: while the person stands and takes the first strides, nobody waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from math import isfinite
from typing import Any

from footwise.coaching.schedule import Block
from footwise.foot_sensor.live import (
    LOOK_S,
    LOOK_STRIDES,
    SHORTEST_LOOK_S,
    ClockMeter,
    QualityMeter,
    Reason,
    SensorQuality,
    Stride,
    Verdict,
)

# A sensor that does not get as far as to a stride is looked at again after this time.
_AGAIN_S = 1.0


class FrameMeter:
    """What cameras send of one foot: their clock is judged like a sensor's, the markers by themselves.

    Parameters
    ----------
    side : str

    Attributes
    ----------
    strides : int
        That were found, so far.
    """

    def __init__(self, side: str) -> None:
        self._side = side
        self._clock = ClockMeter()
        self._gaps = self.strides = 0

    @property
    def seconds(self) -> float:
        """Time of the cameras that was seen."""
        return self._clock.seconds

    def update(self, time_s: float, *coordinates: float) -> None:
        """Take one frame."""
        self._clock.update(time_s)

    def stride(self, stride: Stride) -> None:
        """Take a stride that these frames made."""
        self.strides += 1
        self._gaps += stride.reason is Reason.GAP

    def measured(self) -> SensorQuality:
        """Judge what was seen so far."""
        rate, spread, lost, longest = self._clock.measured()
        return SensorQuality(
            side=self._side,
            what="stream of markers",
            seconds=self.seconds,
            strides=self.strides,
            rate_hz=rate,
            stamp_spread_s=spread if isfinite(spread) else None,
            lost_share=lost,
            longest_gap_s=longest,
            unusable_share=self._clock.unusable / max(1, self._clock.samples),
            held_share=0.0,
            clipped_share=0.0,
            gap_share=self._gaps / self.strides if self.strides else 0.0,
            standing_noise_m_s2=None,
            standing_noise_deg_s=None,
            jump_m_s=None,
            drift_m_s2=None,
            rise_spread_m=None,
        )


class SensorCheck:
    """Looks at one foot's samples until it is known how good they are.

    Parameters
    ----------
    side : str
    markers : bool
        Of cameras.
    """

    def __init__(self, side: str, *, markers: bool = False) -> None:
        self._meter: QualityMeter | FrameMeter = FrameMeter(side) if markers else QualityMeter(side)
        self._look_again_s = LOOK_S

    @property
    def strides(self) -> int:
        """Strides that were looked at."""
        return self._meter.strides

    def take(self, row: Sequence[float], stride: Stride | None) -> None:
        """Take a sample, and the stride that it makes certain."""
        self._meter.update(*row)
        if stride is not None:
            self._meter.stride(stride)

    def judged(self, *, waited_for: bool) -> SensorQuality | None:
        """Give the judgement when there is one.

        Parameters
        ----------
        waited_for : bool
            The session could go on: the first strides must do. While it measures natural walking, 30 s are looked at.
        """
        meter = self._meter
        shortest_s = SHORTEST_LOOK_S if waited_for else LOOK_S
        if meter.strides >= LOOK_STRIDES and meter.seconds >= shortest_s:
            return meter.measured()
        if meter.seconds < self._look_again_s:
            return None
        self._look_again_s = meter.seconds + _AGAIN_S
        quality = meter.measured()
        # Who stands for a while has a sensor all the same; one that is of no use makes no strides.
        return quality if quality.verdict is Verdict.NOT_USABLE else None


def quality_record(quality: SensorQuality, *, accepted: bool) -> dict[str, Any]:
    """Give what the log keeps of it."""
    measures = {key: value for key, value in asdict(quality).items() if key != "what"}
    return {
        **measures,
        "verdict": quality.verdict.value,
        "faults": sorted(fault.value for fault in quality.faults),
        "band_deg": quality.band_deg,
        "accepted": accepted,
        "text": str(quality),
    }


def blocks_as_walked(blocks: Sequence[Block], records: Sequence[Mapping[str, Any]]) -> tuple[Block, ...]:
    """Give the blocks of a session with the dead band that its sensors called for, by its log."""
    settled = (record for record in records if record["kind"] == "quality" and is_settled(record))
    needed = max((record["band_deg"] for record in settled), default=0.0)
    return tuple(replace(block, band_deg=max(block.band_deg, needed)) for block in blocks)


def is_settled(record: Mapping[str, Any]) -> bool:
    """Say whether a session goes on with what its log says of a sensor; one of no use is looked at anew."""
    return record["verdict"] != Verdict.NOT_USABLE or bool(record.get("accepted"))
