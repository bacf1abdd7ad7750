"""Changes of posture from films: simulated walkers before one phone and before two."""

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
from markdown_table import markdown_table
from odds_walkers import HEADER, Walker, errors_of, rows, walkers

from footwise.gait.film import walk_in_room, walk_towards_phone
from footwise.loads import StepPosture, WalkPosture
from footwise.loads.film import phone_posture, room_posture
from footwise.recordings.film import LANDMARKS, Camera, PictureLandmarks
from footwise.simulation import FilmingImperfections, placed_camera, simulated_film, simulated_standing_film
from footwise.video.room import check_calibration, on_one_clock, triangulate, walk_frame

PEOPLE, PASSES = 24, (1, 3)
# Each camera sees a landmark 1 cm (SD) beside its place, the same in both walks; clothes move it by 3 mm between them.
VIEW_BIAS_M, CLOTHES_M = 0.010, 0.003
NOISE_PX, DRIFT_PX, DRIFT_S, RATE_HZ = 1.5, 1.5, 0.15, 60.0
FOOT_M, STOOD_DEG = 0.19, {"left": 6.0, "right": 8.0}
_TOLD = FilmingImperfections(view_bias_m=VIEW_BIAS_M, told_height_m=0.01, told_turn_deg=0.3, told_place_m=0.005)


def cameras(walker: Walker, phones: int) -> tuple[Camera, ...]:
    """Where somebody put the phones: 1.2 to 2 m high, 3.5 to 4.5 m away, not quite level, not quite in front."""
    rng = np.random.default_rng([walker.seed, phones])
    height, distance = 1.2 + 0.8 * rng.random(), 3.5 + rng.random()
    aim = (0.0, 0.15 * rng.standard_normal(), 0.85 + 0.1 * rng.random())
    angles = (0.0,) if phones == 1 else (-35.0, 35.0)
    return tuple(
        placed_camera(
            f"phone {k + 1}", angle_deg=angle + 5 * rng.standard_normal(), height_m=height, distance_m=distance,
            roll_deg=1.5 * rng.standard_normal(), aim_m=aim,
        )
        for k, angle in enumerate(angles)
    )  # fmt: skip


def filmed(phones: int) -> Callable[[Walker, int, int, int], WalkPosture]:
    """Posture from so many phones, from several passes before them."""

    def measure(walker: Walker, walk: int, passes: int, run: int) -> WalkPosture:
        sign, places = 1.0 - 2.0 * (run % 2), cameras(walker, phones)
        shift = sign * CLOTHES_M * walker.chance(walk, run, "clothes").standard_normal((len(LANDMARKS), 3))
        stood = simulated_standing_film(places, angles_deg=STOOD_DEG, imperfections=_TOLD, seed=walker.seed)
        found = []
        for one in range(passes):
            body = walker.body(walk, 8.5, run=run + 2 * one, shift_m=shift)
            film = simulated_film(places, body=body, imperfections=_TOLD, seed=walker.seed)
            chance = walker.chance(walk, run + 2 * one, "pictures")
            clips = tuple(_with_noise(clip, sign, chance) for clip in film.landmarks)
            if phones == 1:
                seen = walk_towards_phone(
                    clips[0], film.cameras[0], neutral=stood.landmarks[0], foot_length_m=FOOT_M, name="simulated"
                )
                found.append(phone_posture(seen, film.cameras[0]))
                continue
            even = on_one_clock(clips, film.true_shift_s)
            points = triangulate(even, film.cameras, use=check_calibration(even, film.cameras).use)
            found.append(room_posture(walk_in_room(walk_frame(points).body(points), name="simulated")))
        return _joined(found)

    return measure


def _with_noise(clip: PictureLandmarks, sign: float, chance: np.random.Generator) -> PictureLandmarks:
    """What a pose model is off by in every picture, and what it is off by for longer."""
    shape = clip.points_px.shape
    drift, kept = chance.standard_normal(shape), np.exp(-1 / (RATE_HZ * DRIFT_S))
    for frame in range(1, shape[0]):
        drift[frame] = kept * drift[frame - 1] + np.sqrt(1 - kept**2) * drift[frame]
    noise = NOISE_PX * chance.standard_normal(shape) + DRIFT_PX * drift
    return replace(clip, points_px=clip.points_px + sign * noise)


def _joined(walks: list[WalkPosture]) -> WalkPosture:
    """Several passes as one walk."""
    columns = {
        field.name: np.concatenate([getattr(walk.steps, field.name) for walk in walks]) for field in fields(StepPosture)
    }
    return replace(walks[0], steps=StepPosture(**columns), lean_deg=float(np.mean([walk.lean_deg for walk in walks])))


def part() -> str:
    """The section of docs/validation.md."""
    people = walkers(PEOPLE)
    said = (
        "### Changes from films\n\n"
        f"{PEOPLE} simulated walkers as above, of other builds and sizes, before phones 1.2 to 2 m high and 3.5 to "
        "4.5 m away, tilted by 1.5° (SD) and 5° beside the middle, with the errors of a calibration (0.3°, 1 cm of "
        "height). Each camera sees each landmark 1 cm beside its place, the same in both walks; clothes move it by 3 "
        "mm between them; 1.5 px of noise and as much of slower drift. All of these are assumed: no film beside "
        "markers is public.\n\n"
    )
    for phones, name in ((2, "two phones, 35° to both sides"), (1, "one phone in front")):
        found, refused = {}, 0
        for passes in PASSES:
            errors, more = errors_of(people, passes, filmed(phones))
            found[f"about {3 * passes}"] = errors
            refused += more
        said += f"**{name}** (refused: {refused} of {len(PASSES) * PEOPLE})\n\n{markdown_table(HEADER, rows(found))}\n"
    return said


if __name__ == "__main__":
    print(part())
