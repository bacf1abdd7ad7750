"""Simulated people who limp, shuffle, lead with one leg or use a stick: stride and stance of each leg, or missing."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from markdown_table import markdown_table
from phone_video_simulated import Phones, in_room, phones

from footwise.errors import FootwiseError
from footwise.gait.film import FilmedWalk, walk_past_phone, walk_towards_phone
from footwise.recordings import SIDES
from footwise.simulation import UNEVEN_GAITS, FilmingImperfections, SimulatedFilm, UnevenGait, simulated_film

VIEWS = {"one phone beside": (90,), "one in front": (0,), "one behind": (180,), "two, ±30° in front": (-30, 30)}
# One walk in three is hidden for a while, as by a piece of furniture.
HIDDEN_S = (4.0, 4.6)
WAY_M = {"one phone beside": 5.5}
LONGEST_S, USUAL_WAY_M = 10.0, 4.0
STRIDE_AIM_PCT, STANCE_AIM = 3.0, 5.0
DRAWS = 12
HEADER = (
    "gait", "phones", "stride, RMS of the errors of legs", "over 3 %", "stance share, mean error, left / right",
    "over 5 points", "legs without a stride / a stance", "steps used", "refused",
)  # fmt: skip


@dataclass
class LegErrors:
    """What was measured of legs, minus the truth of the same steps."""

    stride_pct: list[float] = field(default_factory=list)
    share: dict[str, list[float]] = field(default_factory=lambda: {side: [] for side in SIDES})
    used: int = 0
    steps: int = 0
    refused: int = 0
    without: list[int] = field(default_factory=lambda: [0, 0])


def limping_film(gait: UnevenGait, set_up: Phones, way_m: float, seed: int) -> SimulatedFilm:
    """A walk with the errors of a phone: noise, an error that lasts, a place of its own for each landmark."""
    imperfections = FilmingImperfections(
        noise_px=2.0, drift_px=2.0, drift_s=0.3, view_bias_m=0.01, hidden_s=(HIDDEN_S,) if seed % 3 == 2 else ()
    )
    return simulated_film(
        set_up, gait=gait, imperfections=imperfections, duration_s=min(LONGEST_S, way_m / gait.speed_m_s), seed=seed
    )


def measured(view: str, film: SimulatedFilm) -> FilmedWalk:
    """What `footwise video` does with the clips."""
    if len(film.landmarks) > 1:
        return in_room(film, film.true_shift_s)[1]
    if view == "one phone beside":
        return walk_past_phone(film.landmarks[0])
    return walk_towards_phone(film.landmarks[0], film.cameras[0])


def add_errors(into: LegErrors, walk: FilmedWalk, film: SimulatedFilm, gait: UnevenGait) -> None:
    """Compare each leg's means, which reports print, with those of the same steps in truth."""
    steps = walk.steps
    into.used, into.steps = into.used + int(steps.used.sum()), into.steps + len(steps)
    for side in SIDES:
        mine = (steps.side == side) & steps.used
        strided, stood = (np.flatnonzero(mine & np.isfinite(times)) for times in (steps.stride_s, steps.stance_s))
        into.without[0] += not len(strided)
        into.without[1] += not len(stood)
        true = [step for step in film.steps if step.side == side]
        contact, off = (np.array([getattr(step, event) for step in true]) for event in ("contact_s", "off_s"))
        if len(strided):
            # By the contact, else by the off, as the stride is.
            gaps = [
                _true_gap(contact, steps.contact_s[k])
                if np.isfinite(steps.next_contact_s[k])
                else _true_gap(off, steps.off_s[k])
                for k in strided
            ]
            into.stride_pct.append(100 * (steps.stride_s[strided].mean() / np.nanmean(gaps) - 1))
        if len(stood):
            middle = (steps.contact_s + steps.off_s)[stood] / 2
            at = np.abs((contact + off) / 2 - middle[:, None]).argmin(axis=1)
            late = steps.stance_s[stood].mean() - (off - contact)[at].mean()
            into.share[side].append(100 * late / gait.stride_s)


def _true_gap(times: np.ndarray, at: float) -> float:
    """From the true event nearest to a measured one to the next."""
    k = int(np.abs(times - at).argmin())
    return float(times[k + 1] - times[k]) if k + 1 < len(times) else np.nan


def rows(draws: int = DRAWS) -> Iterator[tuple[str, ...]]:
    """One row a gait and view."""
    for gait_name, gait in UNEVEN_GAITS.items():
        for view, angles in VIEWS.items():
            found = LegErrors()
            for seed in range(draws):
                film = limping_film(gait, phones(*angles), WAY_M.get(view, USUAL_WAY_M), seed)
                try:
                    add_errors(found, measured(view, film), film, gait)
                except FootwiseError:
                    found.refused += 1
            stride = np.array(found.stride_pct)
            shares = [np.array(found.share[side]) for side in SIDES]
            both = np.abs(np.concatenate(shares))
            yield (
                gait_name,
                view,
                f"{np.sqrt(np.mean(stride**2)):.1f} %" if len(stride) else "",
                f"{(np.abs(stride) > STRIDE_AIM_PCT).sum()} of {len(stride)}",
                " / ".join(f"{share.mean():+.1f}" if len(share) else "none" for share in shares),
                f"{(both > STANCE_AIM).sum()} of {len(both)}" if len(both) else "",
                f"{found.without[0]} / {found.without[1]}",
                f"{found.used} of {found.steps}",
                str(found.refused) if found.refused else "none",
            )


def part() -> str:
    """The section of docs/validation.md."""
    return (
        "## Phone video: simulated people who limp\n\nOne foot put beside the other, a leg that hurts (its stance "
        "lasts 0.7 of the other's), shuffling (the toe clears the floor by 1 cm), feet wide apart, a stiff leg and a "
        "stick. Feet, pelvis and knees move in another way than in the simulated walks above: the foot rolls over the "
        "tip of its toes, strides and places vary from step to step. 2 px of noise a picture, 2 px of an error that "
        "lasts 0.3 s, each landmark 10 mm beside its place; in one walk of three nobody is seen from "
        f"{HIDDEN_S[0]:g} to {HIDDEN_S[1]:g} s. {DRAWS} draws; the means of each leg, as reports print them, beside "
        f"the truth. Aims: stride within {STRIDE_AIM_PCT:g} %, stance share within {STANCE_AIM:g} points, or missing."
        "\n\n" + markdown_table(HEADER, rows())
    )


if __name__ == "__main__":
    print(part())
