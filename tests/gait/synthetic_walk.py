"""A walker whose contacts, foot angles and ground forces are known exactly.

The feet are rigid: they land on the heel, lie flat, roll over the tip of the toes and swing. The ground's
wrench on each foot is given as a function of its stance and laid on the plates by where the foot stands,
so that a foot on an edge loads both plates. Nothing here uses the package's own mechanics.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from pathlib import Path

import numpy as np

from footwise.recordings import ForcePlate, Markers, Person, Recording

GRAVITY = 9.80665
FOOT_M, TIP_M, HEEL_HEIGHT_M = 0.19, 0.25, 0.04
SHANK_M, THIGH_M = 0.41, 0.42
HEEL_OFF, FLAT = 0.58, 0.12  # shares of stance
ROLES = (
    "heel", "toe", "fifth_metatarsal", "lateral_malleolus", "medial_malleolus", "lateral_epicondyle",
    "medial_epicondyle", "pelvis_1",
)  # fmt: skip


@dataclass(frozen=True)
class Plate:
    """A rectangle on the floor, in m."""

    x: tuple[float, float]
    y: tuple[float, float]

    def holds(self, points: np.ndarray) -> np.ndarray:
        inside_x = (points[..., 0] >= self.x[0]) & (points[..., 0] < self.x[1])
        return inside_x & (points[..., 1] >= self.y[0]) & (points[..., 1] < self.y[1])

    @property
    def corners(self) -> np.ndarray:
        (x0, x1), (y0, y1) = self.x, self.y
        return np.array([[x1, y1, 0], [x0, y1, 0], [x0, y0, 0], [x1, y0, 0]], dtype=float)


def uncut(steps):
    """Steps that neither the begin nor the end of the recording cuts."""
    whole = steps.cut == ""
    return replace(steps, **{f.name: getattr(steps, f.name)[whole] for f in fields(steps) if f.name != "ground"})


SPLIT_BELTS = (Plate((-1.0, 1.0), (0.0, 0.5)), Plate((-1.0, 1.0), (-0.5, 0.0)))
ONE_BELT = (Plate((-1.0, 1.0), (-0.5, 0.5)),)


@dataclass
class Walker:
    """What the person does and what the laboratory has.

    `start_s` and `stop_s` cut the recording out of a walk whose left foot lands at t = 0.
    `shift_m` moves the feet to the walker's left: a way to step over the middle of split belts.
    `straight_m` is where a turn of 180° to the left begins, None for no turn.
    """

    plates: tuple[Plate, ...] = SPLIT_BELTS
    treadmill: bool = True
    speed_m_s: float = 1.2
    stride_s: float = 1.1
    duty: float = 0.63
    toe_out_deg: dict[str, float] = field(default_factory=lambda: {"left": 8.0, "right": 3.0})
    width_m: float = 0.16
    shift_m: float = 0.0
    mass_kg: float = 65.0
    height_m: float = 1.7
    rate_hz: float = 100.0
    plate_rate_hz: float = 1000.0
    start_s: float = -0.3
    stop_s: float = 8.0
    straight_m: float | None = None
    turn_radius_m: float = 0.35
    sides: tuple[str, ...] = ("left", "right")
    force_noise_n: float = 0.0
    marker_noise_m: float = 0.0
    corners: bool = True

    def contacts(self, side: str) -> np.ndarray:
        """Times at which a foot lands, from well before to well after the recording."""
        first = 0.0 if side == "left" else self.stride_s / 2
        strides = np.arange(-4 - int(abs(self.start_s) / self.stride_s), 4 + int(self.stop_s / self.stride_s))
        return first + strides * self.stride_s

    def stances(self, side: str) -> np.ndarray:
        """Contact and off of the stances that lie whole in the recording, s after its first frame."""
        start = self.contacts(side)
        both = np.stack((start, start + self.duty * self.stride_s), axis=1)
        whole = (both[:, 0] > self.start_s) & (both[:, 1] < self.stop_s)
        return both[whole] - self.start_s

    def times(self, rate: float) -> np.ndarray:
        per_frame = round(rate / self.rate_hz)
        return self.start_s + np.arange(round((self.stop_s - self.start_s) * self.rate_hz) * per_frame) / rate

    def path(self, along: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Point and heading of the walk at distances along it."""
        along = np.asarray(along, dtype=float)
        if self.straight_m is None:
            return np.stack((along, np.zeros_like(along)), axis=-1), np.zeros_like(along)
        radius = self.turn_radius_m
        heading = np.clip((along - self.straight_m) / radius, 0, np.pi)
        back = np.maximum(along - self.straight_m - np.pi * radius, 0)
        x = np.minimum(along, self.straight_m) + radius * np.sin(heading) - back
        return np.stack((x, radius * (1 - np.cos(heading))), axis=-1), heading

    def foot(self, side: str, t: np.ndarray) -> dict[str, np.ndarray]:
        """Heel, toe, tip (n, 3), yaw and share of stance (NaN in swing) of a foot at times `t`."""
        contacts = self.contacts(side)
        stance = self.duty * self.stride_s
        k = np.clip(np.searchsorted(contacts, t, side="right") - 1, 0, len(contacts) - 2)
        share = (t - contacts[k]) / stance
        swing = np.clip((t - contacts[k] - stance) / (self.stride_s - stance), 0, 1)
        heel, yaw, _ = self._placement(side, contacts[k])
        following, next_yaw, _ = self._placement(side, contacts[k + 1])

        pitch, height = self._stance_pose(np.clip(share, 0, 1), stance)
        end_pitch, end_height = self._stance_pose(np.ones(1), stance)
        rate_of_pitch = (end_pitch - self._stance_pose(np.array([0.999]), stance)[0]) / (0.001 * stance)
        forward = TIP_M * (1 - np.cos(pitch)) * (share > HEEL_OFF)
        # The swing begins with what the rolling foot has: no jump in velocity.
        seconds = self.stride_s - stance
        begin = TIP_M * (1 - np.cos(end_pitch))
        speed = TIP_M * np.sin(end_pitch) * rate_of_pitch
        ahead = np.stack((np.cos(yaw), np.sin(yaw)), axis=-1)
        ground = heel + np.where(share[:, None] <= 1, forward[:, None] * ahead, 0)
        flying = _hermite(swing[:, None], heel + begin * ahead, speed * seconds * ahead, following, 0 * following)
        z_up = _hermite(swing, end_height, TIP_M * np.cos(end_pitch) * -rate_of_pitch * seconds,
                        np.full(len(t), HEEL_HEIGHT_M + 0.006), -0.4 * seconds)  # fmt: skip
        pitching = _hermite(swing, end_pitch, rate_of_pitch * seconds, np.full(len(t), 0.35), 0.0)
        down = share <= 1
        xy = np.where(down[:, None], ground, flying)
        z = np.where(down, height, z_up)
        pitch = np.where(down, pitch, pitching)
        yaw = yaw + (next_yaw - yaw) * swing**2 * (3 - 2 * swing)
        if self.treadmill:
            xy = xy - np.stack((self.speed_m_s * t, 0 * t), axis=-1)
        direction = np.stack((np.cos(pitch) * np.cos(yaw), np.cos(pitch) * np.sin(yaw), np.sin(pitch)), axis=-1)
        at = np.column_stack((xy, z))
        return {
            "heel": at, "toe": at + FOOT_M * direction, "tip": at + TIP_M * direction, "yaw": yaw,
            "direction": direction, "share": np.where(down, share, np.nan),
        }  # fmt: skip

    def _placement(self, side: str, contact: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Heel on the floor, direction of the foot, and direction of the walk, for contacts."""
        along = self.speed_m_s * (contact + 0.29 * self.stride_s)
        point, heading = self.path(along)
        outward = 1 if side == "left" else -1
        left = np.stack((-np.sin(heading), np.cos(heading)), axis=-1)
        heel = point + left * (outward * self.width_m / 2 + self.shift_m)
        return heel, heading + outward * np.radians(self.toe_out_deg[side]), heading

    @staticmethod
    def _stance_pose(share: np.ndarray, stance: float) -> tuple[np.ndarray, np.ndarray]:
        """Pitch (toes up positive) and height of the heel in stance."""
        landing = np.clip(share / FLAT, 0, 1)
        rolling = np.clip((share - HEEL_OFF) / (1 - HEEL_OFF), 0, 1)
        pitch = 0.35 * (1 - landing) ** 2 * (1 + 2 * landing) - 1.1 * rolling**2.2
        sink = np.clip(share * stance / 0.03, 0, 1)
        height = HEEL_HEIGHT_M + 0.006 * (1 - sink) ** 2 - TIP_M * np.sin(np.where(share > HEEL_OFF, pitch, 0))
        return pitch, height

    def wrench(self, side: str, t: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """True force, moment about the lab origin and centre of pressure of a foot; zero off the ground."""
        pose = self.foot(side, t)
        share = pose["share"]
        s = np.nan_to_num(share)
        weight = self.mass_kg * GRAVITY
        yaw, outward = pose["yaw"], 1 if side == "left" else -1
        # Both feet together carry the weight on average over a stride.
        scale = 1 / (2 * self.duty) / (2 / np.pi * (1 + 0.3 / 3))
        vertical = scale * (np.sin(np.pi * s) + 0.3 * np.sin(3 * np.pi * s))
        ahead, inward = -0.16 * np.sin(2 * np.pi * s), 0.05 * np.sin(np.pi * s)
        _, heading = self.path(self.speed_m_s * t)
        forward = np.stack((np.cos(heading), np.sin(heading), 0 * t), axis=-1)
        left = np.stack((-np.sin(heading), np.cos(heading), 0 * t), axis=-1)
        force = weight * (ahead[:, None] * forward - outward * inward[:, None] * left)
        force[:, 2] = weight * vertical
        # Along the sole from the heel to the big toe, always between heel and tip.
        heel, _, _ = self._placement(
            side, self.contacts(side)[np.searchsorted(self.contacts(side), t, side="right") - 1]
        )
        along = np.stack((np.cos(yaw), np.sin(yaw)), axis=-1)
        cop = np.zeros((len(t), 3))
        cop[:, :2] = heel + (0.02 + 0.20 * s**0.8)[:, None] * along
        cop[:, :2] += (0.01 * outward * np.sin(np.pi * s))[:, None] * np.stack((-along[:, 1], along[:, 0]), axis=-1)
        if self.treadmill:
            cop[:, 0] -= self.speed_m_s * t
        free = np.zeros((len(t), 3))
        free[:, 2] = outward * 0.035 * self.mass_kg * self.height_m * np.sin(2 * np.pi * s)
        moment = np.cross(cop, force) + free
        off = np.isnan(share)
        force[off], moment[off], cop[off] = 0, 0, np.nan
        return force, moment, cop

    def plate_wrenches(self, t: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        """What the plates measure: every foot presses on a patch of 8 cm × 4 cm round its centre of pressure."""
        totals = [(np.zeros((len(t), 3)), np.zeros((len(t), 3))) for _ in self.plates]
        patch = [(a, b) for a in np.linspace(-0.02, 0.02, 3) for b in np.linspace(-0.04, 0.04, 17)]
        for side in ("left", "right"):
            force, _, cop = self.wrench(side, t)
            free = self.wrench(side, t)[1] - np.cross(np.nan_to_num(cop), force)
            yaw = self.foot(side, t)["yaw"]
            for along, across in patch:
                point = np.nan_to_num(cop, nan=1e9)
                point = point + np.column_stack(
                    (along * np.cos(yaw) - across * np.sin(yaw), along * np.sin(yaw) + across * np.cos(yaw), 0 * t)
                )
                taken = np.zeros(len(t), dtype=bool)
                for plate, (total, moment) in zip(self.plates, totals, strict=True):
                    on = plate.holds(point) & ~taken
                    taken |= on
                    part = np.where(on[:, None], force / len(patch), 0)
                    total += part
                    moment += np.cross(point, part) + np.where(on[:, None], free / len(patch), 0)
        return totals

    def recording(self) -> Recording:
        """The recording that a laboratory would make of this walk, in the lab frame."""
        random = np.random.default_rng(0)
        t = self.times(self.rate_hz)
        body, heading = self.path(self.speed_m_s * t)
        if self.treadmill:
            body = body - np.stack((self.speed_m_s * t, 0 * t), axis=-1)
        phase = 2 * np.pi * t / self.stride_s
        left = np.stack((-np.sin(heading), np.cos(heading)), axis=-1)
        pelvis = np.column_stack(
            (body + left * (0.02 * np.sin(phase) + self.shift_m)[:, None], 0.93 + 0.02 * np.cos(2 * phase))
        )
        points: dict[tuple[str, str], np.ndarray] = {}
        for side in self.sides:
            points |= {(side, role): path for role, path in self._leg(side, t, pelvis, heading).items()}
        labels = {key: key[0][0].upper() + key[1] for key in points}
        positions = np.stack(list(points.values()), axis=1)
        positions = positions + self.marker_noise_m * random.standard_normal(positions.shape)
        dense = self.times(self.plate_rate_hz)
        plates = []
        for k, ((force, moment), plate) in enumerate(zip(self.plate_wrenches(dense), self.plates, strict=True)):
            noise = self.force_noise_n * random.standard_normal(force.shape)
            centre = plate.corners.mean(axis=0)
            moment = moment + np.cross(centre, noise)
            plates.append(ForcePlate(f"plate {k + 1}", force + noise, moment, plate.corners if self.corners else None))
        return Recording(
            name="synthetic", source=Path("synthetic.c3d"),
            markers=Markers(self.rate_hz, tuple(labels.values()), positions),
            roles={key: labels[key] for key in points}, marker_set="synthetic",
            plates=tuple(plates), plate_rate_hz=self.plate_rate_hz if plates else 0.0,
            person=Person("synthetic", self.mass_kg, self.height_m), treadmill=self.treadmill,
        )  # fmt: skip

    def _leg(self, side: str, t: np.ndarray, pelvis: np.ndarray, heading: np.ndarray) -> dict[str, np.ndarray]:
        pose, outward = self.foot(side, t), 1 if side == "left" else -1
        ahead, yaw = pose["direction"], pose["yaw"]
        out = outward * np.stack((-np.sin(yaw), np.cos(yaw), 0 * t), axis=-1)
        up = np.cross(ahead, outward * out)
        ankle = pose["heel"] + 0.05 * ahead + 0.05 * up
        lateral = outward * np.stack((-np.sin(heading), np.cos(heading), 0 * t), axis=-1)
        hip = pelvis + 0.09 * lateral - np.array([0, 0, 0.08])
        reach = hip - ankle
        distance = np.linalg.norm(reach, axis=1)
        along = reach / distance[:, None]
        distance = np.minimum(distance, 0.998 * (SHANK_M + THIGH_M))
        part = (distance**2 + SHANK_M**2 - THIGH_M**2) / (2 * distance)
        front = np.cross(outward * lateral, along)
        knee = ankle + part[:, None] * along + np.sqrt(SHANK_M**2 - part**2)[:, None] * front
        return {
            "heel": pose["heel"], "toe": pose["toe"], "fifth_metatarsal": pose["toe"] - 0.03 * ahead + 0.05 * out,
            "lateral_malleolus": ankle + 0.035 * out, "medial_malleolus": ankle - 0.035 * out,
            "lateral_epicondyle": knee + 0.05 * lateral, "medial_epicondyle": knee - 0.05 * lateral,
            "pelvis_1": pelvis + np.array([0, 0, 0.05]),
        }  # fmt: skip


def _hermite(u: np.ndarray, p0: np.ndarray, v0: np.ndarray, p1: np.ndarray, v1: np.ndarray) -> np.ndarray:
    """Cubic from p0 with slope v0 to p1 with slope v1, u from 0 to 1."""
    return (2 * u**3 - 3 * u**2 + 1) * p0 + (u**3 - 2 * u**2 + u) * v0 + (3 * u**2 - 2 * u**3) * p1 + (u**3 - u**2) * v1
