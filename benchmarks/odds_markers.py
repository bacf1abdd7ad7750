"""Changes of posture from markers without force plates: simulated walkers, and one person with toe-in and toe-out."""

from pathlib import Path

import numpy as np
from markdown_table import markdown_table
from odds_walkers import HEADER, Walker, errors_of, rows, walkers

from footwise.loads import WalkPosture, analyse_walk, marked_posture, peak
from footwise.prescription.odds import NAMES, posture_changes
from footwise.recordings import SIDES, Recording, read_recording, recording_from_arrays

PEOPLE, STEPS = 40, (5, 20, 40)
RATE_HZ = 100.0
# Of every marker: noise; how far the skin carries it in one walk and not in the other; beside the bone in both.
NOISE_M, SKIN_M, PLACED_M = 0.0005, 0.0005, 0.007
ONE_PERSON = Path(__file__).parents[2] / "shared" / "recordings" / "one_person_toe_in_toe_out"


def marked(walker: Walker, walk: int, steps: int, run: int) -> WalkPosture:
    """Posture from the markers of a simulated walk; odd runs have the mirrored errors of the even ones."""
    sign = 1.0 - 2.0 * (run % 2)
    body = walker.body(walk, walker.duration_s(steps) + 1, run=run)
    noise, own = walker.chance(walk, run, "markers"), np.random.default_rng([walker.seed, 8])
    times = 0.3 + np.arange(round(RATE_HZ * walker.duration_s(steps))) / RATE_HZ
    markers = {
        label: path
        + sign * (NOISE_M * noise.standard_normal(path.shape) + SKIN_M * noise.standard_normal(3))
        + PLACED_M * own.standard_normal(3)
        for label, path in body.markers_m(times).items()
    }
    return marked_posture(recording_from_arrays(markers, RATE_HZ, name="simulated", simulated=True))


def part() -> str:
    """The section of docs/validation.md."""
    people = walkers(PEOPLE)
    found, refused = {}, 0
    for steps in STEPS:
        found[str(steps)], more = errors_of(people, steps, marked)
        refused += more
    said = (
        "### Changes from markers without force plates\n\n"
        f"{PEOPLE} simulated walkers, most with toe-in of about 10° and some with toe-out, of whom every variable "
        "changes by a known amount, both legs, 100 Hz. Their first peak lies at 25 ± 3 % of stance and moves by 2.5 % "
        "(SD) with the foot turned; 25 % stands in for it. Markers lie 7 mm beside their places (on each axis), the "
        f"same in both walks, and 0.5 mm otherwise. Refused: {refused}.\n\n{markdown_table(HEADER, rows(found))}\n"
    )
    return said + (one_person() if ONE_PERSON.is_dir() else "")


def one_person() -> str:
    """Markers without their plates beside the same with them, and what the plates say of the load."""
    static = read_recording(ONE_PERSON / "static1.trc")

    def read(name: str, plates: bool) -> Recording:
        forces = ONE_PERSON / f"{name}_grf.mot" if plates else None
        return read_recording(ONE_PERSON / f"{name}.trc", forces=forces, mass_kg=62.6, height_m=1.68)

    table = []
    for name, what in (("walkingTI1", "toe-in"), ("walkingTO1", "toe-out")):
        walks = [analyse_walk(read(one, True), static=static) for one in ("walking1", name)]
        peaks = [_peaks(walk) for walk in walks]
        at_peak = [
            marked_posture(walk.recording, static, at_pct={side: each[side][1] for side in SIDES})
            for walk, each in zip(walks, peaks, strict=True)
        ]
        alone = [marked_posture(read(one, False), static) for one in ("walking1", name)]
        for side in SIDES:
            exact = posture_changes(at_peak[0], at_peak[1], side)
            fall = peaks[0][side][0] - peaks[1][side][0]
            missing = not all(len(walk.steps.of(side)) for walk in alone)
            by_markers = None if missing else posture_changes(alone[0], alone[1], side)
            for variable in ("foot_progression_angle", "tibia_tilt", "knee_adduction", "pelvic_list", "step_width"):
                k = NAMES.index(variable)
                scale, unit = (1000, " mm") if variable == "step_width" else (1, "°")
                table.append(
                    (
                        what, side, variable.replace("_", " "),
                        "no whole step" if by_markers is None else
                        f"{scale * by_markers.change[k]:+.1f} ± {scale * by_markers.error_sd[k]:.1f}{unit}",
                        f"{scale * exact.change[k]:+.1f}{unit}", f"{fall:+.2f} %BW·ht",
                    )
                )  # fmt: skip
    header = ("walk", "leg", "change of", "markers alone", "with plates, at the true peak", "fall of the first peak")
    return (
        "### One person with toe-in and toe-out, markers without their plates\n\nOne step a foot and walk; without "
        "plates the trimmed recordings begin after the right foot has landed.\n\n"
        + markdown_table(header, table)
        + "\n"
    )


def _peaks(walk) -> dict[str, tuple[float, np.ndarray]]:
    """Mean first peak of each leg, and where in stance it is in each step that marked_posture asks for."""
    found = {}
    for side in SIDES:
        mine = (walk.steps["side"] == side).to_numpy() & np.isfinite(walk.steps["stance_s"].to_numpy(dtype=float))
        value, at = peak(walk.kam[mine], walk.windows[side][0])
        known = np.isfinite(value)
        found[side] = (float(value[known].mean()), np.where(known, at, 25.0).astype(float))
    return found


if __name__ == "__main__":
    print(part())
