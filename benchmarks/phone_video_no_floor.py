"""One phone in front or behind without a floor, simulated: times of both legs, of people who walk evenly and who limp.

python benchmarks/phone_video_no_floor.py
"""

from collections.abc import Iterator

import numpy as np
from markdown_table import markdown_table
from phone_video_limps import HEADER as LIMPS_HEADER
from phone_video_limps import USUAL_WAY_M, LegErrors, add_errors, limping_film
from phone_video_simulated import phones

from footwise.errors import FootwiseError
from footwise.gait.film import time_walk_towards_phone
from footwise.simulation import UNEVEN_GAITS, FilmingImperfections, simulated_film

DRAWS, STRIDE_S = 12, 1.1
HEADER = ("phone", "contact", "off", "stance time", "steps used", "steps a minute, largest error", "refused")
VIEWS = {"in front": 0, "20° beside": 20, "behind": 180}
PER_MIN_HEADER = (*LIMPS_HEADER[:3], "legs without a stride / a stance", "steps used", "steps a minute, largest error",
                  "refused")  # fmt: skip


def spread_ms(values: list[float]) -> str:
    """Mean and SD in milliseconds; nothing for nothing."""
    known = np.array(values)[np.isfinite(values)]
    return f"{1000 * known.mean():+.0f} ± {1000 * known.std():.0f} ms" if len(known) else "none"


def even_rows() -> Iterator[tuple[str, ...]]:
    """People who walk evenly."""
    for where, angle in VIEWS.items():
        for height_m in (1.0, 1.5, 1.75):
            contact, off, stance, per_min, refused, used = [], [], [], [], 0, 0
            for seed in range(DRAWS):
                film = simulated_film(
                    phones(angle, height_m=height_m),
                    imperfections=FilmingImperfections(noise_px=2.0, view_bias_m=0.01), seed=seed,
                )  # fmt: skip
                try:
                    walk = time_walk_towards_phone(film.landmarks[0])
                except FootwiseError:
                    refused += 1
                    continue
                steps = walk.steps
                used += int(steps.used.sum())
                per_min.append(abs(walk.cadence_per_min / (120 / STRIDE_S) - 1))
                for true in film.steps:
                    near = steps.used & (steps.side == true.side) & (np.abs(steps.contact_s - true.contact_s) < 0.3)
                    for k in np.flatnonzero(near):
                        contact.append(steps.contact_s[k] - true.contact_s)
                        off.append(steps.off_s[k] - true.off_s)
                        stance.append(steps.stance_s[k] - (true.off_s - true.contact_s))
            yield (
                f"{where}, {height_m:g} m high", spread_ms(contact), spread_ms(off), spread_ms(stance), str(used),
                f"{100 * max(per_min):.1f} %", str(refused) if refused else "none",
            )  # fmt: skip


def uneven_rows() -> Iterator[tuple[str, ...]]:
    """People who limp, shuffle or use a stick: phones 1.75 m high."""
    for name, gait in UNEVEN_GAITS.items():
        for where, angle in (("in front", 0), ("behind", 180)):
            found, per_min = LegErrors(), []
            for seed in range(DRAWS):
                film = limping_film(gait, phones(angle), USUAL_WAY_M, seed)
                try:
                    walk = time_walk_towards_phone(film.landmarks[0])
                except FootwiseError:
                    found.refused += 1
                    continue
                per_min.append(abs(walk.cadence_per_min / (120 / gait.stride_s) - 1))
                add_errors(found, walk, film, gait)
            stride = np.array(found.stride_pct)
            yield (
                name, where, f"{np.sqrt(np.nanmean(stride**2)):.1f} %" if len(stride) else "none",
                f"{found.without[0]} / {found.without[1]} of {2 * len(per_min)}", f"{found.used} of {found.steps}",
                f"{100 * max(per_min):.1f} %" if per_min else "", str(found.refused) if found.refused else "none",
            )  # fmt: skip


def part() -> str:
    """The section of docs/validation.md."""
    return (
        "## Phone video: one phone in front or behind without a floor, simulated\n\nThe commonest film: no sheet on "
        "the walkway and no calibration. 2 px of noise, each landmark 10 mm beside its place, "
        f"{DRAWS} draws. A stance is given where the feet swing fast enough in the picture to tell when it ends; from "
        "1 m high, and of slow people, they do not.\n\n"
        + markdown_table(HEADER, even_rows())
        + "\nThe people who limp of the table below, in the same films: 2 px more of an error that lasts, in one walk "
        "of three nobody is seen for 0.6 s.\n\n" + markdown_table(PER_MIN_HEADER, uneven_rows())
    )


if __name__ == "__main__":
    print(part())
