"""From the samples of one foot sensor to strides: causal, one sample at a time, standard library only.

Method: dead reckoning from mid-stance to mid-stance (Wouda et al. 2021, J NeuroEng Rehabil,
doi 10.1186/s12984-021-00816-4), six axes, no magnetometer. The angle belongs to the stance that ends
the stride, so it is known while the foot is still on the floor.
"""

from __future__ import annotations

from collections import deque
from math import acos, atan2, cos, degrees, hypot, inf, isfinite, nan, sin, sqrt

from footwise.foot_sensor.live.gyro_bias import GyroBias
from footwise.foot_sensor.live.range_ends import FAR_PULL, FAR_SPIN, RangeEnds
from footwise.foot_sensor.live.stance_detector import MID_STANCE, MOVING, QUIET, StanceDetector
from footwise.foot_sensor.live.strapdown import Strapdown, Vector, horizontal, nearest_horizontal
from footwise.foot_sensor.live.stride import PATH_KNOWN, Reason, Stride, TrackerSettings, wrapped_deg
from footwise.foot_sensor.live.stride_gates import (
    BELT_STRIDES,
    UsualStride,
    is_on_stairs,
    longest_stand_s,
    reason_against,
)

# Beyond this no foot and no sensor goes: such a sample is no measurement (squares, rad²/s² and m²/s⁴).
_SPIN_LIMIT = 70.0**2
_PULL_LIMIT = 700.0**2
# A sample that is closer to zero is at the end of no range.
_FAR_SPIN2 = FAR_SPIN**2
_FAR_PULL2 = FAR_PULL**2
# The still window: gravity and the zero of the velocity come from it.
_WINDOW_S = 0.1
# A standing foot starts its dead reckoning anew this often while it turns slower than that.
_STAND_S = 0.6
_STAND_SPIN = 0.15**2
# Until the direction of walking is known in the sensor's axes, contact is the largest acceleration of the last part of
# the way to mid-stance; then the moment at which the toe, lifted by more than this in the swing, comes down.
_CONTACT_S = 0.35
_TOE_UP_RAD_S = 1.0
_KNOWN_WAY_M = 0.3
# Two contacts belong to one stride when they are as far apart as its mid-stances, within this.
_LIKE_CYCLE_S = 0.35
# That a sensor has moved is said by three of these stances, never by two.
_SHIFT_STANCES, _FEWEST_STANCES = 5, 4
_RATE_CHANGE = 1.25
# Strides of which the middle is what is usual for this person, and as many as are enough to say it.
_USUAL_STRIDES, _FEWEST_USUAL = 15, 5
# Where samples come slowly, a pause may be as long as so many of them: one is lost, and stamps scatter.
_PAUSE_SAMPLES, _LONGEST_PAUSE_S = 2.7, 0.06
# Samples whose mean interval is known well enough.
_KNOWN_SAMPLES = 10
# Between so many intervals a sample is missing.
_LOST = 1.5
# A pause that could hide a swing.
_LONG_PAUSE_S = 0.3
# Over a pause of two samples at 60 Hz the way is lost, but the heading is carried on, see `CARRIED_DEG`.
_CARRIED_S = 0.055
# Level strides, however long they are or last.
_LEVEL = frozenset({Reason.NONE, Reason.TOO_SHORT, Reason.TOO_SLOW, Reason.STANDING})
# Strides that end with the foot flat on a level floor, so that its tilt says something of the sensor.
_FOOT_LEVEL = frozenset({Reason.NONE, Reason.IMPLAUSIBLE})


class StrideTracker:
    """Strides of one foot from its sensor.

    Parameters
    ----------
    side : str
        left or right.
    settings : TrackerSettings, optional
        Mount, offset and gates.

    Attributes
    ----------
    lost_s : float
        Device time that no sample covers, so far.
    unusable : int
        Samples that had no number or came out of order, so far.

    Examples
    --------
    >>> tracker = StrideTracker("left")
    >>> tracker.update(0.00, 0.0, 0.0, 9.81, 0.0, 0.0, 0.0) is None
    True
    """

    __slots__ = (
        "_across", "_after_stair", "_ax", "_ay", "_az", "_best", "_bias", "_detector", "_ends", "_far", "_forward",
        "_gx", "_gy", "_gz", "_heading_lost", "_heading_rad", "_hit", "_hit_s", "_interval_s", "_last_met_s",
        "_limit_pull", "_limit_spin", "_lost_s", "_met_s", "_mid_s", "_pause_s", "_settings", "_shifts", "_side",
        "_sign", "_started", "_straight", "_strapdown", "_stretch", "_strides", "_sum_spin", "_sum_x", "_sum_y",
        "_sum_z", "_time_s", "_toe_up", "_trouble", "_window", "lost_s", "unusable",
    )  # fmt: skip

    def __init__(self, side: str, settings: TrackerSettings | None = None) -> None:
        settings = settings or TrackerSettings()
        self._side = side
        self._sign = -1.0 if side == "right" else 1.0
        self._settings = settings
        self._pause_s = settings.longest_pause_s
        self._limit_spin = settings.gyro_limit_rad_s or inf
        self._limit_pull = settings.acceleration_limit_m_s2 or inf
        self._detector = StanceDetector(settings.quiet_s)
        self._strapdown = Strapdown()
        self._ends = RangeEnds()
        self._far = False
        self._bias = GyroBias()
        self._forward = settings.forward
        self._window: deque[tuple[float, float, float, float, float]] = deque()
        self._shifts: deque[float] = deque(maxlen=_SHIFT_STANCES)
        self._strides: deque[tuple[float, float, float]] = deque(maxlen=_USUAL_STRIDES)
        self._time_s = self._interval_s = self._lost_s = nan
        self._ax = self._ay = self._az = self._gx = self._gy = self._gz = 0.0
        self._sum_spin = self._sum_x = self._sum_y = self._sum_z = 0.0
        self._stretch = self._straight = self.unusable = 0
        self._heading_rad = self._hit = self.lost_s = 0.0
        self._hit_s = self._mid_s = -inf
        self._across: Vector = (0.0, 0.0, 0.0)
        self._toe_up = _TOE_UP_RAD_S
        self._met_s = self._last_met_s = nan
        self._best = inf
        self._started = self._after_stair = self._heading_lost = False
        self._trouble = Reason.NONE

    @property
    def forward(self) -> Vector | None:
        """The sensor axis that is taken for the foot axis; None until the foot was still once."""
        return self._forward

    @property
    def settings(self) -> TrackerSettings:
        """Mount, offset and gates in use."""
        return self._settings

    def calibrate(self, settings: TrackerSettings) -> None:
        """Go on with other settings, from the next stride on: what was learnt about the walker stays."""
        self._settings = settings
        self._pause_s = settings.longest_pause_s
        self._limit_spin = settings.gyro_limit_rad_s or inf
        self._limit_pull = settings.acceleration_limit_m_s2 or inf
        self._shifts.clear()
        if settings.forward is not None and settings.forward != self._forward:
            # The stride in progress was begun along another axis.
            self._forward = settings.forward
            self._spoil(Reason.NO_START)

    def update(self, time_s: float, ax: float, ay: float, az: float, gx: float, gy: float, gz: float) -> Stride | None:
        """Take one sample, and give the stride that it makes certain.

        Parameters
        ----------
        time_s : float
            Device time.
        ax, ay, az : float
            Specific force, m/s², sensor axes: upwards at rest.
        gx, gy, gz : float
            Angular velocity, rad/s, right-handed about the same axes.

        Returns
        -------
        Stride or None
            None for nearly every sample. Nothing is ever raised, whatever comes in.
        """
        try:
            dt = time_s - self._time_s
            pull = ax * ax + ay * ay + az * az
            in_order = 0.0 < dt <= self._pause_s
            # A comparison with a number that is none is False.
            turn = gx * gx + gy * gy + gz * gz
            sound = turn < _SPIN_LIMIT and pull < _PULL_LIMIT
        except (TypeError, ValueError, OverflowError, ArithmeticError):
            self._no_number()
            return None
        if not sound:
            self._no_number()
            return None
        if not in_order:
            in_order = self._is_one_lost(dt)
            if not in_order and not self._resume(time_s, dt):
                return None
        if turn > _FAR_SPIN2 or pull > _FAR_PULL2:
            self._ends.look((ax, ay, az, gx, gy, gz))
            self._far = True
        elif self._far:
            self._ends.near()
            self._far = False
        self._ax, self._ay, self._az, self._gx, self._gy, self._gz = ax, ay, az, gx, gy, gz
        limit = self._limit_spin
        if limit < inf and (abs(gx) >= limit or abs(gy) >= limit or abs(gz) >= limit):
            self._spoil(Reason.CLIPPED)
        limit = self._limit_pull
        if limit < inf and (abs(ax) >= limit or abs(ay) >= limit or abs(az) >= limit):
            self._spoil(Reason.CLIPPED)
        self._time_s = time_s
        bias = self._bias
        x, y, z = gx - bias.x, gy - bias.y, gz - bias.z
        if not in_order:
            self._strapdown.turn_over_gap(dt if 0.0 < dt <= _CARRIED_S else 0.0, ax, ay, az, x, y, z)
            dt = 0.0
        elif dt > self._lost_s:
            self._strapdown.advance_over_loss(dt, ax, ay, az, x, y, z)
        else:
            self._strapdown.advance(dt, ax, ay, az, x, y, z)
        if pull > self._hit or time_s - self._hit_s > _CONTACT_S:
            self._hit, self._hit_s = pull, time_s
        cx, cy, cz = self._across
        toe_up = x * cx + y * cy + z * cz
        if toe_up > self._toe_up:
            self._toe_up, self._met_s = toe_up, nan
        elif toe_up <= 0.0 and self._met_s != self._met_s and self._toe_up > _TOE_UP_RAD_S:
            self._met_s = time_s
        spin = x * x + y * y + z * z
        phase = self._detector.update(time_s, dt, spin)
        window = self._window
        if phase == MOVING:
            if window:
                window.clear()
                self._sum_spin = self._sum_x = self._sum_y = self._sum_z = 0.0
                bias.interrupt()
            return None
        window.append((time_s, spin, ax, ay, az))
        self._sum_spin += spin
        self._sum_x += ax
        self._sum_y += ay
        self._sum_z += az
        while time_s - window[0][0] > _WINDOW_S:
            _, old, x, y, z = window.popleft()
            self._sum_spin -= old
            self._sum_x -= x
            self._sum_y -= y
            self._sum_z -= z
        if phase == QUIET:
            return None
        mean = self._sum_spin / len(window)
        if phase == MID_STANCE:
            stride = self._finish()
            self._start(mean)
            return stride
        bias.update(time_s, gx, gy, gz)
        # The stillest moment of the stance is the best start of the next stride.
        if mean < self._best or (mean < _STAND_SPIN and self._strapdown.elapsed_s > _STAND_S):
            self._start(mean)
        return None

    def _no_number(self) -> None:
        self.unusable += 1
        self._spoil(Reason.NO_NUMBER)

    def _spoil(self, reason: Reason, heading_lost: bool = True) -> None:
        """The stride in progress cannot be integrated; the first reason stays."""
        if not self._trouble:
            self._trouble = reason
        self._heading_lost = self._heading_lost or heading_lost
        self._best = inf

    def _is_one_lost(self, dt: float) -> bool:
        """Say whether a pause is no longer than a lost sample makes it at the rate of this sensor."""
        if not 0.0 < dt <= _LONGEST_PAUSE_S:
            return False
        strapdown = self._strapdown
        interval = self._interval_s
        if strapdown.samples >= _KNOWN_SAMPLES or interval != interval:
            interval = strapdown.elapsed_s / max(1, strapdown.samples)
        return dt <= _PAUSE_SAMPLES * interval

    def _resume(self, time_s: float, dt: float) -> bool:
        """Say whether a sample that does not follow its predecessor closely is to be used."""
        if not isfinite(time_s):
            self._no_number()
            return False
        if dt == 0.0:
            self.unusable += 1
            return False
        if dt > 0.0:
            self.lost_s += dt
        elif dt < 0.0:
            self.unusable += 1
        # The very first sample has no predecessor: dt is no number.
        if 0.0 < dt <= _CARRIED_S:
            self._spoil(Reason.GAP, False)
        elif dt == dt:
            self._spoil(Reason.BACKWARDS if dt < 0.0 else Reason.GAP)
            self._stretch += 1
            self._heading_rad = 0.0
        if 0.0 < dt < _LONG_PAUSE_S:
            self._detector.pause()
        else:
            self._detector.interrupt()
        self._bias.interrupt()
        self._window.clear()
        self._sum_spin = self._sum_x = self._sum_y = self._sum_z = 0.0
        self._hit_s = -inf
        self._met_s = self._last_met_s = nan
        return True

    def _up(self) -> Vector:
        """Mean gravity reaction over the still window, unit vector."""
        x, y, z = self._sum_x, self._sum_y, self._sum_z
        size = sqrt(x * x + y * y + z * z)
        return (x / size, y / size, z / size) if size > 0.0 else (0.0, 0.0, 1.0)

    def _start(self, spin: float) -> None:
        """Begin a stride at this sample."""
        up = self._up()
        if self._forward is None:
            self._forward = horizontal(nearest_horizontal(up), up)
        if self._started and not self._heading_lost:
            self._heading_rad += self._strapdown.heading_rad(self._forward)
        elif self._heading_lost:
            self._stretch += 1
            self._heading_rad = 0.0
        bias = self._bias
        rate = (self._gx - bias.x, self._gy - bias.y, self._gz - bias.z)
        self._strapdown.start(up, self._forward, (self._ax, self._ay, self._az), rate)
        self._ends.begin()
        self._best = spin
        self._started = True
        self._trouble = Reason.NONE
        self._heading_lost = False

    def _finish(self) -> Stride:
        """Close the stride at this sample."""
        up = self._up()
        shift = whole = length = speed = turn = rise = heading = direction = drift = angle = None
        if self._ends.reached():
            self._spoil(Reason.CLIPPED)
        reason = self._trouble if self._started else Reason.NO_START
        after_stair, self._after_stair = self._after_stair, False
        stood = self._detector.stood_s()
        if reason is Reason.GAP and not self._heading_lost:
            heading = degrees(self._heading_rad)
        if not reason and self._forward is not None:
            strapdown = self._strapdown
            lasted = strapdown.elapsed_s
            dx, dy, rise = strapdown.displacement()
            length = hypot(dx, dy)
            whole = self._from_contact_to_contact(lasted, stood)
            speed = length / whole
            turned, walked = strapdown.heading_rad(self._forward), atan2(dy, dx)
            turn = degrees(turned)
            heading, direction = degrees(self._heading_rad), degrees(self._heading_rad + walked)
            drift = strapdown.velocity_m_s() / lasted
            angle = wrapped_deg(self._sign * degrees(turned - walked))
            self._after_stair = is_on_stairs(rise, length)
            usual = self._usual()
            stands = stood > longest_stand_s(self._settings, usual)
            straight = abs(turn) < self._settings.largest_turn_deg and not stands
            self._straight = self._straight + 1 if straight else 0
            reason = (
                Reason.RATE
                if self._rate_changed()
                else reason_against(
                    self._settings,
                    stride_s=lasted,
                    stride_m=length,
                    turn_deg=turn,
                    rise_m=rise,
                    drift_m_s2=drift,
                    stood_s=stood,
                    shift_deg=None,
                    sensor_angle_deg=angle,
                    beside_stair=after_stair,
                    usual=usual,
                    on_belt=self._straight >= BELT_STRIDES,
                )
            )
            if reason in _LEVEL and self._may_be_usual(length, whole, turn, stood):
                self._strides.append((length, whole, stood))
            if reason in _FOOT_LEVEL:
                # A foot that turned, or stands on a stair, may be tilted without a sensor that is.
                limit = self._settings.largest_shift_deg
                tilt = self._tilt_deg(up)
                # One stance may be on a stone; that the sensor has moved is said by several.
                if tilt is not None and tilt > 2 * limit:
                    reason = Reason.TILTED
                if len(self._shifts) >= _FEWEST_STANCES:
                    shift = sorted(self._shifts)[(len(self._shifts) - 1) // 2]
                    if shift > limit:
                        reason = Reason.SHIFTED
            if reason in PATH_KNOWN and length > _KNOWN_WAY_M:
                self._across = _across(self._forward, up, walked - turned)
        contact = self._hit_s if self._time_s - self._hit_s < 2 * _CONTACT_S else None
        if self._met_s == self._met_s:
            contact = self._met_s
        start = self._time_s - self._strapdown.elapsed_s if length is not None else None
        self._mid_s, self._last_met_s = self._time_s, self._met_s
        self._toe_up, self._met_s = _TOE_UP_RAD_S, nan
        return Stride(
            side=self._side,
            contact_s=contact,
            start_s=start,
            mid_stance_s=self._time_s,
            decided_s=self._time_s,
            foot_progression_angle_deg=(
                None if reason or angle is None else wrapped_deg(angle - self._settings.offset_deg)
            ),
            sensor_angle_deg=angle,
            stride_s=whole,
            stride_m=length,
            speed_m_s=speed,
            turn_deg=turn,
            rise_m=rise,
            stood_s=stood,
            start_heading_deg=heading,
            direction_deg=direction,
            stretch=self._stretch,
            gravity=up,
            drift_m_s2=drift,
            shift_deg=shift,
            valid=not reason,
            reason=reason,
        )

    def _usual(self) -> UsualStride | None:
        """What is usual for this person; None before it is known."""
        count = len(self._strides)
        if count < _FEWEST_USUAL:
            return None
        lengths, times, stands = (sorted(values) for values in zip(*self._strides, strict=True))
        return UsualStride(lengths[count // 2], times[count // 2], stands[count // 2])

    def _may_be_usual(self, length: float, whole: float, turn: float, stood: float) -> bool:
        """Say whether a level stride is straight, and within what any person may be used to."""
        gates = self._settings
        walked = length >= gates.least_m and whole <= gates.most_s
        return walked and abs(turn) < gates.largest_turn_deg and stood <= gates.most_stand_s

    def _from_contact_to_contact(self, lasted_s: float, stood_s: float) -> float:
        """Time of the stride that ends now; from mid-stance to mid-stance where a contact is not known."""
        cycle = self._time_s - self._mid_s
        # After a stand the stride before is long ago; within a slow walk it is not.
        longest = self._settings.longest_s if stood_s > self._settings.most_stand_s else self._settings.most_s
        if not lasted_s <= cycle <= longest:
            return lasted_s
        whole = self._met_s - self._last_met_s
        # Written so that a number that is none fails.
        return whole if abs(whole - cycle) < _LIKE_CYCLE_S else cycle

    def _rate_changed(self) -> bool:
        """Say whether the samples of the last two strides came at different rates."""
        before, self._interval_s = self._interval_s, self._strapdown.elapsed_s / self._strapdown.samples
        self._lost_s = _LOST * self._interval_s
        return before == before and not 1.0 / _RATE_CHANGE < self._interval_s / before < _RATE_CHANGE

    def _tilt_deg(self, up: Vector) -> float | None:
        """Tilt of the sensor at this stance against its calibration; None without one. It is remembered."""
        level = self._settings.gravity
        if level is None:
            return None
        alike = sum(a * b for a, b in zip(up, level, strict=True))
        self._shifts.append(degrees(acos(max(-1.0, min(1.0, alike)))))
        return self._shifts[-1]


def _across(forward: Vector, up: Vector, ahead_rad: float) -> Vector:
    """Axis about which the foot pitches toe up, sensor axes, by the way it goes (to the left of `forward` positive)."""
    fx, fy, fz = horizontal(forward, up)
    ux, uy, uz = up
    c, s = cos(ahead_rad), sin(ahead_rad)
    ax = c * fx + s * (uy * fz - uz * fy)
    ay = c * fy + s * (uz * fx - ux * fz)
    az = c * fz + s * (ux * fy - uy * fx)
    return ay * uz - az * uy, az * ux - ax * uz, ax * uy - ay * ux
