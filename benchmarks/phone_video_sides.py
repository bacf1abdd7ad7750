"""Simulated legs that the pose model takes for each other: whose each step is, or that nobody knows."""

from collections.abc import Iterator

import numpy as np
from markdown_table import markdown_table
from phone_video_limps import USUAL_WAY_M, WAY_M, limping_film
from phone_video_simulated import Phones, phones

from footwise.errors import FootwiseError
from footwise.gait.film import (
    FilmedWalk,
    clips_with_own_sides,
    least_certain,
    walk_in_room,
    walk_past_phone,
    walk_towards_phone,
)
from footwise.recordings.film import PictureLandmarks
from footwise.simulation import (
    EXCHANGES,
    UNEVEN_GAITS,
    FilmingImperfections,
    SimulatedFilm,
    UnevenGait,
    exchanged_legs,
    simulated_film,
)
from footwise.video.people.left_right import keep_sides
from footwise.video.room import check_calibration, on_one_clock, triangulate, walk_frame

SURE, NEAR_S, SAME_S = 0.8, 0.05, 0.2
DRAWS, FEWER_DRAWS = 12, 4
VIEWS = {"one phone beside": (90,), "one in front": (0,), "one behind": (180,), "two, ±30° in front": (-30, 30)}
HEADER = (
    "exchanged", "films", "sides told", "steps that are used", "wrong side, certainty over 0.8",
    "contacts over 50 ms off, as without exchanges", "cadence within 3 %, of those not told",
)  # fmt: skip


def film_of(gait: UnevenGait | None, set_up: Phones, way_m: float, seed: int) -> SimulatedFilm:
    """A walk with the errors of a phone."""
    if gait is not None:
        return limping_film(gait, set_up, way_m, 3 * seed)
    errors = FilmingImperfections(noise_px=2.0, drift_px=2.0, drift_s=0.3, view_bias_m=0.01)
    return simulated_film(set_up, imperfections=errors, duration_s=4.4, seed=seed)


def measured(film: SimulatedFilm, clips: tuple[PictureLandmarks, ...], view: str) -> FilmedWalk:
    """What `footwise video` does with the clips."""
    if len(clips) == 1:
        return (
            walk_past_phone(clips[0]) if view == "one phone beside" else walk_towards_phone(clips[0], film.cameras[0])
        )
    own, sides = clips_with_own_sides(clips)
    even = on_one_clock(own, film.true_shift_s)
    use = check_calibration(even, film.cameras).use
    body = triangulate(even, film.cameras, use=use)
    return walk_in_room(walk_frame(body).body(body), name="simulated", sides=least_certain(sides, use))


def off(walk: FilmedWalk, film: SimulatedFilm) -> tuple[int, int]:
    """Used steps called by the other leg's name, and those further than 50 ms from the contact of their own."""
    wrong = late = 0
    for k in np.flatnonzero(walk.steps.used & np.isfinite(walk.steps.contact_s)):
        own, other = (
            min(
                abs(walk.steps.contact_s[k] - true.contact_s)
                for true in film.steps
                if (true.side == walk.steps.side[k]) is mine
            )
            for mine in (True, False)
        )
        wrong += other < min(own, SAME_S)
        late += other >= min(own, SAME_S) and own > NEAR_S
    return wrong, late


def rows(gaits: dict[str, UnevenGait | None], view: str, draws: int) -> Iterator[tuple[str, ...]]:
    """One row a kind of exchange, all gaits together."""
    for kind in ("nothing", *EXCHANGES):
        films = told = used = wrong = late = late_before = cadences = refused = 0
        for gait in gaits.values():
            for seed in range(draws):
                # The camera on the left of the walker, and on the right.
                near, way = ("left", 1) if seed % 2 == 0 else ("right", -1)
                set_up = phones(*(way * angle for angle in VIEWS[view]))
                film = film_of(gait, set_up, WAY_M.get(view, USUAL_WAY_M), seed)
                clips = film.landmarks
                if kind != "nothing":
                    clips = tuple(
                        exchanged_legs(clip, film.steps, kind, np.random.default_rng([seed, 5, k]), near)
                        for k, clip in enumerate(clips)
                    )
                films += 1
                try:
                    walk = measured(film, tuple(map(keep_sides, clips)), view)
                except FootwiseError:
                    refused += 1
                    continue
                if not walk.sides.told:
                    true = 120 / (1.1 if gait is None else gait.stride_s)
                    cadences += bool(abs(walk.cadence_per_min / true - 1) <= 0.03)
                    continue
                told += 1
                used += int(walk.steps.used.sum())
                mine = off(walk, film)
                wrong, late = wrong + mine[0] * (walk.sides.certainty > SURE), late + mine[1]
                late_before += off(measured(film, film.landmarks, view), film)[1]
        yield (
            kind,
            str(films),
            f"{told}" + (f", {refused} films refused" if refused else ""),
            str(used),
            str(wrong),
            f"{late}, {late_before}",
            f"{cadences} of {films - told - refused}" if films > told + refused else "",
        )


def part() -> str:
    """The section of docs/validation.md."""
    even: dict[str, UnevenGait | None] = {"even": None}
    limps: dict[str, UnevenGait | None] = dict(UNEVEN_GAITS)
    tables = [
        ("One phone beside, 1.75 m high, people who walk evenly:", rows(even, "one phone beside", DRAWS)),
        ("The same, the five gaits of people who limp:", rows(limps, "one phone beside", FEWER_DRAWS)),
        ("One phone in front, all six gaits:", rows(even | limps, "one in front", FEWER_DRAWS)),
        ("One phone behind, all six gaits:", rows(even | limps, "one behind", FEWER_DRAWS)),
        ("Two phones ±30° in front, each with exchanges of its own:", rows(even | limps, "two, ±30° in front", 2)),
    ]
    return (
        "## Phone video: legs that are taken for each other\n\nWhat a pose model does in dark trousers, put into "
        "simulated films: each step with p = 0.5, from contact to contact or from where the legs pass each other; runs "
        "of 0.1 to 0.8 s; all from the middle of the film on; one picture in ten; each step, and besides both legs "
        "drawn onto the nearer one for 0.1 to 0.25 s as they pass; every picture, which no walk shows, so that only "
        "depth, arms and shoulders can tell. Aims: 0 wrong sides with a certainty over 0.8, contacts within 50 ms as "
        "far as they are without exchanges, sides right or refused, the cadence kept.\n\n"
        + "\n".join(f"{said}\n\n{markdown_table(HEADER, table)}" for said, table in tables)
    )


if __name__ == "__main__":
    print(part())
