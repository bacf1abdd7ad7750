"""The report of filmed walks: foot angles and what they are measured against, steps, knees, cameras."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import numpy as np
from markupsafe import Markup
from matplotlib.figure import Figure

from footwise.arrays import Array
from footwise.gait.film import IN_ROOM, RELATIVE, FilmedWalk, speaks_for
from footwise.recordings import SIDES
from footwise.reports.figures import SIDE_LOOKS, legend_sample
from footwise.reports.film.angles_in_frames import FlatStep, angle_in_frames, knee_in_frames
from footwise.reports.film.both_legs import both_legs_sentences
from footwise.reports.film.cameras import CameraRow
from footwise.reports.film.phone_drift import phone_drift
from footwise.reports.film.steps_from_above import FloorStep, steps_from_above
from footwise.reports.film.which_leg import which_leg, which_leg_words
from footwise.reports.film.words import angle_words, mean_sentence, mean_words
from footwise.reports.numbers import MISSING, number
from footwise.reports.pages import page

_MEANING = {
    RELATIVE: (
        "Every foot angle here is relative to your neutral stance: 0° is how the foot pointed while the person stood "
        "still, not straight ahead. Further out is no toe-out: a foot that toes in may still point further out than in "
        "neutral stance."
    ),
    IN_ROOM: (
        "Foot angles run from the heel to the base of the big toe in the room. The pose model puts these points a "
        "little beside the bones, so all angles of a foot may be off together by 5 to 10°. Changes between walks "
        "filmed by phones that nobody moved in between are touched less; after a new set-up the constant is another, "
        "in simulation by 3° on average and up to 9°."
    ),
}


@dataclass(frozen=True)
class FootRow:
    """One foot in the summary; text ready to be shown."""

    side: str
    sample: Markup
    sentence: str
    used: int
    found: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class StepRow:
    """One step in the table of all steps."""

    number: int
    side: str
    contact_s: float
    cells: tuple[str, ...]
    used: bool
    reason: str


@dataclass(frozen=True)
class Film:
    """An overlay film beside the report: its address on the page, its name for people, and a picture of it."""

    address: str
    name: str
    poster: str


@dataclass(frozen=True)
class Section:
    """What the report shows of one walk."""

    name: str
    condition: str
    what: str
    rows: tuple[FootRow, ...]
    both_legs: tuple[str, ...]
    angle_head: str
    meaning: str
    refusals: tuple[str, ...]
    notes: tuple[str, ...]
    figures: tuple[Figure, ...]
    has_knees: bool
    has_angles: bool
    is_relative: bool
    drifts: tuple[Figure, ...]
    legs: Figure | None
    legs_words: str
    each: tuple[StepRow, ...]
    cameras: tuple[CameraRow, ...]
    films: tuple[Film, ...]


def filmed_walk_report(
    walks: Sequence[FilmedWalk],
    *,
    quality: Sequence[Sequence[CameraRow]] = (),
    overlays: Sequence[Sequence[str]] = (),
    load_changes: Sequence[object] = (),
    posters: Mapping[str, bytes] | None = None,
    simulated: bool = False,
) -> str:
    """Write the report of filmed walks as one HTML page that loads nothing but the films lying beside it.

    Parameters
    ----------
    walks : sequence of FilmedWalk
        At least one.
    quality : sequence of sequence of CameraRow
        For each walk its cameras; see :func:`footwise.reports.film.camera_rows`. Empty without.
    overlays : sequence of sequence of str
        For each walk the names of its films, in the folder of the report. Empty without.
    load_changes : sequence of LoadChange
        Exploratory changes of knee load, each as its own sentence; nothing is shown without.
    posters : mapping of str to bytes, optional
        By the name of a film a picture of it, as a JPEG, to be seen before the film is played, and in print.
    simulated : bool

    Returns
    -------
    str
        The same for the same walks.
    """
    cameras = quality or [()] * len(walks)
    films = overlays or [()] * len(walks)
    return page(
        "video.html.j2",
        sections=[
            _section(walk, place, rows, names, posters or {})
            for place, (walk, rows, names) in enumerate(zip(walks, cameras, films, strict=True), start=1)
        ],
        load_changes=[str(change) for change in load_changes],
        labels={walk.label for walk in walks},
        relative=RELATIVE,
        simulated=simulated,
    )


def filmed_walk_sentences(walk: FilmedWalk) -> tuple[str, ...]:
    """What was found of each foot, and what this film cannot give, as plain sentences."""
    return (
        *(_row(walk, side).sentence for side in SIDES),
        *both_legs_sentences(walk),
        *(f"{text[:1].upper()}{text[1:]}." for text in walk.refusals),
    )


def _section(
    walk: FilmedWalk,
    place: int,
    cameras: Sequence[CameraRow],
    films: Sequence[str],
    posters: Mapping[str, bytes],
) -> Section:
    about = f"walk {place}, {walk.name}"
    motion = walk.motion
    seen = "one phone" if len(walk.cameras) == 1 else f"{len(walk.cameras)} cameras"
    where = {"front": "in front", "behind": "behind", "side": "from the side"}.get(walk.view, "in the room")
    return Section(
        name=walk.name,
        condition=walk.condition,
        what=(
            f"{seen}, {where} · {number(motion.frames / motion.rate_hz, 1)} s · {number(motion.rate_hz, 0)} pictures "
            f"a second · {len(walk.steps)} steps found"
        ),
        rows=tuple(_row(walk, side) for side in SIDES),
        both_legs=both_legs_sentences(walk),
        angle_head="Foot angle, " + (RELATIVE if walk.label == RELATIVE else "mean ± SE"),
        meaning=_MEANING.get(walk.label, ""),
        refusals=walk.refusals,
        notes=tuple(map(str, walk.notes)),
        figures=filmed_walk_figures(walk, about),
        has_knees=bool(walk.knee_flexion_deg),
        has_angles=bool(walk.label),
        is_relative=walk.label == RELATIVE,
        drifts=tuple(figure for phone in walk.phones for figure in phone_drift(phone, about)),
        legs=which_leg(walk, about),
        legs_words=which_leg_words(walk),
        each=tuple(_step(walk, k) for k in range(len(walk.steps))),
        cameras=tuple(cameras),
        # A name such as a:b.mp4 must not be taken for another place than this folder.
        films=tuple(Film("./" + quote(name), name, _in_page(posters.get(name, b""))) for name in films),
    )


def _in_page(picture: bytes) -> str:
    """Address of a picture that the page holds itself; empty for none."""
    return f"data:image/jpeg;base64,{b64encode(picture).decode('ascii')}" if picture else ""


def filmed_walk_figures(walk: FilmedWalk, name: str) -> tuple[Figure, ...]:
    """Draw the steps from above and the foot angles frame by frame, or the knees of a walk filmed from the side.

    Parameters
    ----------
    walk : FilmedWalk
    name : str
        Of the walk, for those who cannot see the figures.
    """
    drawn = (_floor(walk, name), *(_angles(walk, side, name) for side in SIDES), *_knees(walk, name))
    return tuple(figure for figure in drawn if figure is not None)


def _row(walk: FilmedWalk, side: str) -> FootRow:
    steps = walk.steps
    mine = steps.side == side
    used = mine & steps.used
    angles = steps.foot_progression_angle_deg[used]
    angles = angles[np.isfinite(angles)]
    number_used = int(used.sum())
    count = f"{number_used} of {mine.sum()} steps used"
    if number_used and not speaks_for(number_used, int(mine.sum())):
        count, used, angles = f"{count}, too few to stand for the walk", np.zeros_like(used), angles[:0]
    if used.any() and all(walk.steps.note[k] for k in np.flatnonzero(used)):
        count += ", not seen whole" if used.sum() == 1 else ", none of them seen whole"
    foot = "foot" if walk.label else "leg"
    knee = f"knee bends to {_mean(steps.knee_flexion_peak_deg[used], 0, '°')} in swing"
    if not walk.knows_sides:
        sentence = f"{side.capitalize()} {foot}: nothing, since nobody can say which {foot} it is."
    elif walk.label and len(angles):
        sentence = f"{side.capitalize()} foot: {mean_sentence(angles, walk.label)}, {count}."
    elif walk.label:
        sentence = f"{side.capitalize()} foot: no angle, {count}."
    else:
        known = [np.isfinite(times[used]).any() for times in (steps.stance_s, steps.stride_s)]
        timed = f"stance {_mean(steps.stance_s[used], 2, ' s')}" if known[0] else "no stance from contact to off"
        timed += f", stride {_mean(steps.stride_s[used], 2, ' s')}" if any(known) else ""
        sentence = f"{side.capitalize()} leg: {timed}, {knee + ', ' if walk.knee_flexion_deg else ''}{count}."
    cells = []
    if walk.label:
        cells += [
            mean_words(angles, walk.label),
            f"{number(float(angles.std(ddof=1)), 1)}°" if len(angles) > 1 else MISSING,
        ]
    cells += [_mean(steps.stance_s[used], 2), _mean(steps.stride_s[used], 2), _cadence(steps.stride_s[used])]
    if walk.knee_flexion_deg:
        cells += [_mean(steps.knee_flexion_contact_deg[used], 0, "°"), _mean(steps.knee_flexion_peak_deg[used], 0, "°")]
    return FootRow(side, legend_sample(SIDE_LOOKS[side]), sentence, number_used, int(mine.sum()), tuple(cells))


def _mean(values: Array, digits: int, unit: str = "") -> str:
    known = values[np.isfinite(values)]
    return number(float(known.mean()), digits) + unit if len(known) else MISSING


def _cadence(stride_s: Array) -> str:
    known = stride_s[np.isfinite(stride_s)]
    return number(120 / float(np.median(known)), 0) if len(known) else MISSING


def _step(walk: FilmedWalk, k: int) -> StepRow:
    steps = walk.steps
    cells: list[str] = []
    if walk.label:
        spread = float(steps.sd_deg[k])
        cells += [
            angle_words(float(steps.foot_progression_angle_deg[k]), walk.label),
            f"{number(spread, 1)}°" if np.isfinite(spread) else MISSING,
            str(steps.frames[k]),
            number(float(steps.reprojection_px[k]), 1),
        ]
    cells += [number(float(steps.stance_s[k]), 2), number(float(steps.stride_s[k]), 2)]
    if walk.knee_flexion_deg:
        for values in (steps.knee_flexion_contact_deg, steps.knee_flexion_peak_deg):
            cells.append(_mean(values[k : k + 1], 0, "°"))
    reason = str(steps.fault[k] or steps.note[k])
    side = str(steps.side[k]) if walk.knows_sides else MISSING
    return StepRow(k + 1, side, float(steps.contact_s[k]), tuple(cells), bool(steps.used[k]), reason)


def _floor(walk: FilmedWalk, about: str) -> Figure | None:
    if not walk.label or not walk.floor_m or not walk.knows_sides:
        return None
    steps, angles = walk.steps, walk.steps.foot_progression_angle_deg
    known = np.isfinite(steps.direction).all(axis=1)
    if not known.any():
        return None
    ahead = steps.direction[known].mean(axis=0)
    ahead = steps.direction[known][0] if np.hypot(*ahead) < 0.5 else ahead / np.hypot(*ahead)
    turn = np.array([[ahead[0], -ahead[1]], [ahead[1], ahead[0]]])
    path = walk.floor_m["", "path"] @ turn
    places = []
    for k, (side, frames) in enumerate(zip(map(str, steps.side), steps.angle_frames, strict=True)):
        if not len(frames):
            continue
        heel, toe = (np.nanmedian(walk.floor_m[side, role][frames], axis=0) @ turn for role in ("heel", "toe"))
        if walk.label == RELATIVE:
            # Drawn as the numbers are: a foot as in neutral stance points along the walk.
            toe = heel + np.linalg.norm(toe - heel) * _turned(steps.direction[k] @ turn, side, float(angles[k]))
        if np.isfinite(heel + toe).all():
            places.append(FloorStep(side, heel, toe, bool(steps.used[k])))
    if not places:
        return None
    begin = np.array([min(place.heel_m[0] for place in places), 0.0])
    places = [FloorStep(p.side, p.heel_m - begin, p.toe_m - begin, p.used) for p in places]
    against, out = (f", {RELATIVE}", "further out") if walk.label == RELATIVE else ("", "toe-out")
    alt = f"Steps seen from above{against} in {about}"
    return steps_from_above(f"Steps from above{against}", places, path - begin, alt, outwards=out)


def _turned(direction: Array, side: str, angle_deg: float) -> Array:
    """Direction turned outwards by an angle."""
    turn = np.radians(angle_deg if side == "left" else -angle_deg)
    return np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ direction


def _angles(walk: FilmedWalk, side: str, about: str) -> Figure | None:
    if side not in walk.angle_deg or not walk.knows_sides:
        return None
    steps = walk.steps
    flat = [
        FlatStep(steps.angle_frames[k], float(steps.foot_progression_angle_deg[k]), bool(steps.used[k]))
        for k in np.flatnonzero(steps.side == side).tolist()
    ]
    against = f", {RELATIVE}" if walk.label == RELATIVE else " (toe-out +)"
    return angle_in_frames(
        f"{side.capitalize()} foot angle{against}",
        SIDE_LOOKS[side],
        walk.motion.time_s,
        walk.angle_deg[side],
        flat,
        f"Foot angle of the {side} foot frame by frame{against} in {about}",
    )


def _knees(walk: FilmedWalk, about: str) -> tuple[Figure | None, ...]:
    # With foot angles the knees are in the tables; their curves are what a view from the side is for.
    if walk.label or not walk.knows_sides:
        return ()
    steps = walk.steps
    return tuple(
        knee_in_frames(
            f"{side.capitalize()} knee flexion",
            SIDE_LOOKS[side],
            walk.motion.time_s,
            np.where(walk.motion.inside, flexion, np.nan),
            steps.contact_s[(steps.side == side) & steps.used],
            steps.off_s[(steps.side == side) & steps.used],
            f"Knee flexion of the {side} leg over time in {about}",
        )
        for side, flexion in walk.knee_flexion_deg.items()
    )
