"""A body that walks with a posture as it was asked for: lean, tilt and turn of trunk and pelvis, knees and feet.

Its feet are those of :class:`WalkingBody`. Over each foot the pelvis tilts and turns and the trunk leans by what the
step says, the knee bends to where it is told to point and stands beside the line from hip to ankle by what makes its
abduction. What is true of every variable is read from the places of its bones, without markers or pictures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from footwise.arrays import Array, by_value
from footwise.recordings.film import LANDMARKS
from footwise.signals import cross, rotation_about, unit
from footwise.simulation.walking_body import SIDES, TrueStep, WalkingBody, drawn_angles, hanging_arms, knee_of_leg

_LEG_PART_M, _HIP_HEIGHT_M = 0.4525, 0.955
_STANCE_SHARE = 0.62
# Half of the widths at knee and ankle with a marker on each face; pelvis markers against the middle of the hips.
_KNEE_HALF_M, _ANKLE_HALF_M = 0.05, 0.036
_ASIS_M, _PSIS_M = (0.054, 0.125, 0.086), (-0.101, 0.05, 0.096)
_NECK_BACK_M, _WAIST_UP_M = -0.06, 0.10
# Of neighbouring steps of a leg.
_ALIKE = 0.3


@dataclass(frozen=True)
class Posture:
    """How somebody walks; angles in degrees at a quarter of stance, the same on both legs.

    Attributes
    ----------
    foot_angle, trunk_sway, pelvic_list, pelvic_rotation, knee_abduction : float
        With the signs of :class:`footwise.loads.StepPosture`.
    heel_width : float
        Between the heels, m.
    knee_turn : float
        How far the knee points further out than the foot does; the foot's own turn is added by `knee_follows`.
    knee_follows : float
        By what share of the foot's angle the knee turns with it.
    crouch : float
        By how much the pelvis is lower than usual, m.
    """

    foot_angle: float = 6.0
    trunk_sway: float = 3.0
    pelvic_list: float = -4.0
    pelvic_rotation: float = 2.0
    knee_abduction: float = 0.0
    heel_width: float = 0.11
    knee_turn: float = 0.0
    knee_follows: float = 1.0
    crouch: float = 0.0


STEP_SD = Posture(1.7, 0.5, 0.5, 1.5, 0.2, 0.012, 2.0, 0.0, 0.004)
"""Standard deviation of each from step to step."""


@dataclass(frozen=True)
class Build:
    """The size of a body, each against that of :class:`WalkingBody`."""

    size: float = 1.0
    hips: float = 1.0
    shoulders: float = 1.0


@by_value
@dataclass(frozen=True)
class PosedBody:
    """A walk along x with a posture of every step.

    Attributes
    ----------
    posture : mapping of side to mapping of str to array, shape (strides,)
        By the names of :class:`Posture`.
    build : Build
    speed_m_s, stride_s : float
    shift_m : array, shape (33, 3)
        How far the landmarks that a camera takes lie beside the true places, as seen by the walker: under wide clothes.
    """

    posture: Mapping[str, Mapping[str, Array]]
    build: Build = Build()
    speed_m_s: float = 1.2
    stride_s: float = 1.1
    shift_m: Array | None = None

    @property
    def _feet(self) -> WalkingBody:
        angles = {side: self.posture[side]["foot_angle"] for side in SIDES}
        return WalkingBody(angles, self.speed_m_s / self.build.size, self.stride_s, _STANCE_SHARE, 0.0)

    def steps(self) -> tuple[TrueStep, ...]:
        """Every stance of the walk in the order of contact."""
        return self._feet.steps()

    def positions_m(self, time_s: Array) -> Array:
        """Landmarks as a camera takes them, shape (n, 33, 3)."""
        points = self.bones_m(time_s)
        body: Array = np.stack([points[name] for name in LANDMARKS], axis=1)
        return body if self.shift_m is None else body + self.shift_m

    def bones_m(self, time_s: Array) -> dict[str, Array]:
        """True places by landmark, and ``{side}_axis`` of the knee (unit vectors to the left), shape (n, 3)."""
        size = self.build.size
        feet = self._feet.positions_m(time_s)
        foot = {name: size * feet[:, LANDMARKS.index(name)] for name in LANDMARKS}
        at = {side: {name: self._now(side, name, time_s) for name in self.posture[side]} for side in SIDES}
        turn = 2 * np.pi * time_s / self.stride_s
        wave = np.cos(turn - 2 * np.pi * 0.25 * _STANCE_SHARE)

        def both(name: str) -> Array:
            return np.asarray((at["left"][name] + at["right"][name]) / 2)

        height = size * (_HIP_HEIGHT_M - 0.02 * np.cos(2 * turn)) - both("crouch")
        pelvis = np.stack([self.speed_m_s * time_s, size * 0.02 * np.sin(turn), height], axis=1)
        tilt = rotation_about([1.0, 0.0, 0.0], -np.radians(both("pelvic_list")) * wave)
        # The left hip in front as the left foot stands: a turn to the right.
        yaw = rotation_about([0.0, 0.0, 1.0], -np.radians(both("pelvic_rotation")) * wave)
        frame = yaw @ tilt
        upright = {name: size * place for name, place in hanging_arms(np.zeros((len(time_s), 3)), turn).items()}
        lean = rotation_about([1.0, 0.0, 0.0], -np.radians(both("trunk_sway")) * wave)
        points = {}
        # The trunk leans where it stands on the pelvis.
        waist = pelvis + frame @ np.array([0.0, 0.0, size * _WAIST_UP_M])
        for name, place in upright.items():
            above = place - np.array([0.0, 0.0, size * _WAIST_UP_M])
            above[:, 1] *= self.build.shoulders
            points[name] = waist + np.einsum("nij,nj->ni", lean, above)
        for side in SIDES:
            outward = 1.0 if side == "left" else -1.0
            aside = np.zeros((len(time_s), 3))
            aside[:, 1] = outward * at[side]["heel_width"] / 2
            hip = pelvis + frame @ np.array([0.0, outward * 0.09 * size * self.build.hips, 0.0])
            ankle = foot[f"{side}_ankle"] + aside
            ahead = np.radians(outward * (at[side]["knee_turn"] + at[side]["knee_follows"] * at[side]["foot_angle"]))
            knee, axis = _knee(hip / size, ankle / size, ahead, outward * np.radians(at[side]["knee_abduction"]))
            points |= {f"{side}_hip": hip, f"{side}_knee": knee * size, f"{side}_ankle": ankle, f"{side}_axis": axis}
            points |= {f"{side}_{name}": foot[f"{side}_{name}"] + aside for name in ("heel", "foot_index")}
        points["pelvis_frame"] = frame.reshape(len(time_s), 9)
        return points

    def markers_m(self, time_s: Array) -> dict[str, Array]:
        """Markers of the set HBM2 by label, shape (n, 3)."""
        bones, size = self.bones_m(time_s), self.build.size
        frame = bones["pelvis_frame"].reshape(-1, 3, 3)
        middle = (bones["left_hip"] + bones["right_hip"]) / 2
        shoulders = (bones["left_shoulder"] + bones["right_shoulder"]) / 2
        found = {"C7": shoulders + np.array([size * _NECK_BACK_M, 0.0, 0.0])}
        for side, letter, outward in (("left", "L", 1.0), ("right", "R", -1.0)):
            axis = outward * bones[f"{side}_axis"]
            knee, ankle = bones[f"{side}_knee"], bones[f"{side}_ankle"]
            for name, (forward, out, up) in (("ASIS", _ASIS_M), ("PSIS", _PSIS_M)):
                found[letter + name] = middle + size * (frame @ np.array([forward, outward * out, up]))
            found |= {
                f"{letter}LEK": knee + size * _KNEE_HALF_M * axis, f"{letter}MEK": knee - size * _KNEE_HALF_M * axis,
                f"{letter}LM": ankle + size * _ANKLE_HALF_M * axis, f"{letter}MM": ankle - size * _ANKLE_HALF_M * axis,
                f"{letter}HEE": bones[f"{side}_heel"], f"{letter}MT2": bones[f"{side}_foot_index"],
            }  # fmt: skip
        return found

    def _now(self, side: str, name: str, time_s: Array) -> Array:
        """A value of the steps as time goes on: that of the stance, and in swing on the way to the next."""
        values = self.posture[side][name]
        strides = time_s / self.stride_s + (1.0 if side == "left" else 0.5)
        step = np.clip(np.floor(strides).astype(int), 0, len(values) - 2)
        swing = np.clip((strides - step - _STANCE_SHARE) / (1 - _STANCE_SHARE), 0, 1)
        return np.asarray(values[step] + (values[step + 1] - values[step]) * swing**2 * (3 - 2 * swing))


def posed_body(
    posture: Posture,
    duration_s: float,
    rng: np.random.Generator,
    *,
    build: Build | None = None,
    speed_m_s: float = 1.2,
    stride_s: float = 1.1,
    scatter: float = 1.0,
    shift_m: Array | None = None,
) -> PosedBody:
    """Draw the steps of a walk of `duration_s`; `scatter` multiplies :data:`STEP_SD`."""
    means = {name: getattr(posture, name) for name in Posture.__dataclass_fields__}
    strides = len(drawn_angles({side: 0.0 for side in SIDES}, 0.0, duration_s, stride_s, rng)["left"])
    drawn: dict[str, dict[str, Array]] = {side: {} for side in SIDES}
    for name, mean in means.items():
        for side in SIDES:
            noise = rng.standard_normal(strides)
            for k in range(1, strides):
                noise[k] = _ALIKE * noise[k - 1] + np.sqrt(1 - _ALIKE**2) * noise[k]
            drawn[side][name] = mean + scatter * getattr(STEP_SD, name) * noise
    return PosedBody(drawn, build or Build(), speed_m_s, stride_s, shift_m)


def true_posture(body: PosedBody, side: str, at_pct: float = 25.0) -> dict[str, float]:
    """What is true of the steps of a leg on average, by the names of the twelve variables, from its bones.

    Parameters
    ----------
    body : PosedBody
    side : str
    at_pct : float
        When, in percent of stance.
    """
    steps = [step for step in body.steps() if step.side == side and step.contact_s > 0][:-2]
    contact = np.array([step.contact_s for step in steps])
    stance = _STANCE_SHARE * body.stride_s
    outward = 1.0 if side == "left" else -1.0
    other = SIDES[1 - SIDES.index(side)]
    now, middle = (body.bones_m(contact + share * stance) for share in (at_pct / 100, 0.5))
    before, after = (body.bones_m(contact + at_pct / 100 * stance + k * body.stride_s / 2) for k in (-1, 1))
    knee, ankle, hip = (now[f"{side}_{name}"] for name in ("knee", "ankle", "hip"))
    pelvis = now[f"{other}_hip"] - hip
    thigh, shank = unit(knee - hip), unit(ankle - knee)
    flexion = np.degrees(np.arccos(np.clip((thigh * shank).sum(axis=1), -1, 1)))
    lateral = unit(outward * now[f"{side}_axis"] - (outward * now[f"{side}_axis"] * thigh).sum(1)[:, None] * thigh)
    sway = [outward * _lean(body.markers_m(contact + share * stance)) for share in np.linspace(0, 1, 41)]
    beside = [_middle(body.bones_m(contact + (0.5 * stance) + k * body.stride_s / 2), other) for k in (-1, 1)]
    found = {
        "trunk_sway": np.max(sway, axis=0),
        "knee_flexion": flexion,
        "pelvic_list": np.degrees(np.arctan2(pelvis[:, 2], -outward * pelvis[:, 1])),
        "knee_adduction": np.degrees(np.arcsin((lateral * shank).sum(axis=1))),
        "step_width": outward * (_middle(middle, side) - np.mean(beside, axis=0))[:, 1],
        "tibia_tilt": np.degrees(np.arctan2(-outward * (knee - ankle)[:, 1], (knee - ankle)[:, 2])),
        "foot_progression_angle": np.array([step.foot_progression_angle_deg for step in steps]),
        "knee_distance": outward * (knee - (before[f"{other}_knee"] + after[f"{other}_knee"]) / 2)[:, 1],
        "pelvic_rotation": np.degrees(np.arctan2(-pelvis[:, 0], -outward * pelvis[:, 1])),
    }
    return {name: float(values.mean()) for name, values in found.items()}


def mean_body(posture: Posture, build: Build | None = None, speed_m_s: float = 1.2, stride_s: float = 1.1) -> PosedBody:
    """The walk whose steps are all alike, which tells what is true on average."""
    rng = np.random.default_rng(0)
    return posed_body(posture, 10.0, rng, build=build, speed_m_s=speed_m_s, stride_s=stride_s, scatter=0.0)


def changed_posture(natural: Posture, **by: float) -> Posture:
    """A posture with some of it changed by an amount."""
    return replace(natural, **{name: getattr(natural, name) + value for name, value in by.items()})


def _knee(hip: Array, ankle: Array, ahead_rad: Array, inward_rad: Array) -> tuple[Array, Array]:
    """Knee of a leg in lengths of the usual one, and its axis to the left; it points `ahead_rad` to the left of x."""
    forward = np.stack([np.cos(ahead_rad), np.sin(ahead_rad), np.zeros(len(ahead_rad))], axis=1)
    straight = knee_of_leg(hip, ankle, forward)
    axis = unit(cross(unit(hip - ankle), forward))
    bent = np.arccos(np.clip((unit(straight - hip) * unit(ankle - straight)).sum(axis=1), -1, 1))
    # Beside the plane of the leg by what turns thigh and shank against each other; less of it as the knee bends.
    beside = _LEG_PART_M * np.sin(inward_rad) / (1 + np.cos(bent))
    moved = straight - beside[:, None] * axis
    return moved, axis


def _lean(markers: dict[str, Array]) -> Array:
    trunk = markers["C7"] - (markers["LPSIS"] + markers["RPSIS"]) / 2
    return np.asarray(np.degrees(np.arctan2(trunk[:, 1], trunk[:, 2])))


def _middle(bones: dict[str, Array], side: str) -> Array:
    heel, toe = bones[f"{side}_heel"], bones[f"{side}_foot_index"]
    return np.asarray(heel + 0.7 * (toe - heel))
