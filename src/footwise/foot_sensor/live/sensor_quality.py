"""Whether a foot sensor is good enough to coach with: what was measured of it, the verdict, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# A sensor is looked at for this long, or for so many strides after a shorter time.
LOOK_S, SHORTEST_LOOK_S = 30.0, 5.0
LOOK_STRIDES = 8
# Dead band with a sensor that is usable: single steps are off by 1.5 to 2.5° more than with a good one.
WIDER_BAND_DEG, WIDEST_BAND_DEG = 4.0, 5.0


class Verdict(StrEnum):
    """What a sensor can be used for."""

    GOOD = "good"
    USABLE = "usable with a wider band"
    NOT_USABLE = "not usable"


class Fault(StrEnum):
    """What can be wrong with a sensor's samples."""

    RATE = "rate"
    STAMPS = "time stamps"
    LOST = "lost samples"
    NO_NUMBERS = "samples that are none"
    HELD = "held samples"
    DEAD = "dead axis"
    CLIPPED = "clipping"
    NOISE = "noise"
    COARSE = "coarse samples"
    DRIFT = "drift"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Attributes
    ----------
    fault : Fault
    verdict : Verdict
        What it makes of the sensor.
    band_deg : float
        Dead band that allows for it.
    trouble, remedy : str
        What is seen, and what to do.
    """

    fault: Fault
    verdict: Verdict
    band_deg: float
    trouble: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SensorQuality:
    """What was measured of one sensor.

    Attributes
    ----------
    side : str
        left or right.
    what : str
        What sends the samples, for people: the sensor, or the markers that cameras see.
    seconds : float
        Device time that was looked at.
    strides : int
        Strides in it.
    rate_hz : float
        Samples a second, those that are lost counted.
    stamp_spread_s : float or None
        Standard deviation of the steps of the clock about the usual one.
    lost_share, unusable_share : float
        Share of samples that are missing; of those that came, share without a time that goes on.
    longest_gap_s : float
    held_share : float
        Share of the samples of a moving foot that only repeat the one before.
    clipped_share, gap_share : float
        Share of the strides in which a channel was at the end of its range; in which too many samples were missing.
    standing_noise_m_s2, standing_noise_deg_s : float or None
        Standard deviation of an axis in the calmest half second of standing; None where the foot never stood.
    jump_m_s : float or None
        What the acceleration jumps from sample to sample, as a velocity a stride: uncertain by so much at the most.
    drift_m_s2 : float or None
        Velocity left at mid-stance over the stride's time, median over strides.
    rise_spread_m : float or None
        How much the height at which a stride ends scatters, median over strides.
    dead_axes : str
        Axes that held one value throughout, such as "gyroscope z"; empty where all change.
    rates_hz : (float, float) or None
        The slowest and the fastest of its rates, where whole stretches of it have another; None where it has one.
    """

    side: str
    what: str
    seconds: float
    strides: int
    rate_hz: float
    stamp_spread_s: float | None
    lost_share: float
    longest_gap_s: float
    unusable_share: float
    held_share: float
    clipped_share: float
    gap_share: float
    standing_noise_m_s2: float | None
    standing_noise_deg_s: float | None
    jump_m_s: float | None
    drift_m_s2: float | None
    rise_spread_m: float | None
    dead_axes: str = ""
    rates_hz: tuple[float, float] | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong, the worst first."""
        found = [*_of_the_clock(self), *_of_the_samples(self), *_of_the_strides(self)]
        return tuple(sorted(found, key=lambda one: (one.verdict is not Verdict.NOT_USABLE, -one.band_deg)))

    @property
    def verdict(self) -> Verdict:
        """The worst of the findings; good without any."""
        return self.findings[0].verdict if self.findings else Verdict.GOOD

    @property
    def band_deg(self) -> float:
        """Dead band that the sensor needs at the least; 0 where it is good."""
        return max((one.band_deg for one in self.findings), default=0.0)

    @property
    def faults(self) -> frozenset[Fault]:
        """What is wrong, by kind."""
        return frozenset(one.fault for one in self.findings)

    def __str__(self) -> str:
        """Give the verdict and its reasons in one line."""
        said = "; ".join(one.trouble for one in self.findings)
        return f"the {self.side} {self.what} is {self.verdict.value}: {said or self.measures()}"

    def measures(self) -> str:
        """What was measured, where nothing is wrong with it."""
        lost = f"{100 * self.lost_share:.1f} % lost" if self.lost_share >= 0.0005 else "nothing lost"
        spread = ""
        if self.stamp_spread_s is not None:
            within = f"{1000 * self.stamp_spread_s:.1f}"
            spread = ", even time stamps" if within == "0.0" else f", time stamps within {within} ms"
        return f"{round(self.rate_hz, 1):g} samples a second, {lost}{spread}"

    @property
    def remedy(self) -> str:
        """What to do about it, in sentences; empty for a good sensor."""
        return ". ".join(dict.fromkeys(one.remedy for one in self.findings))


def quality_line(quality: SensorQuality) -> str:
    """Give verdict, reasons, and what to do, in one line without its full stop."""
    return f"{quality}. {quality.remedy}" if quality.findings else str(quality)


_FASTER = "Set it to 60 samples a second or more, 100 is comfortable"
_OWN_CLOCK = "Let the device send its own clock or counter, not the time of arrival"
_NEARER = "Bring the receiver nearer to the walker, charge the battery, and use fewer devices on one radio"
_WHOLE = "Let it send all three axes of accelerometer and gyroscope, or take another sensor"
_RANGE = "Set its range to ±2000 °/s and ±16 g"
_FILTER = "Sample faster, or switch the sensor's low-pass filter on, at 40 % of its rate"
_FASTEN = "Fasten it tight to the shoe, and let the person stand still for two seconds so that it finds its zero"
_GYROSCOPE = "Fasten it tight to the shoe, and check axes, unit and scale of its gyroscope, or take another sensor"
_ONE_RATE = "Set it to one rate, and switch off what saves its battery"

# From the first value on usable, from the second on not; measured on walks with markers (docs/validation.md).
_RATE_HZ = (45.0, 33.0)
_STAMPS_S, _STAMPS_SHARE = (0.002, 0.010), 0.4
_LOST = (0.03, 0.10)
_GAPS = (0.25, 0.75)
_NO_NUMBERS = (0.02, 0.20)
_HELD = (0.05, 0.60)
_CLIPPED = (0.25, 0.60)
_NOISE_M_S2, _NOISE_DEG_S = 0.5, 5.0
# What fast samples jump is no harm, nor is a foot that is not quite still: both together, and heights that scatter,
# tell what was folded in. The spectrum does not, as good sensors have energy near half of their rate, too.
_COARSE_JUMP_M_S, _COARSE_M2_S3, _COARSE_RISE_M = 1.0, 0.65, 0.045
_TOO_COARSE_M_S2 = 1.5
# People whose foot is hardly still leave up to 0.9 m/s²; more than the second is a gyroscope that measures wrong.
_DRIFT_M_S2 = (0.8, 1.5)
# Fewer strides say nothing of what strides leave.
_FEWEST_STRIDES = 5


def _finding(
    fault: Fault, value: float, steps: tuple[float, float], trouble: str, remedy: str, band_deg: float = WIDER_BAND_DEG
) -> list[Finding]:
    """Judge a value that is the worse the larger it is."""
    if value < steps[0]:
        return []
    bad = value >= steps[1]
    return [Finding(fault, Verdict.NOT_USABLE if bad else Verdict.USABLE,
                    WIDEST_BAND_DEG if bad else band_deg, trouble, remedy)]  # fmt: skip


def _of_the_clock(one: SensorQuality) -> list[Finding]:
    found = []
    if one.rate_hz < _RATE_HZ[0]:
        bad = one.rate_hz < _RATE_HZ[1]
        found.append(
            Finding(
                Fault.RATE,
                Verdict.NOT_USABLE if bad else Verdict.USABLE,
                WIDEST_BAND_DEG if bad else WIDER_BAND_DEG,
                f"{one.rate_hz:.0f} samples a second are too few for a foot",
                _FASTER,
            )
        )
    if one.stamp_spread_s is not None:
        said = f"time stamps that jump by {1000 * one.stamp_spread_s:.1f} ms"
        worst = max(_STAMPS_S[1], _STAMPS_SHARE / one.rate_hz) if one.rate_hz > 0.0 else _STAMPS_S[1]
        found += _finding(Fault.STAMPS, one.stamp_spread_s, (_STAMPS_S[0], worst), said, _OWN_CLOCK, WIDEST_BAND_DEG)
    if one.rates_hz is not None:
        slow, fast = one.rates_hz
        changes = f"its rate changes between {slow:.0f} and {fast:.0f} samples a second"
        found += _finding(Fault.RATE, one.lost_share, _LOST, changes, _ONE_RATE)
    else:
        lost = f"{100 * one.lost_share:.1f} % of the samples are lost"
        found += _finding(Fault.LOST, one.lost_share, _LOST, lost, _NEARER)
    if one.strides >= _FEWEST_STRIDES:
        # A few that fall badly can cost most of the strides.
        cost = f"{100 * one.gap_share:.0f} % of the strides have too many samples missing"
        found += _finding(Fault.LOST, one.gap_share, _GAPS, cost, _NEARER)
    return found


def _of_the_samples(one: SensorQuality) -> list[Finding]:
    none = f"{100 * one.unusable_share:.0f} % of the samples have no number or come out of order"
    held = f"{100 * one.held_share:.0f} % of the samples of a moving foot only repeat the one before"
    return [
        *_finding(Fault.NO_NUMBERS, one.unusable_share, _NO_NUMBERS, none, _OWN_CLOCK),
        *_finding(Fault.HELD, one.held_share, _HELD, held, _FASTER, WIDEST_BAND_DEG),
        *_dead(one),
        *_noise(one),
    ]


def _dead(one: SensorQuality) -> list[Finding]:
    if not one.dead_axes or one.strides < _FEWEST_STRIDES:
        return []
    said = f"its {one.dead_axes} never changes"
    return [Finding(Fault.DEAD, Verdict.NOT_USABLE, WIDEST_BAND_DEG, said, _WHOLE)]


def _noise(one: SensorQuality) -> list[Finding]:
    pull, turn = one.standing_noise_m_s2, one.standing_noise_deg_s
    if pull is None or turn is None or (pull < _NOISE_M_S2 and turn < _NOISE_DEG_S):
        return []
    said = f"noise of {pull:.2f} m/s² and {turn:.1f} °/s while the foot stands"
    return [Finding(Fault.NOISE, Verdict.USABLE, WIDER_BAND_DEG, said, _FASTEN)]


def _of_the_strides(one: SensorQuality) -> list[Finding]:
    if one.strides < _FEWEST_STRIDES:
        return []
    clipped = f"{100 * one.clipped_share:.0f} % of the strides reach the end of its range"
    found = _finding(Fault.CLIPPED, one.clipped_share, _CLIPPED, clipped, _RANGE)
    drift = one.drift_m_s2
    if drift is None:
        return found
    jump, rise = one.jump_m_s or 0.0, one.rise_spread_m or 0.0
    if jump > _COARSE_JUMP_M_S and jump * drift > _COARSE_M2_S3 and rise > _COARSE_RISE_M:
        bad = drift > _TOO_COARSE_M_S2
        said = f"samples too coarse for the strike of the heel (drift {drift:.2f} m/s²)"
        verdict = Verdict.NOT_USABLE if bad else Verdict.USABLE
        found.append(Finding(Fault.COARSE, verdict, WIDEST_BAND_DEG, said, _FILTER))
    elif drift > _DRIFT_M_S2[1]:
        said = f"its strides do not end at rest: accelerometer and gyroscope do not fit together ({drift:.2f} m/s²)"
        found.append(Finding(Fault.DRIFT, Verdict.NOT_USABLE, WIDEST_BAND_DEG, said, _GYROSCOPE))
    elif drift > _DRIFT_M_S2[0]:
        said = f"the foot is hardly still between its strides, or the sensor drifts ({drift:.2f} m/s²)"
        found.append(Finding(Fault.DRIFT, Verdict.USABLE, WIDEST_BAND_DEG, said, _FASTEN))
    return found
