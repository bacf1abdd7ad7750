"""People who limp, shuffle, lead with one leg or use a stick: a body whose two legs walk unlike each other.

The feet move in another way than those of :class:`WalkingBody`: they roll over the tip of the toes, so that the toe
landmark lifts before the foot leaves the floor; the swing has least jerk between the speeds at its ends; the pelvis is
slower over one leg than over the other. What finds steps must not depend on which of the two it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.recordings.film import LANDMARKS
from footwise.simulation.walking_body import SIDES, TrueStep, hanging_arms, knee_of_leg, on_foot_plane

_HIP_HALF_WIDTH_M = 0.09
# In the foot's plane, from the lower edge of the heel: ahead and up.
_TOE_M, _TIP_M, _ANKLE_M = (0.19, 0.025), 0.24, (0.05, 0.09)
_HEEL_HEIGHT_M = 0.045
_LEG_M = 0.9
# Of the walking speed: healthy heels land with 0.9 m/s at 1.4 m/s (Winter, Phys Ther 1992;72:45). Taken for both ends.
_SPEED_AT_ENDS = 0.6


def _both(value: float) -> Mapping[str, float]:
    return {side: value for side in SIDES}


@dataclass(frozen=True)
class UnevenGait:
    """How somebody walks; mappings by side.

    Attributes
    ----------
    stride_s, speed_m_s : float
    right_begins : float
        Share of the stride at which the right foot lands; the left one lands at 0.
    stance_share : mapping
    lands_ahead_m : mapping
        Heel against the mean way of the pelvis at contact; negative is behind it.
    pitch_at_contact_deg, pitch_at_off_deg : mapping
        Toe up positive.
    clearance_m : mapping
        Of the toe over the floor in the middle of swing.
    step_width_m : float
    slows_m : float
        How far the pelvis is ahead of, and behind, its mean way once a stride: it hurries over the left leg.
    sways_m : float
        To either side once a stride.
    hikes_m : mapping
        How far the hip is lifted in swing, by those who do not bend the knee.
    leans : float
        Forward lean of the trunk, as a slope.
    arm_swing_rad : float
    time_sd_s, place_sd_m : float
        From step to step.
    """

    stride_s: float = 1.3
    speed_m_s: float = 0.8
    right_begins: float = 0.5
    stance_share: Mapping[str, float] = field(default_factory=lambda: _both(0.66))
    lands_ahead_m: Mapping[str, float] = field(default_factory=lambda: _both(0.28))
    pitch_at_contact_deg: Mapping[str, float] = field(default_factory=lambda: _both(12.0))
    pitch_at_off_deg: Mapping[str, float] = field(default_factory=lambda: _both(-40.0))
    clearance_m: Mapping[str, float] = field(default_factory=lambda: _both(0.03))
    step_width_m: float = 0.14
    slows_m: float = 0.0
    sways_m: float = 0.03
    hikes_m: Mapping[str, float] = field(default_factory=lambda: _both(0.0))
    leans: float = 0.0
    arm_swing_rad: float = 0.15
    time_sd_s: float = 0.02
    place_sd_m: float = 0.01


UNEVEN_GAITS = {
    # The right foot is put beside the left one: it lands under the pelvis, and the left one leaves from under it.
    "step-to": UnevenGait(
        stride_s=1.6, speed_m_s=0.35, stance_share={"left": 0.64, "right": 0.76},
        lands_ahead_m={"left": 0.27, "right": -0.02}, pitch_at_contact_deg={"left": 8.0, "right": 0.0},
        pitch_at_off_deg={"left": -15.0, "right": -35.0}, slows_m=0.03, arm_swing_rad=0.05,
    ),
    # The left leg hurts: its stance lasts 0.7 of the other's, it lands flat and short, and the body hurries over it.
    "antalgic": UnevenGait(
        stride_s=1.25, speed_m_s=0.75, right_begins=0.42, stance_share={"left": 0.53, "right": 0.757},
        lands_ahead_m={"left": 0.24, "right": 0.26}, pitch_at_contact_deg={"left": 3.0, "right": 14.0},
        pitch_at_off_deg={"left": -20.0, "right": -45.0}, slows_m=0.025, sways_m=0.05,
    ),
    "shuffling": UnevenGait(
        stride_s=1.15, speed_m_s=0.4, stance_share=_both(0.7), lands_ahead_m=_both(0.11),
        pitch_at_contact_deg=_both(0.0), pitch_at_off_deg=_both(-14.0), clearance_m=_both(0.01), leans=0.25,
        arm_swing_rad=0.03, time_sd_s=0.03,
    ),
    "wide-based": UnevenGait(
        stride_s=1.35, speed_m_s=0.65, stance_share=_both(0.7), lands_ahead_m=_both(0.24), step_width_m=0.32,
        pitch_at_contact_deg=_both(5.0), pitch_at_off_deg=_both(-30.0), sways_m=0.07, time_sd_s=0.06, place_sd_m=0.03,
    ),
    # With a stick in the right hand for a stiff left leg that is swung from a lifted hip.
    "stick": UnevenGait(
        stride_s=1.5, speed_m_s=0.5, right_begins=0.46, stance_share={"left": 0.6, "right": 0.74},
        lands_ahead_m={"left": 0.27, "right": 0.16}, pitch_at_contact_deg={"left": 2.0, "right": 8.0},
        pitch_at_off_deg={"left": -12.0, "right": -35.0}, clearance_m={"left": 0.015, "right": 0.03},
        hikes_m={"left": 0.05, "right": 0.0}, slows_m=0.03, arm_swing_rad=0.08,
    ),
}  # fmt: skip


@by_value
@dataclass(frozen=True)
class UnevenBody:
    """A body that walks along x as an :class:`UnevenGait` says, known at every instant.

    Attributes
    ----------
    gait : UnevenGait
    contact_s, off_s, place_m : mapping of array, shape (strides,)
        By side: when each stance begins and ends, and where its heel stands along x.
    angles_deg : mapping
        Mean foot progression angle of each side, toe-out positive.
    """

    gait: UnevenGait
    contact_s: Mapping[str, Array]
    off_s: Mapping[str, Array]
    place_m: Mapping[str, Array]
    angles_deg: Mapping[str, float]

    def steps(self) -> tuple[TrueStep, ...]:
        """Every stance of the walk in the order of contact."""
        found = [
            TrueStep(side, float(contact), float(off), (float(contact), float(off)), float(self.angles_deg[side]))
            for side in SIDES
            for contact, off in zip(self.contact_s[side], self.off_s[side], strict=True)
        ]
        return tuple(sorted(found, key=lambda step: step.contact_s))

    def positions_m(self, time_s: Array) -> Array:
        """Landmarks of the body at any times from 0 on, shape (n, 33, 3)."""
        gait = self.gait
        turn = 2 * np.pi * time_s / gait.stride_s
        feet = {side: self._foot(side, time_s) for side in SIDES}
        pelvis = np.stack([_way(gait, time_s), gait.sways_m * np.sin(turn), np.zeros_like(turn)], axis=1)
        # As high as the legs let it be, and a little lower.
        reach = np.min(
            [
                ankle[:, 2] + np.sqrt(np.maximum(_LEG_M**2 - ((ankle - pelvis)[:, :2] ** 2).sum(axis=1), 0.25))
                for _, _, ankle, _ in feet.values()
            ],
            axis=0,
        )
        pelvis[:, 2] = _running_mean(reach, time_s, 0.25 * gait.stride_s) - 0.015
        points = hanging_arms(pelvis, turn, gait.arm_swing_rad)
        for point in points.values():
            point[:, 0] += gait.leans * (point[:, 2] - pelvis[:, 2])
        yaw = 0.09 * np.cos(turn)
        for side in SIDES:
            outward = 1.0 if side == "left" else -1.0
            heel, toe, ankle, forward = feet[side]
            lift = gait.hikes_m[side] * self._swing_bump(side, time_s)
            hip = pelvis + np.stack(
                [-outward * _HIP_HALF_WIDTH_M * np.sin(yaw), outward * _HIP_HALF_WIDTH_M * np.cos(yaw), lift], axis=1
            )
            points[f"{side}_hip"], points[f"{side}_heel"], points[f"{side}_foot_index"] = hip, heel, toe
            points[f"{side}_ankle"], points[f"{side}_knee"] = ankle, knee_of_leg(hip, ankle, forward)
        return np.stack([points[name] for name in LANDMARKS], axis=1)

    def _phase(self, side: str, time_s: Array) -> tuple[NDArray[np.intp], Array, Array]:
        """Which stride each time is in, and the shares of its stance and of its swing that have passed."""
        contact, off = self.contact_s[side], self.off_s[side]
        stride = np.clip(np.searchsorted(contact, time_s, side="right") - 1, 0, len(contact) - 2)
        stance = np.clip((time_s - contact[stride]) / (off - contact)[stride], 0, 1)
        swing = np.clip((time_s - off[stride]) / (contact[stride + 1] - off[stride]), 0, 1)
        return stride, stance, swing

    def _swing_bump(self, side: str, time_s: Array) -> Array:
        swing = self._phase(side, time_s)[2]
        return 16 * swing**2 * (1 - swing) ** 2

    def _foot(self, side: str, time_s: Array) -> tuple[Array, Array, Array, Array]:
        """Heel, toe and ankle of one foot and the direction it points to, each of shape (n, 3)."""
        gait, outward = self.gait, 1.0 if side == "left" else -1.0
        stride, stance, swing = self._phase(side, time_s)
        down, up = (np.radians(getattr(gait, f"pitch_at_{when}_deg")[side]) for when in ("contact", "off"))
        pitch = down * np.clip(1 - stance / 0.18, 0, 1) ** 1.5 + up * np.clip((stance - 0.55) / 0.45, 0, 1) ** 1.7
        course = swing**3 * (10 - 15 * swing + 6 * swing**2)
        # Least jerk again, from speed 1 at the beginning of the swing to speed 1 at its end, and no way made by it.
        spurt = swing - course
        pitch = np.where(swing > 0, up + (down - up) * course, pitch)
        # In stance the heel's edge stays until the heel rises, then the tip of the toes.
        along = np.where(pitch < 0, _TIP_M * (1 - np.cos(np.minimum(pitch, 0))), 0.0)
        height = np.where(pitch < 0, -_TIP_M * np.sin(np.minimum(pitch, 0)), 0.0)
        at_off = _TIP_M * (1 - np.cos(up)), -_TIP_M * np.sin(up)
        way = self.place_m[side][stride + 1] - self.place_m[side][stride] - at_off[0]
        swing_s = self.contact_s[side][stride + 1] - self.off_s[side][stride]
        flown = at_off[0] + way * course + _SPEED_AT_ENDS * gait.speed_m_s * swing_s * spurt
        # The toe is over the floor by its clearance in the middle of swing, however the foot is pitched.
        toe_up = gait.clearance_m[side] * 16 * swing**2 * (1 - swing) ** 2
        lifted = np.maximum(np.maximum(-_TIP_M * np.sin(pitch), 0.0), 0.0) + toe_up
        air = swing > 0
        along, height = np.where(air, flown, along), np.where(air, lifted, height)
        yaw = np.radians(self.angles_deg[side]) * outward
        forward = np.repeat([[np.cos(yaw), np.sin(yaw), 0.0]], len(time_s), axis=0)
        edge = np.stack(
            [
                self.place_m[side][stride] + along,
                np.full_like(along, outward * gait.step_width_m / 2),
                height,
            ],
            axis=1,
        )
        heel, toe, ankle = (
            edge + on_foot_plane(forward, pitch, *point) for point in ((0.0, _HEEL_HEIGHT_M), _TOE_M, _ANKLE_M)
        )
        return heel, toe, ankle, forward


def uneven_body(
    gait: UnevenGait, angles_deg: Mapping[str, float], duration_s: float, rng: np.random.Generator
) -> UnevenBody:
    """Draw the steps of a walk of `duration_s`."""
    contact, off, place = {}, {}, {}
    for side in SIDES:
        begins = 0.0 if side == "left" else gait.right_begins
        strides = int(np.ceil(duration_s / gait.stride_s)) + 4
        regular = (begins - 1 + np.arange(strides)) * gait.stride_s
        contact[side] = regular + gait.time_sd_s * np.clip(rng.standard_normal(strides), -2, 2)
        stance_s = gait.stance_share[side] * gait.stride_s
        off[side] = regular + stance_s + 0.7 * gait.time_sd_s * np.clip(rng.standard_normal(strides), -2, 2)
        ahead = gait.lands_ahead_m[side] + gait.place_sd_m * np.clip(rng.standard_normal(strides), -2, 2)
        place[side] = gait.speed_m_s * regular + ahead
    return UnevenBody(gait, contact, off, place, angles_deg)


def _way(gait: UnevenGait, time_s: Array) -> Array:
    """Pelvis along x: fastest in the first half of the left leg's stance."""
    turn = 2 * np.pi * time_s / gait.stride_s
    return np.asarray(gait.speed_m_s * time_s - gait.slows_m * np.cos(turn) + 0.012 * np.sin(2 * turn))


def _running_mean(values: Array, time_s: Array, length_s: float) -> Array:
    """Mean over a window around each time, which need not be evenly spaced."""
    first, last = (np.searchsorted(time_s, time_s + off) for off in (-length_s / 2, length_s / 2))
    total = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray((total[last] - total[first]) / np.maximum(last - first, 1))
