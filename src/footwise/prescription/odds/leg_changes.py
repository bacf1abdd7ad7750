"""What changed from a natural to a changed walk by sensors on shoe, shank and pelvis, and how sure each change is."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.foot_sensor.body import LegSteps, axis_between_deg, stand_between_deg
from footwise.notes import remarks
from footwise.prescription.odds.changes import NAMES, WalkChanges
from footwise.signals import Mean

# How the line from the outer ankle to the outer knee stands at 20 to 30 % of stance in natural walking: leaned to the
# front, and to the middle line; mean and spread of the legs of nine people (benchmarks/odds_shank_lean.py). The
# shank's sensor knows the vertical, not the bone: the bone is taken to lean as most people's do. How far it leans in
# truth matters as the shank turns about itself between the walks, and only then.
LEAN_DEG, LEAN_SD_DEG, TILT_DEG = 3.8, 2.5, -5.5
# How far skin, strap and shoe let a sensor turn from walk to walk, about any axis. Assumed.
MOUNT_SD_DEG = 0.3
# The pelvis' axis from side to side is known to this, so that so much of its lean to the front looks like a list.
AXIS_SD_DEG = 5.0
# A sensor that turned farther on the body than this was moved. The axis of the swing repeats better than a stand.
_MOVED_AXIS_DEG, _MOVED_STAND_DEG = 8.0, 8.0
# Fewer steps than this have no spread that could be believed.
_FEWEST_STEPS = 8
# From so many on neighbours' likeness counts.
_FEWEST_FOR_LIKENESS = 20
_LEAST_CHANGE_DEG = 3.0


class _Found(NamedTuple):
    """A change, its standard error by the number of steps, and what the sensors are off by as a whole."""

    change: float
    of_steps: float
    as_a_whole: float


def leg_changes(natural: LegSteps, changed: LegSteps, source: Path | str = "the walks") -> WalkChanges:
    """Compare two walks of one leg whose sensors stayed where they were.

    Parameters
    ----------
    natural, changed : LegSteps
        The changed one with the `forward` axis of the natural one.
    source : Path or str
        For messages: the changed walk.

    Raises
    ------
    FootwiseError
        Too few steps, another leg, a sensor that was moved, or hardly any change of the foot's angle.
    """
    _refuse_incomparable(natural, changed, source)
    found: dict[str, _Found] = {}
    angles = [_mean_of(walk.foot_angle_deg) for walk in (natural, changed)]
    achieved = (angles[1].value - angles[0].value + 180) % 360 - 180
    found["foot_progression_angle"] = _Found(achieved, _together(angles[0].se, angles[1].se), MOUNT_SD_DEG)
    if abs(achieved) < _LEAST_CHANGE_DEG:
        raise FootwiseError(
            source,
            f"turns the {natural.side} foot by {abs(achieved):.1f}° only against natural walking",
            f"Walk with at least {_LEAST_CHANGE_DEG:.0f}° of change; 5 to 10° tell most",
            kind=ErrorKind.REFUSAL,
        )
    found["tibia_tilt"] = _tilt_change(natural, changed)
    notes = ["the shank's lean is that of most people at this moment of the step: a sensor does not see the bone"]
    listed = _list_change(natural, changed)
    if listed is not None:
        found["pelvic_list"] = listed
        notes.append(
            "how far the pelvis turns is not measured: without a compass its sensor does not see where it faces"
        )
    change, error, of_steps = (np.full(len(NAMES), np.nan) for _ in range(3))
    for name, one in found.items():
        k = NAMES.index(name)
        change[k], error[k], of_steps[k] = one.change, _together(one.of_steps, one.as_a_whole), one.of_steps
    if not np.isfinite([natural.standing[1, 0], changed.standing[1, 0]]).all():
        notes.append(
            "nobody stood still in both walks: whether a sensor was moved is told by the swing of the leg alone"
        )
    places = "shoe, shank and pelvis" if listed is not None else "shoe and shank"
    return WalkChanges(
        side=natural.side,
        achieved_deg=achieved,
        change=change,
        error_sd=error,
        steps_natural=len(natural),
        steps_changed=len(changed),
        source=f"sensors on {places}",
        notes=remarks(tuple(notes)),
        steps_sd=of_steps,
    )


def _refuse_incomparable(natural: LegSteps, changed: LegSteps, source: Path | str) -> None:
    def refuse(trouble: str, remedy: str) -> FootwiseError:
        return FootwiseError(source, trouble, remedy, kind=ErrorKind.REFUSAL)

    if natural.side != changed.side:
        raise refuse(f"is of the {changed.side} leg and natural walking of the {natural.side}", "Give walks of one leg")
    for walk, name in ((natural, "natural walking"), (changed, "the changed walk")):
        if len(walk) < _FEWEST_STEPS:
            raise refuse(f"has {len(walk)} steps of the {walk.side} leg in {name} that tell something, of {walk.found}",
                         f"Walk straight on for {_FEWEST_STEPS} at least, better 40")  # fmt: skip
    axis, turns = axis_between_deg(natural, changed), stand_between_deg(natural, changed)
    again = "Record both walks one after the other without touching the sensors"
    if axis > _MOVED_AXIS_DEG:
        raise refuse(f"has the shank's sensor turned by {axis:.0f}° against natural walking, by the axis of its swing: "
                     "it was moved, is on the other leg, or another person wore it", again)  # fmt: skip
    for turned, place in zip(turns, ("shoe", "shank", "pelvis"), strict=True):
        if turned > _MOVED_STAND_DEG:
            how = "in the middle of its stances" if place == "shoe" else "standing still"
            raise refuse(f"has the sensor of the {place} turned by {turned:.0f}° against natural walking, by how it "
                         f"hangs {how}: it was moved", again)  # fmt: skip


def _tilt_change(natural: LegSteps, changed: LegSteps) -> _Found:
    """Change of the shank's tilt to the middle line in the frontal plane of the room."""
    inward = -1.0 if natural.side == "left" else 1.0
    usual = _mean_rotation(natural.shank)
    lean, tilt = np.tan(np.radians((LEAN_DEG, TILT_DEG)))
    bone = usual.T @ np.array([lean, inward * tilt, 1.0])
    tilts = []
    for walk in (natural, changed):
        along = walk.shank @ bone
        tilts.append(_mean_of(np.degrees(np.arctan2(inward * along[:, 1], along[:, 2]))))
    turned = _mean_rotation(changed.shank) @ usual.T
    about_itself = float(np.arctan2(turned[1, 0] - turned[0, 1], turned[0, 0] + turned[1, 1]))
    whole = _together(MOUNT_SD_DEG, LEAN_SD_DEG * np.sin(about_itself))
    return _Found(tilts[1].value - tilts[0].value, _together(tilts[0].se, tilts[1].se), whole)


def _list_change(natural: LegSteps, changed: LegSteps) -> _Found | None:
    """Change of the list of the pelvis, swinging side up; None without its sensor."""
    inward = natural.pelvis_inward
    if not np.isfinite(inward).all() or not all(np.isfinite(w.pelvis_up).all(axis=1).any() for w in (natural, changed)):
        return None
    lists, leans = [], []
    up = np.nanmean(natural.pelvis_up, axis=0)
    across = np.cross(inward, up / np.linalg.norm(up))
    for walk in (natural, changed):
        lists.append(_mean_of(np.degrees(np.arcsin(np.clip(walk.pelvis_up @ inward, -1, 1)))))
        leans.append(float(np.nanmean(np.degrees(np.arcsin(np.clip(walk.pelvis_up @ across, -1, 1))))))
    leaned = np.sin(np.radians(AXIS_SD_DEG)) * (leans[1] - leans[0])
    of_steps = _together(lists[0].se, lists[1].se)
    return _Found(lists[1].value - lists[0].value, of_steps, _together(MOUNT_SD_DEG, leaned))


def _mean_of(values: Array) -> Mean:
    """Mean over steps; likeness of neighbours cannot be told from a few of them, and only blurs their error."""
    found = Mean.of(values)
    if not 2 <= found.steps < _FEWEST_FOR_LIKENESS:
        return found
    return Mean(found.value, float(np.nanstd(values, ddof=1) / np.sqrt(found.steps)), found.steps)


def _mean_rotation(rotations: Array) -> Array:
    """Rotation nearest to the mean of several."""
    left, _, right = np.linalg.svd(rotations.mean(axis=0))
    return np.asarray(left @ np.diag([1.0, 1.0, np.linalg.det(left @ right)]) @ right)


def _together(*errors: float) -> float:
    return float(np.sqrt(np.nansum(np.square(errors))))
