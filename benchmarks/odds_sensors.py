"""How well sensors on shoe, shank and pelvis tell what a turned foot changes, and whether the stated error is right.

    python benchmarks/odds_sensors.py

Virtual people, each with curves of an own shape, walk naturally and with the foot turned; sensors hang anyhow, the skin
wobbles, straps give a little between the walks, gyroscopes are biased, and samples are noisy.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import odds_sensor_markers
import odds_sensor_samples
import odds_shank_lean
from markdown_table import markdown_table

from footwise.arrays import Array
from footwise.foot_sensor.body import LegSteps, leg_steps
from footwise.prescription.odds import NAMES, leg_changes
from footwise.recordings.foot_sensor import FootSensor, SensorSet
from footwise.signals import rotation_about
from footwise.simulation import BodyShape, SensorImperfections, TrueSteps, simulated_sensor_set

PLACES = ("foot", "shank", "pelvis")
MEASURED = {
    "foot_progression_angle": "foot_progression_angle_deg",
    "tibia_tilt": "tibia_tilt_deg",
    "pelvic_list": "pelvic_list_deg",
}
WORDS = {"foot_progression_angle": "foot angle", "tibia_tilt": "lean of the shank", "pelvic_list": "list of the pelvis"}
# How far straps and skin let a sensor turn between the walks, and how far an accelerometer is off: assumed.
STRAP_SD_DEG, OFFSET_SD_M_S2 = 0.3, 0.05
NATURAL_DEG, STEP_SD_DEG = 6.0, 1.5
BAR_BIAS_DEG, BAR_RATIO = 0.3, 0.2


@dataclass(frozen=True)
class Setting:
    """What is varied: steps of the leg in each walk, people, and whatever else differs from the usual."""

    name: str
    steps: int
    people: int
    rest_s: float = 3.0
    rate_hz: float | None = None
    noise: float = 1.0


SETTINGS = (
    Setting("10 steps a walk", 13, 50),
    Setting("20 steps a walk", 23, 50),
    Setting("40 steps a walk", 43, 100),
    Setting("80 steps a walk", 83, 50),
    Setting("40 steps, nobody stands still", 43, 50, rest_s=0.4),
    Setting("40 steps, 60 samples a second, ten times the noise", 43, 50, rate_hz=60.0, noise=10.0),
)


def errors(setting: Setting, seed: int = 0) -> tuple[Array, Array]:
    """What was measured less what is true, and the stated standard error, shape (people, 3) each, degrees."""
    pairs = [_person(setting, seed + person) for person in range(setting.people)]
    return np.array([one for one, _ in pairs]), np.array([stated for _, stated in pairs])


def _person(setting: Setting, seed: int) -> tuple[list[float], list[float]]:
    rng = np.random.default_rng([seed, 77])
    side = ("left", "right")[seed % 2]
    shape = BodyShape.drawn(1000 + seed)
    mounts = {place: _turned(rng, 60.0) for place in PLACES}
    again = {place: _turned(rng, STRAP_SD_DEG) @ mount for place, mount in mounts.items()}
    offsets = {place: OFFSET_SD_M_S2 * rng.standard_normal(3) for place in PLACES}
    rate = setting.rate_hz or float(rng.choice([100.0, 128.0]))
    usual = SensorImperfections()
    imperfections = {
        place: replace(
            usual,
            bias_rad_s=tuple(0.01 * rng.standard_normal(3)),
            angular_velocity_noise_rad_s_sqrt_hz=setting.noise * usual.angular_velocity_noise_rad_s_sqrt_hz,
            acceleration_noise_m_s2_sqrt_hz=setting.noise * usual.acceleration_noise_m_s2_sqrt_hz,
        )
        for place in PLACES
    }
    told: dict[str, Any] = {
        "rate_hz": rate, "rest_s": setting.rest_s, "imperfections": imperfections,
        "stride_s": float(rng.uniform(0.95, 1.3)), "stride_m": float(rng.uniform(1.0, 1.4)),
    }  # fmt: skip
    turn = float(rng.choice([-1, 1]) * rng.uniform(5, 12))
    change = {"tilt_deg": float(rng.normal(2.3, 1.5)), "list_deg": float(rng.normal(0.0, 1.0))}
    walks: list[SensorSet] = []
    for angle, hung, moved, k in ((NATURAL_DEG, mounts, {}, 0), (NATURAL_DEG + turn, again, change, 1)):
        angles = angle + STEP_SD_DEG * rng.standard_normal(setting.steps)
        sensors, _ = simulated_sensor_set(side, angles, shape, mounts=hung, seed=2 * seed + k, **told, **moved)
        walks.append(_with_offsets(sensors, offsets))
    natural: LegSteps = leg_steps(walks[0], side)
    got = leg_changes(natural, leg_steps(walks[1], side, natural.forward))
    # The truth of endless walks: no step differs from the others.
    even = {**told, "step_sd_deg": 0.0, "places": ("foot",), "spread": (0.0, 0.0), "seed": 1}
    truths: list[TrueSteps] = [
        simulated_sensor_set(side, np.full(6, angle), shape, **even, **moved)[1]
        for angle, moved in ((NATURAL_DEG, {}), (NATURAL_DEG + turn, change))
    ]
    off, stated = [], []
    for name, truth in MEASURED.items():
        true = [float(np.nanmedian(getattr(one, truth)[1:-1])) for one in truths]
        k = NAMES.index(name)
        off.append(float(got.change[k]) - (true[1] - true[0]))
        stated.append(float(got.error_sd[k]))
    return off, stated


def _turned(rng: np.random.Generator, sd_deg: float) -> Array:
    turn = np.radians(sd_deg) * rng.standard_normal(3)
    return rotation_about(turn, float(np.linalg.norm(turn)))


def _with_offsets(sensors: SensorSet, offsets: Mapping[str, Array]) -> SensorSet:
    def off(one: FootSensor) -> FootSensor:
        return replace(one, acceleration_m_s2=one.acceleration_m_s2 + offsets[one.place])

    return replace(sensors, sensors=tuple(off(one) for one in sensors.sensors))


def rows() -> Iterator[tuple[str, ...]]:
    """One row for each setting and variable."""
    for setting in SETTINGS:
        off, stated = errors(setting)
        for k, name in enumerate(MEASURED):
            bias, se = off[:, k].mean(), off[:, k].std(ddof=1) / np.sqrt(len(off))
            ratio = float(np.sqrt(np.mean((off[:, k] / stated[:, k]) ** 2)))
            yield (
                setting.name, WORDS[name], f"{bias:+.2f} ± {se:.2f}°", f"{off[:, k].std(ddof=1):.2f}°",
                f"{np.sqrt(np.mean(stated[:, k] ** 2)):.2f}°", f"{ratio:.2f} ± {ratio / np.sqrt(2 * len(off)):.2f}",
                "yes" if abs(bias) <= BAR_BIAS_DEG and abs(ratio - 1) <= BAR_RATIO else "**no**",
            )  # fmt: skip


HEADER = ("walks", "change of", "bias", "SD of the error", "stated", "true over stated", "within the bars")
MARKER_HEADER = ("real walk on a belt", "steps", "foot angle", "lean by the markers", "lean by the sensors")


def section() -> str:
    """What docs/validation.md says of sensors for the odds."""
    legs, people = odds_shank_lean.measure()
    lean, tilt = (f"{one.mean():+.1f}° ± {one.std(ddof=1):.1f}°" for one in legs.T)
    return (
        "### Sensors on shoe, shank and pelvis\n\nVirtual people, each with curves of an own shape, walk naturally and "
        "with the foot turned by 5 to 12° in or out, at an own speed; lean of the shank and list of the pelvis change "
        "by what is known. Sensors hang anyhow; skin wobbles by 0.3 to 2° after each contact; straps give by "
        f"{STRAP_SD_DEG}° between the walks (assumed); gyroscopes are biased, accelerometers off by "
        f"{OFFSET_SD_M_S2} m/s². The truth is that of an endless walk. Bars: bias of {BAR_BIAS_DEG}° at most, and a "
        f"stated error that is right to {BAR_RATIO:.0%}.\n\n"
        + markdown_table(HEADER, rows())
        + "\nA shank's sensor sees the vertical and not the bone: the bone is taken to lean to the front as most "
        f"people's does at this moment of the step. By markers it leans {lean} to the front and {tilt} to the middle "
        f"line ({len(legs)} legs of {people} people); what that leaves open is in the stated error. No sample holds a "
        "sensor on a shank (gaitmap's are on shoes): the sensors below ride on the markers of the sample `treadmill`, "
        "whose leg was turned and leaned by what is known.\n\n"
        + markdown_table(MARKER_HEADER, odds_sensor_markers.rows())
        + "\nThat the mean force over whole strides is gravity, and where the walk goes, can be seen on the shoes of "
        "real walks, which lie still once a stride: up by whole strides alone against gravity in mid-stance, and the "
        "way against that of the shoe's own strapdown. What is off in two walks alike is not in a change.\n\n"
        + markdown_table(odds_sensor_samples.HEADER, odds_sensor_samples.rows())
    )


if __name__ == "__main__":
    print(section())
