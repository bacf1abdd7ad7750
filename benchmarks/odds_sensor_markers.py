"""Sensors that ride on the bones of a real walk: what shoe and shank sensors would deliver, made from its markers."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import footwise as fw
from footwise.arrays import Array
from footwise.foot_sensor.body import leg_steps
from footwise.gait import filtered_motion, find_steps, plate_loads
from footwise.prescription.odds import NAMES, leg_changes
from footwise.recordings import STANDARD_GRAVITY, Recording, read_recording
from footwise.recordings.foot_sensor import FootSensor, SensorSet, clipped_channels
from footwise.signals import butterworth_lowpass, fill_gaps, rotation_about, unit
from footwise.simulation import SensorImperfections
from footwise.simulation.sensor_imperfections import MountedSensor

RATE_HZ = 100.0
# Frames of markers tremble; a second derivative wants less of that than angles do.
CUTOFF_HZ = 8.0
# (turn of the whole leg outwards, lean of the shank to the middle line), degrees, put upon the walk.
CHANGES = ((-10.0, 2.5), (-7.0, 0.0), (10.0, -2.0), (8.0, 3.0))


@dataclass(frozen=True)
class Leg:
    """Paths of one leg's markers on a treadmill, with the belt taken to stand: m, shape (frames, 3) each."""

    side: str
    time_s: Array
    heel: Array
    toe: Array
    fifth: Array
    ankle: Array
    knee: Array
    shin: Array
    speed_m_s: float

    def turned(self, out_deg: float, tilt_deg: float) -> "Leg":
        """The leg with foot and shank turned outwards about the vertical, and the shank leaned to the middle line.

        Both are about the ankle, and the same throughout.
        """
        out = 1.0 if self.side == "left" else -1.0
        turn = rotation_about([0.0, 0.0, 1.0], np.radians(out * out_deg))
        lean = rotation_about([1.0, 0.0, 0.0], np.radians(out * tilt_deg))
        paths = {name: self.ankle + (getattr(self, name) - self.ankle) @ turn.T for name in ("heel", "toe", "fifth")}
        paths |= {name: self.ankle + (getattr(self, name) - self.ankle) @ (lean @ turn).T for name in ("knee", "shin")}
        return Leg(self.side, self.time_s, ankle=self.ankle, speed_m_s=self.speed_m_s, **paths)

    def tilt_deg(self) -> Array:
        """Tilt to the middle line of the outer ankle to the outer knee, of every frame."""
        along = self.knee - self.ankle
        inward = -1.0 if self.side == "left" else 1.0
        return np.degrees(np.arctan2(inward * along[:, 1], along[:, 2]))


def legs() -> Iterator[tuple[Leg, Array, Array]]:
    """Both legs of the sample walk, with contacts and offs of their steps."""
    recording = read_recording(fw.sample("treadmill") / "treadmill_events.c3d")
    steps = find_steps(recording, filtered_motion(recording), plate_loads(recording))
    for side in ("left", "right"):
        mine = (steps.side == side) & np.isfinite(steps.contact_s) & np.isfinite(steps.off_s)
        yield _leg(recording, side), steps.contact_s[mine], steps.off_s[mine]


def _leg(recording: Recording, side: str) -> Leg:
    rate = recording.markers.rate_hz
    time_s = np.arange(recording.markers.frames) / rate
    roles = {"heel": "heel", "toe": "toe", "fifth": "fifth_metatarsal", "ankle": "lateral_malleolus",
             "knee": "lateral_epicondyle", "shin": "shank_1"}  # fmt: skip
    paths = {name: butterworth_lowpass(fill_gaps(recording.marker(side, role), 20), rate, CUTOFF_HZ)
             for name, role in roles.items()}  # fmt: skip
    # On the belt the standing foot goes backwards: in the middle of its stances it shows how fast.
    back = np.gradient(paths["heel"][:, 0], 1 / rate)
    speed = -float(np.median(back[paths["heel"][:, 2] < np.percentile(paths["heel"][:, 2], 25)]))
    moved = {name: path + np.array([1.0, 0.0, 0.0]) * (speed * time_s)[:, None] for name, path in paths.items()}
    return Leg(side, time_s, speed_m_s=speed, **moved)


def sensor_set(leg: Leg, seed: int) -> SensorSet:
    """What sensors on shoe and shank deliver, mounted anyhow and with the noise and bias of usual ones."""
    rng = np.random.default_rng([seed, 4])
    foot = _frame(leg.heel, leg.toe, leg.fifth)
    shank = _frame(leg.ankle, leg.knee, leg.shin)
    # In the middle of the foot, where the metatarsals of a standing foot keep still.
    on_foot = 0.5 * (leg.heel + leg.toe)
    return SensorSet(Path("treadmill"), (
        _sensor("foot", leg, on_foot, foot, rng), _sensor("shank", leg, 0.5 * (leg.ankle + leg.shin), shank, rng),
    ))  # fmt: skip


def _frame(origin: Array, along: Array, beside: Array) -> Array:
    """Rotations from axes along two markers and across a third to the room's, shape (frames, 3, 3)."""
    first = unit(along - origin)
    third = unit(np.cross(first, beside - origin))
    return np.stack([first, np.cross(third, first), third], axis=2)


def _sensor(place: str, leg: Leg, position: Array, attitude: Array, rng: np.random.Generator) -> FootSensor:
    from scipy.interpolate import make_interp_spline

    moved = make_interp_spline(leg.time_s, position, k=5).derivative(2)(leg.time_s)
    turning = make_interp_spline(leg.time_s, attitude.reshape(-1, 9), k=5).derivative()(leg.time_s).reshape(-1, 3, 3)
    rate = np.einsum("nji,njk->nik", attitude, turning)
    omega = np.stack([rate[:, 2, 1] - rate[:, 1, 2], rate[:, 0, 2] - rate[:, 2, 0], rate[:, 1, 0] - rate[:, 0, 1]],
                     axis=1) / 2  # fmt: skip
    force = np.einsum("nji,nj->ni", attitude, moved + np.array([0.0, 0.0, STANDARD_GRAVITY]))
    axis = rng.standard_normal(3)
    mount = rotation_about(axis, 0.7)
    device = MountedSensor(SensorImperfections(), RATE_HZ, mount, int(rng.integers(1 << 30)))
    got = device.measure(leg.time_s, force, omega)
    acceleration, angular = got.acceleration_m_s2, got.angular_velocity_rad_s
    clipped = np.asarray(clipped_channels(acceleration, angular).any(axis=1))
    name = f"{leg.side}_{place}"
    return FootSensor(name, Path(f"{name}.csv"), leg.side, RATE_HZ, got.time_s, acceleration, angular, clipped,
                      simulated=True, place=place)  # fmt: skip


def rows() -> Iterator[tuple[str, ...]]:
    """Changes that were put upon the real walk, by its markers and by the sensors."""
    tilt, angle = NAMES.index("tibia_tilt"), NAMES.index("foot_progression_angle")
    for leg, contacts, offs in legs():
        natural = leg_steps(sensor_set(leg, 1), leg.side)
        for out_deg, tilt_deg in CHANGES:
            turned = leg.turned(out_deg, tilt_deg)
            changed = leg_steps(sensor_set(turned, 1), leg.side, natural.forward)
            got = leg_changes(natural, changed)
            true = _at_peak(turned, contacts, offs).mean() - _at_peak(leg, contacts, offs).mean()
            yield (
                f"{leg.side}, turned {out_deg:+.0f}°, leaned {tilt_deg:+.1f}°",
                f"{len(natural)}",
                f"{got.change[angle]:+.2f}",
                f"{true:+.2f}",
                f"{got.change[tilt]:+.2f} ± {got.error_sd[tilt]:.2f}",
            )


def _at_peak(leg: Leg, contacts: Array, offs: Array) -> Array:
    """Tilt at 20 to 30 % of each stance by the markers."""
    tilt = leg.tilt_deg()
    spans = zip(contacts + 0.2 * (offs - contacts), contacts + 0.3 * (offs - contacts), strict=True)
    return np.array([tilt[(leg.time_s >= a) & (leg.time_s <= b)].mean() for a, b in spans])


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
