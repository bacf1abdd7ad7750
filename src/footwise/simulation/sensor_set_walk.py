"""A walk with sensors on shoe, shank and pelvis whose tilts are known: bodies of many shapes, bones under soft skin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from footwise.arrays import Array, by_value
from footwise.recordings import STANDARD_GRAVITY
from footwise.recordings.foot_sensor import FootSensor, SensorSet, clipped_channels
from footwise.signals import rotation_about
from footwise.simulation.foot_pose import FootPose, smooth_foot_pose
from footwise.simulation.sensor_imperfections import MountedSensor, Samples, SensorImperfections
from footwise.simulation.simulated_foot import SimulatedFoot

# Lean of the shank to the front over the stride from contact to contact, as in textbooks of gait, in degrees.
_SHANK_SHARES = (0.0, 0.06, 0.12, 0.20, 0.30, 0.50, 0.62, 0.73, 0.85, 0.95)
_SHANK_LEAN_DEG = (-19.0, -8.0, 1.0, 5.0, 9.0, 29.0, 50.0, 58.0, 20.0, -17.0)
# The truth is told over this part of stance, as it is measured.
WINDOW = (0.2, 0.3)
# A foot leaves the floor when it is turned toe-down most: at this share of its movement.
_OFF_SHARE = 0.32
# Positions are known so many times between two samples, for their second derivative.
_FINER = 2
# The pelvis goes evenly over several feet.
_EVEN_S = 0.2
_ANKLE_M = np.array([-0.08, 0.0, 0.06])


@by_value
@dataclass(frozen=True)
class BodyShape:
    """How one person's shank and pelvis move over a stride; angles in degrees.

    Attributes
    ----------
    lean, tilt, turn : array, shape (2, harmonics + 1)
        Fourier coefficients (cosine, sine; the first of sine is nothing) of what is added to the shank's usual lean to
        the front, of its tilt to the middle line, and of its turn outwards beyond the foot's.
    listing, rotation, pelvic_tilt : array, shape (2, harmonics + 1)
        Of the pelvis: swinging side up, standing side forward, and lean to the front.
    follows : float
        Share of the foot's turn that the shank makes.
    lever_m : array, shape (3,)
        From the ankle to the shank's sensor: forward, outward, up.
    standing_deg : array, shape (2,)
        Lean and tilt of the shank when the person stands.
    wobble_deg, wobble_hz, wobble_s : float
        Size of the skin's swing after each contact, its frequency and how fast it dies away.
    """

    lean: Array
    tilt: Array
    turn: Array
    listing: Array
    rotation: Array
    pelvic_tilt: Array
    follows: float = 0.7
    lever_m: Array = field(default_factory=lambda: np.array([0.03, 0.03, 0.22]))
    standing_deg: Array = field(default_factory=lambda: np.array([4.0, -3.0]))
    wobble_deg: float = 1.0
    wobble_hz: float = 12.0
    wobble_s: float = 0.06

    @classmethod
    def drawn(cls, seed: int) -> BodyShape:
        """Draw a person: the mean of each curve and its first harmonics, the higher ones the smaller."""
        rng = np.random.default_rng([seed, 17])

        def curve(mean: float, mean_sd: float, sd: float) -> Array:
            parts = rng.standard_normal((2, 5)) * sd / np.array([1.0, 1.0, 1.5, 2.5, 4.0])
            parts[0, 0], parts[1, 0] = mean + mean_sd * rng.standard_normal(), 0.0
            return np.asarray(parts)

        return cls(
            lean=curve(0.0, 2.2, 1.2),
            tilt=curve(-5.0, 2.5, 1.2),
            turn=curve(5.0, 5.0, 2.0),
            listing=curve(0.0, 1.5, 2.5),
            rotation=curve(0.0, 0.0, 3.0),
            pelvic_tilt=curve(10.0, 5.0, 1.0),
            follows=float(rng.uniform(0.5, 0.9)),
            lever_m=np.array([rng.uniform(0.01, 0.05), rng.uniform(-0.05, 0.05), rng.uniform(0.08, 0.33)]),
            standing_deg=np.array([4.0, -3.0]) + 3.0 * rng.standard_normal(2),
            wobble_deg=float(rng.uniform(0.3, 2.0)),
            wobble_hz=float(rng.uniform(8.0, 18.0)),
            wobble_s=float(rng.uniform(0.03, 0.09)),
        )


@by_value
@dataclass(frozen=True)
class TrueSteps:
    """What is true of each step of the leg, at 20 to 30 % of its stance; arrays of one entry a step.

    Attributes
    ----------
    contact_s : array
    foot_progression_angle_deg, tibia_tilt_deg, pelvic_list_deg, pelvic_rotation_deg : array
        With the signs of `footwise.prescription.odds.VARIABLES`.
    """

    contact_s: Array
    foot_progression_angle_deg: Array
    tibia_tilt_deg: Array
    pelvic_list_deg: Array
    pelvic_rotation_deg: Array


def simulated_sensor_set(
    side: str,
    angles_deg: Sequence[float] | Array,
    shape: BodyShape,
    *,
    tilt_deg: float = 0.0,
    list_deg: float = 0.0,
    step_sd_deg: float = 1.0,
    places: Sequence[str] = ("foot", "shank", "pelvis"),
    pose: FootPose | None = None,
    rate_hz: float = 100.0,
    imperfections: Mapping[str, SensorImperfections] | None = None,
    mounts: Mapping[str, Array] | None = None,
    stride_s: float = 1.1,
    stride_m: float = 1.3,
    spread: tuple[float, float] = (0.02, 0.03),
    rest_s: float = 3.0,
    seed: int = 1,
) -> tuple[SensorSet, TrueSteps]:
    """Walk one stride for every angle, between two rests.

    Parameters
    ----------
    side : {"left", "right"}
    angles_deg : sequence of float
        Foot progression angle of the stance that ends each stride, toe-out positive.
    shape : BodyShape
    tilt_deg, list_deg : float
        Added to the shank's tilt to the middle line and to the pelvic list, the whole stride long.
    step_sd_deg : float
        Spread of both from step to step, around that.
    places : sequence of str
        Of the sensors.
    pose : FootPose, optional
        Of the foot; the smooth one without.
    rate_hz, stride_s, stride_m, spread, rest_s, seed
        See `simulated_sensor_walk`.
    imperfections : mapping of SensorImperfections, optional
        Of each place; the default sensor without.
    mounts : mapping of array, shape (3, 3), optional
        Rotation from the axes of each part (forward, left, up) to its sensor's.
    """
    pose = pose or smooth_foot_pose()
    rng = np.random.default_rng([seed, 3])
    count = len(angles_deg)
    varied = np.clip(np.random.default_rng([seed, 1]).standard_normal((count, 2)), -2, 2) * spread
    lasts, lengths = stride_s + varied[:, 0], stride_m + varied[:, 1]
    wanted, mounted = imperfections or {}, mounts or {}
    foot = SimulatedFoot(side, pose=replace(pose, strides=pose.strides[:1]), rate_hz=rate_hz, seed=seed,
                         imperfections=wanted.get("foot"), mount=mounted.get("foot"))  # fmt: skip
    parts = [foot.stand(rest_s)]
    parts += [foot.stride(float(angle), stride_s=float(time), stride_m=float(length))
              for angle, time, length in zip(angles_deg, lasts, lengths, strict=True)]  # fmt: skip
    parts.append(foot.stand(rest_s))
    whole_s = 2 * rest_s + float(lasts.sum())
    fine_s = np.arange(0.0, whole_s, 1 / (rate_hz * _FINER))
    out = -1.0 if side == "right" else 1.0
    walk = _Walk(pose, np.asarray(angles_deg, dtype=float), lasts, lengths, rest_s, out)
    phase, amount = walk.phase(fine_s), walk.amount(fine_s)
    tilts, lists = (about + step_sd_deg * rng.standard_normal(count) for about in (tilt_deg, list_deg))

    place, foot_turn = walk.foot(fine_s)
    smooth = walk.between_steps(tilts, fine_s)
    lean, tilt = shape.standing_deg
    usual = _usual_lean(phase)
    angles = np.stack([
        amount * (usual + _fourier(shape.lean, phase)) + (1 - amount) * lean,
        amount * (_fourier(shape.tilt, phase) + smooth) + (1 - amount) * tilt,
        out * np.degrees(foot_turn[:, 2]) * shape.follows + _fourier(shape.turn, phase) * amount,
    ], axis=1)  # fmt: skip
    shank = _attitudes(angles, out)
    ankle = place + np.einsum("nij,j->ni", _turned(foot_turn), _ANKLE_M)
    lever = shape.lever_m * np.array([1.0, out, 1.0])
    skin = _wobble(shape, walk.contacts_s, fine_s, rng)
    sensors = {"foot": _joined(parts, "foot", side, rate_hz)}
    at = np.arange(0, len(fine_s), _FINER)
    if "shank" in places:
        under_skin = np.einsum("nij,njk->nik", shank, skin)
        there = ankle + np.einsum("nij,j->ni", under_skin, lever)
        sensors["shank"] = _sensor("shank", side, fine_s, there, under_skin, at, rate_hz, wanted.get("shank"),
                                   mounted.get("shank"), seed + 1)  # fmt: skip
    lists_now = walk.between_steps(lists, fine_s)
    pelvis = _pelvis_attitudes(shape, phase, amount, lists_now, out)
    if "pelvis" in places:
        sensors["pelvis"] = _sensor("pelvis", "", fine_s, walk.pelvis(fine_s), pelvis, at, rate_hz,
                                    wanted.get("pelvis"), mounted.get("pelvis"), seed + 2)  # fmt: skip
    truth = _truth(walk, np.asarray(angles_deg, dtype=float), fine_s, shank, pelvis, out)
    length = min(one.samples for one in sensors.values()) / rate_hz
    whole = tuple(_cut(sensors[name], length) for name in places)
    return SensorSet(Path("walk"), whole), truth


def write_sensor_set(folder: Path, sensors: SensorSet) -> None:
    """Write one table a sensor, such as ``left_shank.csv``, with time (s), m/s², °/s and a column ``simulated``.

    `read_sensor_set` reads the folder back.
    """
    import pandas as pd

    from footwise.tables import write_csv

    names = ("time (s)", *(f"{what} {axis} ({unit})" for what, unit in (("acc", "m/s2"), ("gyr", "deg/s"))
                           for axis in "xyz"), "simulated")  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    for sensor in sensors.sensors:
        columns = (sensor.time_s, sensor.acceleration_m_s2, np.degrees(sensor.angular_velocity_rad_s))
        table = pd.DataFrame(np.column_stack((*columns, np.ones(sensor.samples))), columns=list(names))
        write_csv(table, folder / f"{sensor.name}.csv", float_format="%.7g")


class _Walk:
    """Times of a walk and where foot and pelvis are in it."""

    def __init__(
        self, pose: FootPose, angles_deg: Array, lasts: Array, lengths: Array, rest_s: float, out: float
    ) -> None:
        self._shape, self._out = pose.strides[0], out
        self._begins = rest_s + np.concatenate(([0.0], np.cumsum(lasts)[:-1]))
        self._ends = rest_s + np.cumsum(lasts)
        self._moving = lasts - pose.still_s
        self._places = np.concatenate(([0.0], np.cumsum(lengths)))
        self._headings = out * np.radians(np.concatenate(([0.0], angles_deg)))
        self._lasts = lasts
        self.contacts_s = self._begins + self._moving * self._shape.contact_share
        self.offs_s = np.append((self._begins + self._moving * _OFF_SHARE)[1:], np.nan)

    def phase(self, time_s: Array) -> Array:
        """Strides since the first contact."""
        from scipy.interpolate import CubicSpline

        known = np.concatenate(([self.contacts_s[0] - self._lasts[0]], self.contacts_s,
                                [self.contacts_s[-1] + self._lasts[-1]]))  # fmt: skip
        curve = CubicSpline(known, np.arange(-1.0, len(known) - 1), bc_type="natural")
        inside = np.clip(time_s, known[0], known[-1])
        return np.asarray(curve(inside) + (time_s - inside) / self._lasts.mean())

    def amount(self, time_s: Array) -> Array:
        """0 while the person stands, 1 while he walks, smoothly from the one to the other."""
        first, last = self._begins[0], self._ends[-1]
        rise = np.clip((time_s - first) / (0.7 * self._lasts[0]), 0, 1)
        fall = np.clip((last - time_s) / (0.7 * self._lasts[-1]), 0, 1)
        share = np.minimum(rise, fall)
        return np.asarray(share**4 * (35 - 84 * share + 70 * share**2 - 20 * share**3))

    def between_steps(self, values: Array, time_s: Array) -> Array:
        """One value a step, held over its stance and led over to the next in the swing."""
        middle = self.contacts_s + 0.25 * self._lasts
        share = np.clip(np.interp(time_s, middle, np.arange(float(len(middle)))), 0, len(middle) - 1)
        whole = np.minimum(np.floor(share).astype(int), len(middle) - 2)
        part = np.clip((share - whole - 0.45) / 0.45, 0, 1)
        part = part**4 * (35 - 84 * part + 70 * part**2 - 20 * part**3)
        return np.asarray(values[whole] + (values[whole + 1] - values[whole]) * part)

    def foot(self, time_s: Array) -> tuple[Array, Array]:
        """Place of the foot's sensor, m, and its roll, pitch and yaw, rad; each of shape (n, 3)."""
        place, turn = np.zeros((len(time_s), 3)), np.zeros((len(time_s), 3))
        k = np.clip(np.searchsorted(self._begins, time_s, side="right") - 1, 0, len(self._begins) - 1)
        share = np.clip((time_s - self._begins[k]) / self._moving[k], 0, 1)
        value, _, _ = self._shape.at(share)
        length = np.diff(self._places)[k]
        place[:, 0] = self._places[k] + length * value[0]
        place[:, 1], place[:, 2] = self._out * value[1], value[2]
        turned = np.diff(self._headings)[k]
        turn[:, 0], turn[:, 1] = self._out * value[3], value[4]
        turn[:, 2] = self._headings[k] + turned * value[6] + self._out * value[5]
        return place, turn

    def pelvis(self, time_s: Array) -> Array:
        """Place of the middle of the pelvis: over the standing foot in mid-stance, lowest at contact."""
        from scipy.ndimage import gaussian_filter1d

        amount, phase = self.amount(time_s), self.phase(time_s)
        known = np.concatenate((self._begins[:1], self.contacts_s + 0.3 * self._lasts))
        straight = np.interp(time_s, known, self._places)
        along = gaussian_filter1d(straight, _EVEN_S / (time_s[1] - time_s[0]), mode="nearest")
        swing = 2 * np.pi * phase
        aside = self._out * 0.02 * np.sin(swing - 0.3) * amount
        ahead = 0.01 * np.sin(2 * swing + 0.5) * amount
        return np.stack([along + ahead, aside, 0.95 - 0.02 * np.cos(2 * swing) * amount], axis=1)


def _fourier(parts: Array, phase: Array) -> Array:
    turn = 2 * np.pi * phase[:, None] * np.arange(parts.shape[1])
    return np.asarray(np.cos(turn) @ parts[0] + np.sin(turn) @ parts[1])


def _usual_lean(phase: Array) -> Array:
    from scipy.interpolate import CubicSpline

    known = CubicSpline([*_SHANK_SHARES, 1.0], [*_SHANK_LEAN_DEG, _SHANK_LEAN_DEG[0]], bc_type="periodic")
    return np.asarray(known(np.mod(phase, 1.0)))


def _attitudes(angles_deg: Array, out: float) -> Array:
    """Rotations from a shank's axes (forward, left, up) to the room's by lean, tilt to the middle and turn outwards."""
    lean, tilt, turn = np.radians(angles_deg).T
    # A left shank that tilts to the middle leans to the right: positive about the forward axis.
    return np.asarray(
        rotation_about([0.0, 0.0, 1.0], out * turn)
        @ rotation_about([1.0, 0.0, 0.0], out * tilt)
        @ rotation_about([0.0, 1.0, 0.0], lean)
    )


def _pelvis_attitudes(shape: BodyShape, phase: Array, amount: Array, lists_deg: Array, out: float) -> Array:
    listing = np.radians(amount * (_fourier(shape.listing, phase) + lists_deg))
    rotation = np.radians(amount * _fourier(shape.rotation, phase))
    standing = shape.pelvic_tilt[0].sum()
    tilt = np.radians(standing + amount * (_fourier(shape.pelvic_tilt, phase) - standing))
    # Over a left standing leg the right side is up: the pelvis leans to the left, negative about the forward axis; and
    # the left side forward is a turn to the right.
    return np.asarray(
        rotation_about([0.0, 0.0, 1.0], -out * rotation)
        @ rotation_about([1.0, 0.0, 0.0], -out * listing)
        @ rotation_about([0.0, 1.0, 0.0], tilt)
    )


def _turned(roll_pitch_yaw: Array) -> Array:
    return np.asarray(
        rotation_about([0.0, 0.0, 1.0], roll_pitch_yaw[:, 2])
        @ rotation_about([0.0, 1.0, 0.0], roll_pitch_yaw[:, 1])
        @ rotation_about([1.0, 0.0, 0.0], roll_pitch_yaw[:, 0])
    )


def _wobble(shape: BodyShape, contacts_s: Array, time_s: Array, rng: np.random.Generator) -> Array:
    """Small rotations of the skin against the bone: a swing after each contact that dies away, shape (n, 3, 3)."""
    angles = np.zeros((len(time_s), 3))
    for contact in contacts_s:
        since = np.maximum(time_s - contact, 0.0)
        rise = since / (since + 0.01)
        swing = rise**3 * np.exp(-since / shape.wobble_s) * np.sin(2 * np.pi * shape.wobble_hz * since)
        angles += np.radians(shape.wobble_deg) * swing[:, None] * rng.normal(1.0, 0.2, 3) * np.array([0.6, 1.0, 0.8])
    return _turned(angles)


def _sensor(
    place: str,
    side: str,
    fine_s: Array,
    position: Array,
    attitude: Array,
    at: np.ndarray,
    rate_hz: float,
    imperfections: SensorImperfections | None,
    mount: Array | None,
    seed: int,
) -> FootSensor:
    """What a sensor that goes along a path with an attitude delivers."""
    from scipy.interpolate import make_interp_spline

    moved = make_interp_spline(fine_s, position, k=5).derivative(2)(fine_s[at])
    turning = make_interp_spline(fine_s, attitude.reshape(-1, 9), k=5).derivative()(fine_s[at]).reshape(-1, 3, 3)
    now = attitude[at]
    # R^T dR/dt is the cross product with the angular velocity in the body's own axes.
    rate = np.einsum("nji,njk->nik", now, turning)
    omega = np.stack([rate[:, 2, 1] - rate[:, 1, 2], rate[:, 0, 2] - rate[:, 2, 0], rate[:, 1, 0] - rate[:, 0, 1]],
                     axis=1) / 2  # fmt: skip
    force = np.einsum("nji,nj->ni", now, moved + np.array([0.0, 0.0, STANDARD_GRAVITY]))
    device = MountedSensor(imperfections or SensorImperfections(), rate_hz, mount, seed)
    samples = device.measure(fine_s[at], force, omega)
    return _recorded(samples.time_s, samples.acceleration_m_s2, samples.angular_velocity_rad_s, place, side, rate_hz)


def _joined(parts: Sequence[Samples], place: str, side: str, rate_hz: float) -> FootSensor:
    table = np.concatenate([part.table for part in parts])
    return _recorded(table[:, 0], table[:, 1:4], table[:, 4:], place, side, rate_hz)


def _recorded(time_s: Array, force: Array, omega: Array, place: str, side: str, rate_hz: float) -> FootSensor:
    name = f"{side}_{place}".strip("_")
    clipped = np.asarray(clipped_channels(force, omega).any(axis=1))
    return FootSensor(
        name, Path(f"{name}.csv"), side, rate_hz, time_s, force, omega, clipped, simulated=True, place=place
    )


def _cut(sensor: FootSensor, length_s: float) -> FootSensor:
    kept = sensor.time_s < length_s
    return replace(
        sensor,
        time_s=sensor.time_s[kept],
        acceleration_m_s2=sensor.acceleration_m_s2[kept],
        angular_velocity_rad_s=sensor.angular_velocity_rad_s[kept],
        clipped=sensor.clipped[kept],
    )


def _truth(walk: _Walk, angles_deg: Array, fine_s: Array, shank: Array, pelvis: Array, out: float) -> TrueSteps:
    tilt, listing, rotation = (np.full(len(angles_deg), np.nan) for _ in range(3))
    for k, (contact, off) in enumerate(zip(walk.contacts_s, walk.offs_s, strict=True)):
        if not np.isfinite(off):
            continue
        now = (fine_s >= contact + WINDOW[0] * (off - contact)) & (fine_s <= contact + WINDOW[1] * (off - contact))
        axis, across, ahead = shank[now][:, :, 2], pelvis[now][:, :, 1], pelvis[now][:, :, 0]
        tilt[k] = np.degrees(np.arctan2(-out * axis[:, 1], axis[:, 2])).mean()
        listing[k] = np.degrees(np.arctan2(-out * across[:, 2], np.hypot(across[:, 0], across[:, 1]))).mean()
        rotation[k] = np.degrees(np.arctan2(-out * ahead[:, 1], ahead[:, 0])).mean()
    return TrueSteps(walk.contacts_s, angles_deg, tilt, listing, rotation)
