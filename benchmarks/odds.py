"""How good the odds are: every one of the 107 predicted without them, exactly and as devices would have measured them.

python benchmarks/odds.py ../shared/data/toe_in_107
"""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from markdown_table import markdown_table
from odds_model import read

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.jobs.odds import OddsRequest, judge_walks
from footwise.loads import MARKERS
from footwise.loads.film import ONE_PHONE, SEVERAL_PHONES
from footwise.prescription.odds import (
    ANGLE,
    LEAST_TOLD,
    NAMES,
    VARIABLES,
    OddsModel,
    OddsScores,
    Population,
    leave_one_out,
    published_model,
    scores,
    systematic_sd,
    usual_step_sd,
)
from footwise.prescription.odds.leg_changes import LEAN_SD_DEG, MOUNT_SD_DEG

SHARED = Path(os.environ.get("FOOTWISE_SHARED", Path(__file__).parents[2] / "shared"))
CAMERA = ("tibia_tilt", "knee_adduction", "pelvic_list", "step_width")
# Steps of the leg in each walk (before a phone a few passes), and how often errors of measuring are drawn.
STEPS, PHONE_STEPS, DRAWS, SEED = 40, 10, 20, 17
TURNED_DEG = 9.6
# Of the person in one_person_toe_in_toe_out (SOURCE.md of the recordings).
MASS_KG, HEIGHT_M = 62.6, 1.68
BAR_R2, BAR_MISS = 0.38, 0.06
BAR_WITHIN = (0.87, 0.93)

Fold = tuple[np.ndarray, OddsModel, Population]


@dataclass(frozen=True)
class Device:
    """What measures a walk: its name, and the standard error of each variable; NaN for what it does not see."""

    name: str
    error_sd: Array

    @property
    def told(self) -> float:
        """Share of how people differ that the stored model expects it to tell."""
        return published_model().share_told(np.where(np.isfinite(self.error_sd), 0.0, np.nan), self.error_sd)


def exact(*names: str) -> Array:
    """No error in these, and no sight of the others."""
    return np.where(np.isin(NAMES, names), 0.0, np.nan)


def posture_error(source: str, steps: int) -> Array:
    """What markers or films are off by, of what counts: neither the angle itself nor what is in another scale."""
    left_out = [variable.name for variable in VARIABLES if not variable.comparable] + [ANGLE]
    of_steps = np.sqrt(2 / steps) * usual_step_sd(source)
    return np.where(np.isin(NAMES, left_out), np.nan, np.hypot(systematic_sd(source, TURNED_DEG), of_steps))


def sensor_error(*, pelvis: bool) -> Array:
    """What a change measured by sensors is off by, from what they state for a shank that turns with the foot."""
    of_steps = np.sqrt(2 / STEPS) * usual_step_sd(MARKERS)
    found = np.full(len(NAMES), np.nan)
    tilt, pelvic = NAMES.index("tibia_tilt"), NAMES.index("pelvic_list")
    lean = LEAN_SD_DEG * np.sin(np.radians(TURNED_DEG))
    found[tilt] = np.sqrt(MOUNT_SD_DEG**2 + lean**2 + of_steps[tilt] ** 2)
    if pelvis:
        found[pelvic] = np.hypot(MOUNT_SD_DEG, of_steps[pelvic])
    return found


def devices() -> list[Device]:
    """Whatever measures a walk here."""
    return [
        Device("all twelve, exact", exact(*NAMES)),
        Device("the four that a camera in front sees, exact", exact(*CAMERA)),
        Device(f"markers without plates, {STEPS} steps", posture_error(MARKERS, STEPS)),
        Device(f"two or more phones, {PHONE_STEPS} steps", posture_error(SEVERAL_PHONES, PHONE_STEPS)),
        Device(f"one phone in front, {PHONE_STEPS} steps", posture_error(ONE_PHONE, PHONE_STEPS)),
        Device(f"sensors on shoe, shank and pelvis, {STEPS} steps", sensor_error(pelvis=True)),
        Device(f"sensors on shoe and shank, {STEPS} steps", sensor_error(pelvis=False)),
        Device("step width alone, exact", exact("step_width")),
        Device("nothing", exact()),
    ]


def judged(device: Device, folds: Sequence[Fold], changes: Array, fall: Array) -> OddsScores:
    """Predict everybody without them, from what the device would have measured of them.

    Where it errs, errors are drawn many times, and the scores are means over the draws.
    """
    errs = bool(np.nansum(device.error_sd) > 0)
    rng = np.random.default_rng(SEED)
    drawn = [_one(device, folds, changes, fall, rng) for _ in range(DRAWS if errs else 1)]
    mean = {
        name: np.mean([getattr(one, name) for one in drawn], axis=0)
        for name in vars(drawn[0]) if name != "knees"
    }  # fmt: skip
    return OddsScores(knees=len(fall), **mean)


def _one(device: Device, folds: Sequence[Fold], changes: Array, fall: Array, rng: np.random.Generator) -> OddsScores:
    measured = changes + np.where(np.isfinite(device.error_sd), device.error_sd, 0.0) * rng.normal(size=changes.shape)
    measured[:, np.isnan(device.error_sd)] = np.nan
    falls = [model.fall(measured[out[0]], device.error_sd) for out, model, _ in folds]
    return scores(falls, [population for *_, population in folds], fall)


def thirds(found: OddsScores) -> str:
    """Told and fell, in thirds."""
    return ", ".join(f"{100 * told:.0f}/{100 * fell:.0f}" for told, fell in zip(found.told, found.fell, strict=True))


def row(device: Device, found: OddsScores) -> tuple[str, ...]:
    """One device in the table."""
    return (
        device.name,
        f"{found.r2:.2f}",
        f"{100 * found.within_50:.0f} / {100 * found.within_90:.0f} %",
        thirds(found) if device.told > 0 else "–",
        f"{found.log_gain:+.3f} ± {found.log_gain_se:.3f}",
        f"{found.density_gain:+.3f} ± {found.density_gain_se:.3f}",
        f"{100 * device.told:.0f} %" + (": says so and stops" if device.told < LEAST_TOLD else ""),
    )


def verdicts(found: Mapping[str, OddsScores]) -> str:
    """Figures that decide, each beside its bar."""
    everything = found["all twelve, exact"]
    within, miss = everything.within_90, everything.largest_miss
    worst = min(found.items(), key=lambda one: one[1].log_gain)
    rows = [
        ("R², all variables", f"{everything.r2:.2f}", f"≥ {BAR_R2}", everything.r2 >= BAR_R2),
        ("90 % bands hold", f"{100 * within:.1f} %", "87 to 93 %", BAR_WITHIN[0] <= within <= BAR_WITHIN[1]),
        ("P(fall) in thirds, furthest off", f"{100 * miss:.1f} points", "≤ 6", miss <= BAR_MISS),
        (
            "log score over the population's odds",
            f"{everything.log_gain:+.3f} ± {everything.log_gain_se:.3f} a knee",
            "> its error",
            everything.log_gain > everything.log_gain_se,
        ),
        (
            f"the device with the least ({worst[0]})",
            f"{worst[1].log_gain:+.3f} ± {worst[1].log_gain_se:.3f}",
            "never worse than the population's odds",
            worst[1].log_gain > -worst[1].log_gain_se,
        ),
    ]
    told = [(what, value, bar, "met" if met else "**not met**") for what, value, bar, met in rows]
    return markdown_table(("leave-one-out over the 107", "measured", "bar", ""), told)


def of_the_107(folder: Path) -> str:
    """The tables of the leave-one-out."""
    changes, fall = read(folder)
    folds = leave_one_out(NAMES, changes, fall)
    all_devices = devices()
    found = {device.name: judged(device, folds, changes, fall) for device in all_devices}
    head = (
        "measured by", "R²", "50 / 90 % bands hold", "told / fell of 100, in thirds", "log score of a fall",
        "log score of how far", "expected to tell",
    )  # fmt: skip
    return (
        f"{verdicts(found)}\n"
        + markdown_table(head, [row(device, found[device.name]) for device in all_devices])
        + "\nEach of the 107 is predicted by a model that was fitted without them, its prior, noise and tails chosen "
        "anew. Log scores are nats a knee over the odds of the other 106 (the share that fell; a normal distribution "
        "of their falls), with their standard errors; above zero is better. With errors: means over "
        f"{DRAWS} draws of what the device states that it is off by in so many steps each way at {TURNED_DEG:g}° "
        "(posture_errors.py, leg_changes.py).\n"
    )


def one_person(folder: Path) -> str:
    """Odds from markers without their plates, beside what the plates say."""
    standing, natural, turned = (folder / name for name in ("static1.trc", "walking1.trc", "walkingTI1.trc"))
    rows = []
    for side in ("left", "right"):
        try:
            found = judge_walks(natural, [turned], OddsRequest(side=side, static=standing)).odds
            low, high = found.fall.band(0.9)
            told = f"{100 * found.p_fall:.0f} of 100; {found.fall.mean:+.2f} ({low:+.2f} to {high:+.2f})"
            angle = f"{-found.changes.achieved_deg:.0f}° in"
        except FootwiseError as error:
            told, angle = f"refused: {error.trouble}", ""
        rows.append((side, angle, told, plates_say(folder, side)))
    return markdown_table(
        ("knee", "turned", "odds of a fall; expected (90 %), %BW·ht", "the plates: fall of peak 1, %BW·ht"), rows
    )


def plates_say(folder: Path, side: str) -> str:
    """Fall of the first peak by the plates."""
    from footwise.jobs import measure_marker_walks

    peaks = []
    for name in ("walking1", "walkingTI1"):
        walk = measure_marker_walks(
            [folder / f"{name}.trc"], forces=folder / f"{name}_grf.mot", static=folder / "static1.trc",
            mass_kg=MASS_KG, height_m=HEIGHT_M,
        )[0]  # fmt: skip
        steps = walk.steps[walk.steps["used"] & (walk.steps["side"] == side)]
        peaks.append(steps["kam_peak1_pct_bwht"].mean())
    return f"{peaks[0] - peaks[1]:+.2f} ({peaks[0]:.2f} → {peaks[1]:.2f})"


def part() -> str | None:
    """The part of docs/validation.md; None where the data are not at hand."""
    data, person = SHARED / "data" / "toe_in_107", SHARED / "recordings" / "one_person_toe_in_toe_out"
    if not data.exists():
        return None
    sections = [f"## Odds without force plates\n\n{of_the_107(data)}"]
    if person.exists():
        sections.append(f"### One person, markers without their plates\n\n{one_person(person)}")
    return "\n".join(sections)


if __name__ == "__main__":
    print(of_the_107(Path(sys.argv[1])))
