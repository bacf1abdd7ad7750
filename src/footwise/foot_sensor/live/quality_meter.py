"""How good a sensor's samples are, measured while they come: its clock, its losses, its range, what its strides leave.

Standard library only, one sample at a time, for a live stream and for a recording alike.
"""

from __future__ import annotations

from math import degrees, hypot, inf, isfinite, nan, sqrt

from footwise.foot_sensor.live.sensor_quality import SensorQuality
from footwise.foot_sensor.live.stride import Reason, Stride

# A step of the clock that is longer than the usual one by this factor is no jitter: a sample was lost.
_ONE_STEP = 1.5
# A stream that stamps whole packets has even steps within each, and waits between them that are no whole steps and are
# balanced by short ones: more than this share of steps within so much of the middle one, and most longer steps below
# two of it.
_WITHIN_PACKETS, _ALIKE = 0.55, 0.05
_NOT_TWO, _TWO = 1.8, 2.5
# Steps of which fewer than this share are alike have no usual one, nor have short ones that are followed by waits.
_MOST, _NEARLY_ALL = 0.6, 0.9
# Up to this many lost samples on end a step still says how even the clock is.
_FEW = 3.5
# No gap of a session is longer: the clock was set anew.
_LONGEST_STEP_S = 3600.0
# Samples that are as far apart as this share of each other belong to one even stretch.
_EVEN = 1.5
# A channel that holds still in a moving foot holds its last sample, rad²/s².
_MOVING = 1.0
# Standing is looked for in stretches this long, in which the foot turns by less than this, rad/s.
_WINDOW_S = 0.5
_STANDING = 0.2
_SUMMED = 6
# A rate changes where the steps of a tenth are even, all but this share, and longer than those of another by a half.
_STRETCHES, _FEWEST_STEPS, _UNEVEN = 10, 20, 0.1
_CHANNELS = tuple(f"{sensor} {axis}" for sensor in ("accelerometer", "gyroscope") for axis in "xyz")
# What no sensor measures, as the tracker has it (squares, rad²/s² and m²/s⁴).
_SPIN_LIMIT = 70.0**2
_PULL_LIMIT = 700.0**2


class ClockMeter:
    """Steps of a device's clock: its rate, how even it is, what is missing.

    Attributes
    ----------
    samples : int
        That were taken, so far.
    seconds : float
        Device time that was seen.
    unusable : int
        Samples whose time is none, or does not go on.
    """

    __slots__ = ("_last_s", "_steps", "samples", "seconds", "unusable")

    def __init__(self) -> None:
        self.samples = self.unusable = 0
        self.seconds = 0.0
        self._last_s = nan
        self._steps: list[float] = []

    def update(self, time_s: float) -> float:
        """Take the time of the next sample; give the step to it, NaN where there is none."""
        self.samples += 1
        if not isfinite(time_s):
            self.unusable += 1
            return nan
        step = time_s - self._last_s
        if step <= 0.0 or step > _LONGEST_STEP_S:
            self.unusable += 1
            # A clock that was set anew goes on from there.
            if step != 0.0:
                self._last_s = time_s
            return nan
        self._last_s = time_s
        # The first sample has no step.
        if step == step:
            self._steps.append(step)
            self.seconds += step
        return step

    def rates_hz(self) -> tuple[float, float] | None:
        """Give the slowest and the fastest rate where stretches of the clock are even and differ; None where not."""
        width = len(self._steps) // _STRETCHES
        if width < _FEWEST_STEPS:
            return None
        stretches = [self._steps[k * width : (k + 1) * width] for k in range(_STRETCHES)]
        usual = [step for stretch in stretches if (step := _even_stretch(stretch)) is not None]
        if len(usual) < 2 or max(usual) < _ONE_STEP * min(usual):
            return None
        return 1.0 / max(usual), 1.0 / min(usual)

    def measured(self) -> tuple[float, float, float, float]:
        """Give the rate in Hz, the spread of the steps in s, the share of samples that is lost, the longest gap in s.

        The spread is the standard deviation of the steps about the usual one, lost samples allowed for. Samples that
        come in bunches have no usual step: their spread is that of all steps.
        """
        steps = sorted(self._steps)
        if len(steps) < 2:
            return 0.0, nan, 0.0, 0.0
        middle = steps[len(steps) // 2]
        near = [step for step in steps if (2.0 - _ONE_STEP) * middle < step < _ONE_STEP * middle]
        usual = middle if _in_packets(steps, middle) else sum(near) / len(near)
        mean = sum(steps) / len(steps)
        if len(near) < _MOST * len(steps) or (usual < 0.5 * mean and len(near) < _NEARLY_ALL * len(steps)):
            # In bunches: most of them together, then a wait.
            return 1.0 / mean, sqrt(sum((step - mean) ** 2 for step in steps) / len(steps)), 0.0, steps[-1]
        spread = lost = 0.0
        counted = 0
        for step in steps:
            whole = max(1.0, float(round(step / usual)))
            if step > _ONE_STEP * usual:
                lost += whole - 1.0
            if step < _FEW * usual:
                spread += (step - whole * usual) ** 2
                counted += 1
        # Steps that are only uneven are short and long in turns: what is really lost is missing from the sum, too.
        missing = max(0.0, sum(steps) / usual - len(steps))
        lost = min(lost, missing)
        return 1.0 / usual, sqrt(spread / max(counted, 1)), lost / (lost + len(steps)), steps[-1]


def _even_stretch(steps: list[float]) -> float | None:
    """Give the usual step of a stretch of the clock that is even; None where samples are lost or come in bunches."""
    middle = sorted(steps)[len(steps) // 2]
    apart = sum(abs(step - middle) > (_ONE_STEP - 1.0) / 2.0 * middle for step in steps)
    return middle if apart <= _UNEVEN * len(steps) else None


def _in_packets(steps: list[float], middle: float) -> bool:
    """Whether steps are those of packets: even within each, of any length between them, and nothing need be lost."""
    alike = sum(abs(step - middle) < _ALIKE * middle for step in steps)
    longer = [step for step in steps if _ONE_STEP * middle <= step < _TWO * middle]
    waits = sum(step < _NOT_TWO * middle for step in longer)
    return alike > _WITHIN_PACKETS * len(steps) and waits > len(longer) / 2


class QualityMeter:
    """What one foot's sensor sends, looked at while the person stands and takes the first strides.

    Parameters
    ----------
    side : str
        left or right.

    Attributes
    ----------
    strides : int
        That were found, so far.
    """

    __slots__ = (
        "_before", "_clock", "_dead", "_drifts", "_first", "_held", "_jump", "_last", "_moving", "_noise", "_reasons",
        "_rises", "_side", "_step_s", "_sums", "_window_from_s", "_window_samples", "strides",
    )  # fmt: skip

    def __init__(self, side: str) -> None:
        self._side = side
        self._clock = ClockMeter()
        # Channels that have held their first value so far: none of a sound sensor, a moment after it began.
        self._dead = list(range(_SUMMED))
        self._first: tuple[float, ...] = ()
        self._last: tuple[float, ...] = ()
        self._before: tuple[float, ...] = ()
        self._step_s = nan
        self._jump = 0.0
        self._held = self._moving = self.strides = 0
        self._drifts: list[float] = []
        self._rises: list[float] = []
        self._reasons: dict[str, int] = {}
        self._noise: tuple[float, float] | None = None
        self._window_from_s = inf
        self._window_samples = 0
        self._sums = [0.0] * (2 * _SUMMED)

    @property
    def seconds(self) -> float:
        """Device time that was seen."""
        return self._clock.seconds

    def update(self, time_s: float, ax: float, ay: float, az: float, gx: float, gy: float, gz: float) -> None:
        """Take one sample, as `StrideTracker.update` does. Nothing is ever raised, whatever comes in."""
        try:
            spin = gx * gx + gy * gy + gz * gz
            # A comparison with a number that is none is False.
            sound = spin < _SPIN_LIMIT and ax * ax + ay * ay + az * az < _PULL_LIMIT
            step = self._clock.update(time_s)
        except (TypeError, ValueError, OverflowError, ArithmeticError):
            sound, step, spin = False, nan, 0.0
        if not sound or step != step:
            self._last, self._before, self._step_s = ((ax, ay, az, gx, gy, gz) if sound else ()), (), nan
            self._window_from_s = inf
            return
        values = (ax, ay, az, gx, gy, gz)
        if self._dead:
            self._first = self._first or values
            self._dead = [k for k in self._dead if values[k] == self._first[k]]
        if self._last:
            if spin > _MOVING:
                self._moving += 1
                self._held += values == self._last
            if self._before and self._step_s / _EVEN < step < self._step_s * _EVEN:
                # How far the middle one of three samples is from the line through its neighbours.
                bx, by, bz = self._before[0], self._before[1], self._before[2]
                lx, ly, lz = self._last[0], self._last[1], self._last[2]
                dx, dy, dz = lx - (ax + bx) / 2.0, ly - (ay + by) / 2.0, lz - (az + bz) / 2.0
                self._jump += dx * dx + dy * dy + dz * dz
        self._before, self._last, self._step_s = self._last, values, step
        self._look_at_rest(time_s, values, spin)

    def stride(self, stride: Stride) -> None:
        """Take a stride that these samples made."""
        self.strides += 1
        self._reasons[stride.reason] = self._reasons.get(stride.reason, 0) + 1
        if stride.reason is Reason.TURNING or stride.reason is Reason.STANDING:
            # A foot that turns on the floor, or sets off, is not still there.
            return
        if stride.drift_m_s2 is not None:
            self._drifts.append(stride.drift_m_s2)
        if stride.rise_m is not None:
            self._rises.append(stride.rise_m)

    def measured(self) -> SensorQuality:
        """Judge what was seen so far."""
        rate, spread, lost, longest = self._clock.measured()
        noise = self._noise
        return SensorQuality(
            side=self._side,
            what="sensor",
            seconds=self._clock.seconds,
            strides=self.strides,
            rate_hz=rate,
            stamp_spread_s=spread if isfinite(spread) else None,
            lost_share=lost,
            longest_gap_s=longest,
            unusable_share=self._clock.unusable / max(1, self._clock.samples),
            held_share=self._held / self._moving if self._moving else 0.0,
            clipped_share=self._share(Reason.CLIPPED),
            gap_share=self._share(Reason.GAP),
            standing_noise_m_s2=None if noise is None else noise[0],
            standing_noise_deg_s=None if noise is None else degrees(noise[1]),
            jump_m_s=sqrt(self._jump / self.strides) / rate if self.strides and rate > 0.0 else None,
            drift_m_s2=_median(self._drifts),
            rise_spread_m=_spread_of(self._rises),
            dead_axes=", ".join(_CHANNELS[k] for k in self._dead) if self._first else "",
            rates_hz=self._clock.rates_hz(),
        )

    def _share(self, reason: Reason) -> float:
        return self._reasons.get(reason, 0) / self.strides if self.strides else 0.0

    def _look_at_rest(self, time_s: float, values: tuple[float, ...], spin: float) -> None:
        """Keep the noise of the calmest half second in which the foot stood."""
        if spin > _STANDING * _STANDING or self._window_from_s == inf:
            self._window_from_s = time_s if spin <= _STANDING * _STANDING else inf
            self._window_samples = 0
            self._sums = [0.0] * (2 * _SUMMED)
            return
        sums = self._sums
        self._window_samples += 1
        for k in range(_SUMMED):
            sums[k] += values[k]
            sums[_SUMMED + k] += values[k] * values[k]
        if time_s - self._window_from_s < _WINDOW_S:
            return
        count = self._window_samples
        spreads = [max(0.0, sums[_SUMMED + k] / count - (sums[k] / count) ** 2) for k in range(_SUMMED)]
        pull, turn = sqrt(sum(spreads[:3]) / 3.0), sqrt(sum(spreads[3:]) / 3.0)
        if self._noise is None or hypot(pull, turn) < hypot(self._noise[0], self._noise[1]):
            self._noise = (pull, turn)
        self._window_from_s = inf


def _median(values: list[float]) -> float | None:
    return sorted(values)[len(values) // 2] if values else None


def _spread_of(values: list[float]) -> float | None:
    """Median distance from the median: a slope is no spread."""
    middle = _median(values)
    return None if middle is None else _median([abs(value - middle) for value in values])
