"""What changed in a person's posture between a natural walk and one with the foot turned, from markers or films."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.loads import MARKERS, WalkPosture
from footwise.notes import Note, remarks
from footwise.prescription.odds.changes import NAMES, WalkChanges
from footwise.prescription.odds.posture_errors import reattached_sd, systematic_sd, usual_step_sd
from footwise.recordings import SIDES

# Less than this is not told from how a person's foot turns by itself (step to step about 1.7°, day to day 1 to 2°).
LEAST_TURN_DEG = 3.0
# How many steps' worth of trust the usual scatter of people has: with few steps their own says little.
_PRIOR_STEPS = 8.0
# Neighbouring steps of a leg are alike by about so much, which counts as many steps as this; and by no more than that.
_USUALLY_ALIKE, _LIKENESS_STEPS, _MOST_ALIKE = 0.35, 20.0, 0.6
# Lengths of one person between two walks: marker cloth and skin move; people of one height differ by more.
_LENGTH_SHARES = {"shank": 0.05, "foot": 0.07, "pelvis": 0.10, "thigh": 0.08, "leg": 0.09}
# Markers that stayed where they were keep these: foot markers hardly move, skin over the pelvis does.
_SAME_MARKERS_SHARES = {"shank": 0.03, "foot": 0.025, "pelvis": 0.04}
# So far the mean lean of the trunk may differ between two films: more is a phone that was turned.
LARGEST_LEAN_DEG = 2.5
_COLUMNS = {
    "trunk_sway": "trunk_sway_deg", "knee_flexion": "knee_flexion_deg", "pelvic_list": "pelvic_list_deg",
    "knee_adduction": "knee_abduction_deg", "step_width": "step_width_m", "tibia_tilt": "tibia_deg",
    "foot_progression_angle": "foot_progression_angle_deg", "knee_distance": "knee_distance_m",
    "pelvic_rotation": "pelvic_rotation_deg",
}  # fmt: skip


def posture_changes(natural: WalkPosture, changed: WalkPosture, side: str, notes: Sequence[Note] = ()) -> WalkChanges:
    """Compare two walks of one person, measured in the same way.

    Parameters
    ----------
    natural, changed : WalkPosture
    side : str
        The leg whose knee is asked about.
    notes : sequence of Note
        That go on with the changes.

    Returns
    -------
    WalkChanges

    Raises
    ------
    FootwiseError
        No step of this leg, a foot that hardly turned, lengths of different people, left and right exchanged, or films
        of which one leans.
    """
    check_comparable(natural, changed)
    before, after = natural.steps.of(side), changed.steps.of(side)
    for walk, steps in ((natural, before), (changed, after)):
        if not np.isfinite(steps.foot_progression_angle_deg).any():
            raise FootwiseError(
                walk.where,
                f"has no whole step of the {side} foot with a foot angle",
                "Record a longer walk, straight on, with this foot in view",
                kind=ErrorKind.REFUSAL,
            )
    turned = {leg: _turn(natural, changed, leg) for leg in SIDES}
    if abs(turned[side]) < LEAST_TURN_DEG:
        raise FootwiseError(changed.where, _hardly(turned, side), _HOW_FAR, kind=ErrorKind.REFUSAL)
    change, of_steps = np.full(len(NAMES), np.nan), np.full(len(NAMES), np.nan)
    usual = usual_step_sd(natural.source)
    device = systematic_sd(natural.source, turned[side])
    feet = NAMES.index("foot_progression_angle")
    device[feet] = np.hypot(device[feet], changed.angle_share * turned[side])
    if apart := _put_on_again(natural, changed):
        device = np.hypot(device, reattached_sd())
        notes = (*notes, Note(apart))
    for k, name in enumerate(NAMES):
        if name not in _COLUMNS:
            continue
        one, other = (_known(getattr(steps, _COLUMNS[name])) for steps in (before, after))
        if len(one) and len(other) and np.isfinite(device[k]):
            change[k] = other.mean() - one.mean()
            of_steps[k] = np.sqrt(_of_mean(one, usual[k]) + _of_mean(other, usual[k]))
    counted = [int(np.isfinite(steps.foot_progression_angle_deg).sum()) for steps in (before, after)]
    said = [*notes, *remarks(_about(natural, changed))]
    error = np.hypot(of_steps, device)
    return WalkChanges(
        side, turned[side], change, error, counted[0], counted[1], natural.source, tuple(dict.fromkeys(said)), of_steps
    )


def check_comparable(natural: WalkPosture, changed: WalkPosture) -> None:
    """Refuse walks of different people, of exchanged legs, or from a phone that was turned in between."""
    for name, length in natural.segments_m.items():
        other = changed.segments_m.get(name, np.nan)
        if abs(other / length - 1) > _LENGTH_SHARES[name.split()[-1]]:
            raise FootwiseError(
                changed.where,
                f"shows a {name} of {100 * other:.0f} cm and the natural walk one of {100 * length:.0f} cm: somebody "
                "else"
                + (", or other markers" if natural.source == MARKERS else ", or a phone that was moved or zoomed"),
                "Record both walks of one person, one after the other, and touch nothing in between",
                kind=ErrorKind.REFUSAL,
            )
    for walk in (natural, changed):
        apart = _known(walk.steps.knee_distance_m)
        if len(apart) and np.median(apart) < 0:
            raise FootwiseError(
                walk.where,
                "shows the left knee on the right of the right one: left and right seem to be exchanged",
                "Check the labels of the markers" if walk.source == MARKERS else "Film it again, in good light",
                kind=ErrorKind.REFUSAL,
            )
    leans = changed.lean_deg - natural.lean_deg
    if abs(leans) > LARGEST_LEAN_DEG:
        raise FootwiseError(
            changed.where,
            f"shows a trunk that leans {abs(leans):.0f}° further to the {'left' if leans > 0 else 'right'} all the "
            "time: the phone seems to have been turned between the walks",
            "Film both walks from one place, and touch the phone only to start and stop it",
            kind=ErrorKind.REFUSAL,
        )


_HOW_FAR = "Turn the foot by about 10°, practise for some minutes, and record the walk again"


def _hardly(turned: dict[str, float], side: str) -> str:
    other = SIDES[1 - SIDES.index(side)]
    said = f"shows the {side} foot turned by {abs(turned[side]):.1f}°; less than {LEAST_TURN_DEG:.0f}° cannot be told"
    if abs(turned[other]) >= LEAST_TURN_DEG:
        said += f" (the {other} one by {abs(turned[other]):.0f}°: is it the other knee?)"
    return said


def _put_on_again(natural: WalkPosture, changed: WalkPosture) -> str:
    """Say that markers seem to have been taken off between the walks; empty where they kept their distances."""
    if natural.source != MARKERS:
        return ""
    off = {name: changed.segments_m.get(name, np.nan) / length - 1 for name, length in natural.segments_m.items()}
    moved = {name: share for name, share in off.items() if abs(share) > _SAME_MARKERS_SHARES[name.split()[-1]]}
    if not moved:
        return ""
    name, share = max(moved.items(), key=lambda one: abs(one[1]))
    return (
        f"the {name} is {100 * abs(share):.0f} % {'longer' if share > 0 else 'shorter'} than in the natural walk: "
        "markers seem to have been put on again, which shifts every angle by 2 to 3°, and the stated errors are as "
        "large; or it is somebody else"
    )


def _turn(natural: WalkPosture, changed: WalkPosture, side: str) -> float:
    before, after = (_known(walk.steps.of(side).foot_progression_angle_deg) for walk in (natural, changed))
    return float(after.mean() - before.mean()) if len(before) and len(after) else np.nan


def _known(values: Array) -> Array:
    return values[np.isfinite(values)]


def _of_mean(values: Array, usual_sd: float) -> float:
    """Variance of the mean of steps, of which neighbours are alike; the usual scatter helps out where they are few."""
    n = len(values)
    own = float(values.var(ddof=1)) * (n - 1) if n > 1 else 0.0
    variance = (_PRIOR_STEPS * usual_sd**2 + own) / (_PRIOR_STEPS + n - 1)
    off = values - values.mean()
    # The mean of the same steps takes some of the likeness away.
    seen = float((off[1:] * off[:-1]).sum() / max((off**2).sum(), 1e-12)) + 1 / n
    alike = min(max((_LIKENESS_STEPS * _USUALLY_ALIKE + n * seen) / (_LIKENESS_STEPS + n), 0.0), _MOST_ALIKE)
    # What n steps tell that are alike as in an autoregression of the first order.
    grown = (1 + alike) / (1 - alike) - 2 * alike * (1 - alike**n) / (n * (1 - alike) ** 2)
    return variance / n * max(grown, 1.0)


def _about(natural: WalkPosture, changed: WalkPosture) -> list[str]:
    notes = [*natural.notes, *changed.notes]
    if natural.source == MARKERS:
        notes.append(
            "markers that were taken off and put on again between the walks shift every angle by some degrees: the "
            "error holds for walks of one session, with no marker moved"
        )
    if np.isnan(natural.speed_m_s) or np.isnan(changed.speed_m_s):
        notes.append("how fast the walks were is not known: at another speed the load changes by itself")
    return notes
