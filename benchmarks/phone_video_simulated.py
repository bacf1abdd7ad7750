"""Simulated phones with known feet: exact without errors, and what the errors of real phones leave of an angle."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from markdown_table import markdown_table

from footwise.errors import FootwiseError
from footwise.gait.film import FilmedWalk, walk_in_room, walk_past_phone, walk_towards_phone
from footwise.recordings import SIDES
from footwise.recordings.film import LANDMARKS, BodyLandmarks, Camera
from footwise.simulation import (
    FilmingImperfections,
    SimulatedFilm,
    placed_camera,
    simulated_film,
    simulated_standing_film,
)
from footwise.video.room import check_calibration, clock_from_walk, on_one_clock, triangulate, walk_frame

FEET = [LANDMARKS.index(f"{side}_{name}") for side in SIDES for name in ("heel", "foot_index")]
BIAS_M, NOISE_PX, HEIGHT_M = 0.01, 2.0, 0.01
LATE_S = 0.4
NATURAL_DEG = 7.0
STOOD_DEG = {"left": 6.0, "right": 8.0}
FOOT_M = 0.19
DRAWS, FEWER_DRAWS = 24, 10

SCATTER_HEADER = (
    "phones", "median absolute error", "RMS", "noise alone, SD a step", "expected, median / noise", "clock", "steps",
)  # fmt: skip
CHANGE_HEADER = (
    "phones", "imposed change", "measured, mean ± SD", "95 % of feet", "RMS error", "RMS error of the angle",
    "refused draws",
)  # fmt: skip
Phones = tuple[Camera, ...]


def phones(*angles_deg: float, height_m: float = 1.75) -> Phones:
    """Phones around the walk; one beside it lies on its side, a little further away."""
    return tuple(
        placed_camera(f"at {angle:+.0f}", angle_deg=angle, height_m=height_m)
        if abs(angle) != 90
        else placed_camera(f"at {angle:+.0f}", angle_deg=angle, height_m=height_m, distance_m=5, size_px=(1920, 1080))
        for angle in angles_deg
    )


LAYOUTS = {
    "two, ±30° in front": ((-30, 30), "2.4 / 1.0"),
    "two, ±45° in front": ((-45, 45), "2.8 / 1.2"),
    "one in front, one beside": ((0, 90), "2.8 / 1.1"),
    "three in front (-45, 0, 45°)": ((-45, 0, 45), "2.2 / 1.0"),
    "four (±30° in front, ±30° behind)": ((-30, 30, 150, -150), "1.7 / 0.7"),
}


def with_noise(film: SimulatedFilm, seed: int, noise_px: float = NOISE_PX) -> SimulatedFilm:
    """The same clips with noise of their own: two walks of one person share their bias and not their noise."""
    rng = np.random.default_rng([seed, 77])
    noisy = tuple(
        replace(clip, points_px=clip.points_px + noise_px * rng.standard_normal(clip.points_px.shape))
        for clip in film.landmarks
    )
    return replace(film, landmarks=noisy)


def imperfections(late: str = "") -> FilmingImperfections:
    """What is wrong with the clips but noise, which `with_noise` adds."""
    return FilmingImperfections(
        view_bias_m=BIAS_M, told_height_m=HEIGHT_M, clock_shift_s={late: LATE_S} if late else {}
    )


def in_room(film: SimulatedFilm, clock_s: tuple[float, ...]) -> tuple[BodyLandmarks, FilmedWalk]:
    """What `footwise video` does with clips whose clock is known."""
    even = on_one_clock(film.landmarks, clock_s)
    body = triangulate(even, film.cameras, use=check_calibration(even, film.cameras).use)
    return body, walk_in_room(walk_frame(body).body(body), name="simulated")


def used_angles(walk: FilmedWalk, side: str = "") -> np.ndarray:
    """Angles of the steps that are used."""
    steps = walk.steps
    return steps.foot_progression_angle_deg[steps.used & ((steps.side == side) | (not side))]


def exact_rows() -> Iterator[tuple[str, ...]]:
    """Feet in mm and angles in degrees where nothing is wrong."""
    true = {"left": 12.0, "right": -5.0}
    for name, (angles, _) in LAYOUTS.items():
        film = simulated_film(phones(*angles), angles_deg=true)
        body, walk = in_room(film, film.true_shift_s)
        off = np.linalg.norm((body.positions_m - film.body_m[: body.frames])[:, FEET], axis=2)
        worst = max(np.abs(used_angles(walk, side) - true[side]).max() for side in SIDES)
        yield name, f"{1000 * np.nanmax(off):.0e} mm", f"{worst:.4f}°", str(len(used_angles(walk)))
    for name, angle in (("one in front, foot length known", 0), ("one behind, foot length known", 180)):
        phone = phones(angle)
        film, stood = simulated_film(phone, angles_deg=true), simulated_standing_film(phone, angles_deg=STOOD_DEG)
        walk = walk_towards_phone(
            film.landmarks[0], phone[0], neutral=stood.landmarks[0], foot_length_m=FOOT_M, name=name
        )
        worst = max(np.abs(used_angles(walk, side) - true[side] + STOOD_DEG[side]).max() for side in SIDES)
        yield name, "", f"{worst:.2f}° (relative to neutral stance)", str(len(used_angles(walk)))


def scatter_rows() -> Iterator[tuple[str, ...]]:
    """Errors of the angles of single steps with the errors of real phones."""
    layouts = [(name, *layout, False) for name, layout in LAYOUTS.items()]
    first = layouts[0]
    for name, angles, expected, by_walk in (
        first,
        (f"{first[0]}, clock from the walk", *first[1:3], True),
        *layouts[1:],
    ):
        off, noise_only, clock = [], [], []
        for seed in range(FEWER_DRAWS if by_walk else DRAWS):
            set_up = phones(*angles)
            film = with_noise(simulated_film(set_up, imperfections=imperfections(set_up[1].name), seed=seed), seed)
            clock_s = film.true_shift_s
            if by_walk:
                clock_s = clock_from_walk(film.landmarks, film.cameras).shift_s
                clock.append(clock_s[1] - film.true_shift_s[1])
            off.append(used_angles(in_room(film, clock_s)[1]) - NATURAL_DEG)
            if seed < FEWER_DRAWS:
                bare = with_noise(simulated_film(set_up, seed=seed), seed)
                noise_only.append(used_angles(in_room(bare, bare.true_shift_s)[1]) - NATURAL_DEG)
        every = np.concatenate(off)
        yield (
            name,
            f"{np.median(np.abs(every)):.1f}°",
            f"{np.sqrt(np.mean(every**2)):.1f}°",
            f"{np.concatenate(noise_only).std():.1f}°",
            f"{expected}°",
            f"{1000 * np.std(clock):.1f} ms" if by_walk else "known",
            str(len(every)),
        )


def change_rows() -> Iterator[tuple[str, ...]]:
    """Recovered change between two walks of the same person before the same two phones."""
    for name, changes in (("two, ±30° in front", (5.0, 10.0)), ("four (±30° in front, ±30° behind)", (10.0,))):
        set_up = phones(*LAYOUTS[name][0])

        def means(more: float, seed: int, set_up: Phones = set_up) -> np.ndarray:
            film = simulated_film(set_up, angles_deg=turned_by(more), imperfections=imperfections(), seed=seed)
            walk = in_room(with_noise(film, 1000 * seed + round(more)), film.true_shift_s)[1]
            return np.array([used_angles(walk, side).mean() for side in SIDES])

        yield from _changes(name, means, changes)


def turned_by(more_deg: float) -> dict[str, float]:
    """Both feet further out."""
    return {side: NATURAL_DEG + more_deg for side in SIDES}


def front_rows() -> Iterator[tuple[str, ...]]:
    """Recovered change with one phone in front, and the angle relative to the neutral stance."""
    cases = [("in front", 0, height, FOOT_M) for height in (1.0, 1.5, 2.0)]
    cases += [("behind", 180, 1.5, FOOT_M), ("in front, foot length 1 cm too long", 0, 1.5, FOOT_M + 0.01)]
    cases += [("in front, no foot length", 0, height, None) for height in (1.0, 1.5, 2.0)]
    for where, angle, height, length_m in cases:
        phone = phones(angle, height_m=height)

        def means(more: float, seed: int, phone: Phones = phone, length_m: float | None = length_m) -> np.ndarray:
            film = simulated_film(phone, angles_deg=turned_by(more), imperfections=imperfections(), seed=seed)
            stood = simulated_standing_film(phone, angles_deg=STOOD_DEG, imperfections=imperfections(), seed=seed)
            walked, still = with_noise(film, 1000 * seed + round(more)), with_noise(stood, 1000 * seed + 500)
            walk = walk_towards_phone(
                walked.landmarks[0], film.cameras[0], neutral=still.landmarks[0], foot_length_m=length_m
            )
            return np.array([used_angles(walk, side).mean() for side in SIDES])

        yield from _changes(f"{where}, {height:.1f} m high", means, (10.0,), np.array(list(STOOD_DEG.values())))


def _changes(
    name: str,
    means: Callable[[float, int], np.ndarray],
    changes: tuple[float, ...],
    neutral_deg: np.ndarray | None = None,
) -> Iterator[tuple[str, ...]]:
    """Rows of what comes out of an imposed change, both feet of every draw."""
    found: dict[float, list[np.ndarray]] = {more: [] for more in (0.0, *changes)}
    refused = 0
    for seed in range(DRAWS):
        try:
            drawn = [means(more, seed) for more in found]
        except FootwiseError:
            refused += 1
            continue
        for into, one in zip(found.values(), drawn, strict=True):
            into.append(one)
    if refused == DRAWS:
        yield (name, "", "", "", "", "", "all")
        return
    natural = np.array(found[0.0])
    relative = natural - NATURAL_DEG + (0.0 if neutral_deg is None else neutral_deg)
    for more in changes:
        got = np.array(found[more]) - natural
        low, high = np.nanpercentile(got, [2.5, 97.5])
        yield (
            name,
            f"{more:.0f}°",
            f"{np.nanmean(got):.1f} ± {np.nanstd(got):.1f}°",
            f"{low:.1f} to {high:.1f}°",
            f"{np.sqrt(np.nanmean((got - more) ** 2)):.1f}°",
            f"{np.sqrt(np.nanmean(relative**2)):.1f}°",
            f"{refused} of {DRAWS}" if refused else "none",
        )


def event_rows() -> Iterator[tuple[str, ...]]:
    """Contacts and offs against the truth."""

    def two(film: SimulatedFilm) -> FilmedWalk:
        return in_room(film, film.true_shift_s)[1]

    def front(film: SimulatedFilm) -> FilmedWalk:
        # The times need no neutral stance.
        return walk_towards_phone(film.landmarks[0], film.cameras[0])

    def beside(film: SimulatedFilm) -> FilmedWalk:
        return walk_past_phone(film.landmarks[0])

    for name, angles, measure in (
        ("two phones, ±30° in front", (-30, 30), two),
        ("one phone in front, 1.75 m high", (0,), front),
        ("one phone behind, 1.75 m high", (180,), front),
        ("one phone beside", (90,), beside),
    ):
        apart: list[tuple[float, float]] = []
        for seed in range(FEWER_DRAWS):
            set_up = phones(*angles)
            film = with_noise(simulated_film(set_up, imperfections=imperfections(), seed=seed), seed)
            steps = measure(film).steps
            for true in film.steps:
                near = (steps.side == true.side) & steps.used & (np.abs(steps.contact_s - true.contact_s) < 0.3)
                apart += [
                    (steps.contact_s[k] - true.contact_s, steps.off_s[k] - true.off_s) for k in np.flatnonzero(near)
                ]
        contact, off = 1000 * np.array(apart).T
        yield (
            name,
            f"{contact.mean():+.0f} ± {contact.std():.0f} ms",
            f"{np.nanmean(off):+.0f} ± {np.nanstd(off):.0f} ms",
            f"{np.nanmean(off - contact):+.0f} ± {np.nanstd(off - contact):.0f} ms",
            str(len(contact)),
        )


def part() -> str:
    """The section of docs/validation.md."""
    return (
        "## Phone video: simulated phones with known feet\n\nA body with known feet walks through the origin, filmed "
        "at 60 pictures a second by phones 4 m away (one beside the walk: 5 m), 1.75 m high unless said. Nothing of "
        "this was measured in a person: the errors are assumed.\n\nWithout any error (feet before the low-pass; "
        "angles after it, clock known):\n\n"
        + markdown_table(("phones", "largest error of a foot point", "of an angle", "steps"), exact_rows())
        + f"\nWith errors: each camera sees each landmark {1000 * BIAS_M:.0f} mm (SD on each axis) beside its place, "
        f"the same in all frames; {NOISE_PX:.0f} px of noise a frame; the cameras {100 * HEIGHT_M:.0f} cm higher than "
        f"told; the second phone started {LATE_S} s later. {DRAWS} draws, one walk each ({FEWER_DRAWS} for the noise "
        "alone and where the clock comes from the walk). The angle here is absolute, that of single steps; *expected* "
        "is what the study before the design found with the same errors and a simpler program.\n\n"
        + markdown_table(SCATTER_HEADER, scatter_rows())
        + f"\nA change between two walks of one person: the same bias, other noise, mean over the walk's steps of each "
        f"foot (3 or 4), {DRAWS} draws of both feet.\n\n"
        + markdown_table(CHANGE_HEADER, change_rows())
        + "\nThe same with one phone and a neutral stance; the angle is relative to that stance. Without the length of "
        "the foot the scale is not known, which the program says; draws are refused where the feet in neutral stance "
        "seem to point too far beside the walk:\n\n"
        + markdown_table(CHANGE_HEADER, front_rows())
        + "\nContact and off, measured minus true, steps that are used, "
        f"{FEWER_DRAWS} draws:\n\n" + markdown_table(("phones", "contact", "off", "stance time", "steps"), event_rows())
    )


if __name__ == "__main__":
    print(part())
