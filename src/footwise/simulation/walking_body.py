"""A body that walks straight on with feet as they were asked for, as the 33 landmarks a camera would see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import radians

import numpy as np

from footwise.arrays import Array, by_value
from footwise.recordings.film import LANDMARKS
from footwise.signals import rotation_about

SIDES = ("left", "right")
# Toe-up at contact and toe-down as the toe leaves the floor, and the share of stance in which the foot lies flat.
_PITCH_AT_CONTACT_DEG, _PITCH_AT_OFF_DEG = 20.0, -60.0
_FLAT_SHARE = (0.15, 0.60)
# How the heel comes to the floor: forward and down, m/s.
_LANDING_M_S = np.array([0.5, 0.0, -0.2])
# In the foot's own plane (forward, up), from the lower edge of the heel.
_HEEL_TO_TOE_M = 0.19
_ANKLE_M = np.array([0.05, 0.09])
_THIGH_M = _SHANK_M = 0.4525
_HIP_HEIGHT_M, _HIP_HALF_WIDTH_M = 0.955, 0.09
# The pelvis is over the heel's lower edge a little before the middle of the stance.
_OVER_THE_HEEL = 0.36
# Landmarks that go with the trunk: forward, outward and up from the middle of the hips (m), for the left side.
_TRUNK_M = {
    "nose": (0.10, 0.0, 0.66),
    "eye_inner": (0.09, 0.015, 0.69),
    "eye": (0.085, 0.03, 0.69),
    "eye_outer": (0.08, 0.045, 0.69),
    "ear": (0.0, 0.075, 0.67),
    "mouth": (0.09, 0.025, 0.62),
    "shoulder": (0.0, 0.18, 0.48),
}
_UPPER_ARM_M, _FOREARM_M = 0.29, 0.26
_HAND_M = {"pinky": (0.08, 0.02), "index": (0.09, -0.01), "thumb": (0.05, -0.03)}


@dataclass(frozen=True)
class TrueStep:
    """What is true of one stance.

    Attributes
    ----------
    side : {"left", "right"}
    contact_s, off_s : float
        The heel meets the floor, and the toe point begins to leave its place.
    flat_s : tuple of float
        From when to when the foot lies flat on the floor.
    foot_progression_angle_deg : float
        Heel to toe point on the floor against the walking direction; toe-out positive on both feet.
    """

    side: str
    contact_s: float
    off_s: float
    flat_s: tuple[float, float]
    foot_progression_angle_deg: float


@by_value
@dataclass(frozen=True)
class WalkingBody:
    """A walk along x over the floor z = 0, known at every instant.

    The middle of the hips is over x = 0 at time 0; its sway repeats from stride to stride, so that its displacement
    over a stride is exactly along x. The left foot meets the floor at time 0.

    Attributes
    ----------
    angles_deg : mapping of array, shape (strides,)
        Foot progression angle of each stance of each side, toe-out positive; stance ``k`` of the left foot begins at
        ``(k - 1) * stride_s``, of the right foot half a stride later.
    speed_m_s, stride_s : float
    stance_share : float
        Share of the stride in which the foot is on the floor.
    step_width_m : float
        Between the heels.
    heel_height_m, toe_height_m : float
        Of the two points of a foot over the floor while it is flat.
    """

    angles_deg: Mapping[str, Array]
    speed_m_s: float = 1.2
    stride_s: float = 1.1
    stance_share: float = 0.62
    step_width_m: float = 0.12
    heel_height_m: float = 0.045
    toe_height_m: float = 0.025

    def steps(self) -> tuple[TrueStep, ...]:
        """Every stance of the walk in the order of contact, the two that begin before time 0 too."""
        stance_s = self.stance_share * self.stride_s
        found = [
            TrueStep(
                side,
                contact,
                contact + stance_s,
                (contact + _FLAT_SHARE[0] * stance_s, contact + _FLAT_SHARE[1] * stance_s),
                float(angle),
            )
            for side in SIDES
            for contact, angle in zip(self._contacts_s(side).tolist(), self.angles_deg[side], strict=True)
        ]
        return tuple(sorted(found, key=lambda step: step.contact_s))

    def positions_m(self, time_s: Array) -> Array:
        """Landmarks of the body at any times.

        Parameters
        ----------
        time_s : array, shape (n,)
            From 0 to the last contact that `angles_deg` has.

        Returns
        -------
        array, shape (n, 33, 3)
        """
        turn = 2 * np.pi * time_s / self.stride_s
        pelvis = np.stack(
            [
                self.speed_m_s * time_s,
                0.02 * np.sin(turn),
                # Lowest as each foot meets the floor.
                _HIP_HEIGHT_M - 0.02 * np.cos(2 * turn),
            ],
            axis=1,
        )
        points = hanging_arms(pelvis, turn)
        for side in SIDES:
            outward = 1.0 if side == "left" else -1.0
            hip = pelvis + np.array([0.0, outward * _HIP_HALF_WIDTH_M, 0.0])
            heel, toe, ankle, forward = self._foot(side, time_s)
            points[f"{side}_hip"] = hip
            points[f"{side}_heel"], points[f"{side}_foot_index"], points[f"{side}_ankle"] = heel, toe, ankle
            points[f"{side}_knee"] = knee_of_leg(hip, ankle, forward)
        body: Array = np.stack([points[name] for name in LANDMARKS], axis=1)
        return body

    def _contacts_s(self, side: str) -> Array:
        first = -1.0 if side == "left" else -0.5
        return self.stride_s * (first + np.arange(float(len(self.angles_deg[side]))))

    def _foot(self, side: str, time_s: Array) -> tuple[Array, Array, Array, Array]:
        """Heel, toe and ankle points of one foot and the direction it points to, each of shape (n, 3)."""
        contacts = self._contacts_s(side)
        outward = 1.0 if side == "left" else -1.0
        yaw = np.radians(self.angles_deg[side]) * outward
        stride = np.clip(np.floor((time_s - contacts[0]) / self.stride_s).astype(int), 0, len(contacts) - 2)
        since = (time_s - contacts[stride]) / self.stride_s
        stance = np.clip(since / self.stance_share, 0, 1)
        swing = np.clip((since - self.stance_share) / (1 - self.stance_share), 0, 1)

        edge, pitch = self._in_stance(stance, yaw[stride])
        # The swing goes from where the stance ends to where the next one begins, with the speeds they have there.
        tiny = 1e-5
        stance_s, swing_s = self.stance_share * self.stride_s, (1 - self.stance_share) * self.stride_s
        last, last_pitch = self._in_stance(np.ones_like(stance), yaw[stride])
        before, before_pitch = self._in_stance(np.ones_like(stance) - tiny, yaw[stride])
        rate = swing_s / (tiny * stance_s)
        stride_m = np.array([self.speed_m_s * self.stride_s, 0.0, 0.0])
        flown = _hermite(swing[:, None], last, (last - before) * rate, stride_m, _LANDING_M_S * swing_s)
        flown_pitch = _hermite(
            swing, last_pitch, (last_pitch - before_pitch) * rate, radians(_PITCH_AT_CONTACT_DEG), 0.0
        )
        air = swing > 0
        edge = np.where(air[:, None], flown, edge)
        pitch = np.where(air, flown_pitch, pitch)
        yaw_now = yaw[stride] + (yaw[stride + 1] - yaw[stride]) * swing**2 * (3 - 2 * swing)

        at_contact = np.array([self.speed_m_s * _OVER_THE_HEEL * stance_s, outward * self.step_width_m / 2, 0.0])
        edge = edge + at_contact
        edge[:, 0] += self.speed_m_s * contacts[stride]
        forward = _heading(yaw_now)

        def on_foot(along: float, up: float) -> Array:
            return np.asarray(edge + _in_plane(forward, *_pitched(pitch, along, up)))

        heel = on_foot(0.0, self.heel_height_m)
        toe = on_foot(_HEEL_TO_TOE_M, self.toe_height_m)
        return heel, toe, on_foot(*_ANKLE_M), forward

    def _in_stance(self, share: Array, yaw: Array) -> tuple[Array, Array]:
        """Place of the heel's lower edge against its place at contact, and the pitch, toe up positive."""
        flat, rising = _FLAT_SHARE
        down = np.clip(1 - share / flat, 0, 1) ** 2
        up = np.clip((share - rising) / (1 - rising), 0, 1) ** 2
        pitch = radians(_PITCH_AT_CONTACT_DEG) * down + radians(_PITCH_AT_OFF_DEG) * up
        # Toe up, the foot rolls on the heel's edge; heel up, it turns about the toe point, which stays.
        along, height = _pitched(np.minimum(pitch, 0), _HEEL_TO_TOE_M, self.toe_height_m)
        return _in_plane(_heading(yaw), _HEEL_TO_TOE_M - along, self.toe_height_m - height), pitch


def drawn_angles(
    mean_deg: Mapping[str, float], sd_deg: float, duration_s: float, stride_s: float, rng: np.random.Generator
) -> dict[str, Array]:
    """Draw the foot angle of every stance that a walk of `duration_s` needs, one array a side."""
    strides = int(np.ceil(duration_s / stride_s)) + 3
    return {side: mean_deg[side] + sd_deg * rng.standard_normal(strides) for side in SIDES}


def standing_body(angles_deg: Mapping[str, float], step_width_m: float = 0.2) -> Array:
    """Landmarks of a body that stands still with its hips over the origin, looking along x, shape (33, 3)."""
    pelvis = np.array([[0.0, 0.0, _HIP_HEIGHT_M]])
    points = hanging_arms(pelvis, np.zeros(1))
    lengths = WalkingBody({})
    for side in SIDES:
        outward = 1.0 if side == "left" else -1.0
        forward = _heading(np.radians([angles_deg[side]]) * outward)
        edge = np.array([[-_ANKLE_M[0], outward * step_width_m / 2, 0.0]])
        flat = np.zeros(1)
        hip = pelvis + np.array([0.0, outward * _HIP_HALF_WIDTH_M, 0.0])
        ankle = edge + _in_plane(forward, *_pitched(flat, *_ANKLE_M))
        points[f"{side}_hip"], points[f"{side}_ankle"] = hip, ankle
        points[f"{side}_heel"] = edge + _in_plane(forward, *_pitched(flat, 0.0, lengths.heel_height_m))
        points[f"{side}_foot_index"] = edge + _in_plane(forward, *_pitched(flat, _HEEL_TO_TOE_M, lengths.toe_height_m))
        points[f"{side}_knee"] = knee_of_leg(hip, ankle, forward)
    return np.stack([points[name][0] for name in LANDMARKS])


def hanging_arms(pelvis: Array, turn: Array, swing_rad: float = 0.35) -> dict[str, Array]:
    """Head, trunk and arms; the arms swing against the legs, by `swing_rad` to either side."""
    points: dict[str, Array] = {}
    for side in SIDES:
        outward = 1.0 if side == "left" else -1.0
        for name, (forward, out, up) in _TRUNK_M.items():
            place = pelvis + np.array([forward, outward * out, up])
            if name == "nose":
                points[name] = place
            elif name == "mouth":
                points[f"mouth_{side}"] = place
            else:
                points["_".join((side, name))] = place
        # The left arm is behind as the left foot meets the floor.
        upper = -outward * swing_rad * np.cos(turn)
        elbow = points[f"{side}_shoulder"] + _hanging(upper, _UPPER_ARM_M)
        wrist = elbow + _hanging(upper + 0.35, _FOREARM_M)
        points[f"{side}_elbow"], points[f"{side}_wrist"] = elbow, wrist
        for finger, (down, out) in _HAND_M.items():
            points[f"{side}_{finger}"] = wrist + _hanging(upper + 0.4, down) + np.array([0.0, outward * out, 0.0])
    return points


def knee_of_leg(hip: Array, ankle: Array, forward: Array) -> Array:
    """Knee of a two-bar leg, bent to where the foot points."""
    leg = ankle - hip
    length = np.linalg.norm(leg, axis=1, keepdims=True)
    down = leg / length
    along = (length**2 + _THIGH_M**2 - _SHANK_M**2) / (2 * length)
    off = np.sqrt(np.maximum(_THIGH_M**2 - along**2, 0))
    across = forward - np.sum(forward * down, axis=1, keepdims=True) * down
    return np.asarray(hip + along * down + off * across / np.linalg.norm(across, axis=1, keepdims=True))


def on_foot_plane(forward: Array, pitch: Array, along: float, up: float) -> Array:
    """A point of the foot's plane, `along` and `up` from the heel's edge, turned toe-up by `pitch`."""
    return _in_plane(forward, *_pitched(pitch, along, up))


def _hermite(share: Array, start: Array, start_slope: Array, end: Array | float, end_slope: Array | float) -> Array:
    """Cubic course from one value and slope (per whole course) to another."""
    s2, s3 = share**2, share**3
    course: Array = (
        (2 * s3 - 3 * s2 + 1) * start
        + (s3 - 2 * s2 + share) * start_slope
        + (3 * s2 - 2 * s3) * end
        + (s3 - s2) * end_slope
    )
    return course


def _pitched(pitch: Array, along: float, up: float) -> tuple[Array, Array]:
    """Turn a point of the foot's plane toe-up by `pitch`."""
    return along * np.cos(pitch) - up * np.sin(pitch), along * np.sin(pitch) + up * np.cos(pitch)


def _in_plane(forward: Array, along: Array, up: Array) -> Array:
    return np.asarray(along[:, None] * forward + up[:, None] * np.array([0.0, 0.0, 1.0]))


def _heading(yaw: Array) -> Array:
    return np.asarray(rotation_about([0.0, 0.0, 1.0], yaw) @ np.array([1.0, 0.0, 0.0]))


def _hanging(swing: Array, length: float) -> Array:
    """A limb that hangs down and is swung forward by `swing` rad."""
    return length * np.stack([np.sin(swing), np.zeros_like(swing), -np.cos(swing)], axis=1)
