"""Which forces contradict the feet and the walk: shear of a wrong sign, pressure beside a foot, axes that lean."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.gait import FootForce, PlateLoads, Steps
from footwise.loads.force_course import ForceCourse, force_course
from footwise.loads.force_tilt import tilt_of_belts_deg, tilt_of_stances_deg
from footwise.loads.step_reason import StepReason
from footwise.loads.walked_steps import WalkedSteps
from footwise.notes import Note, NoteKind

# Every limit lies well outside what 48 sound stances show, of eight laboratories and a treadmill at 0.9 m/s; their
# range stands behind each.
# A foot that walks pushes along the floor, also at a shuffle: largest horizontal over largest vertical force 0.12–0.24.
LEAST_SHEAR = 0.03
# A foot brakes before it drives, the less the slower: +0.14 to +0.30 of the vertical force between late and early
# stance; about +0.06 at 0.4 m/s, and positive on a leg that only brakes, too.
LEAST_DRIVE = -0.04
# In mid-stance the floor pushes a foot to the side on which the body is: 0.03–0.08 of the vertical force. Where feet
# cross the midline (body under 20 mm on that side; 15–77 mm seen) either sign may be right.
LEAST_INWARD, LEAST_INWARD_MEAN, BODY_CLEARLY_INSIDE_M = -0.02, -0.01, 0.02
# Pressure beside the line from heel to toe marker while the foot is flat, over the length of that line: up to 0.09 (19
# mm), some 0.12 with the toe marker on the outer edge of the foot; half a foot is 0.22 wide.
OUTSIDE_WORTH_SAYING, LARGEST_OUTSIDE = 0.13, 0.2
# The same to one side of the laboratory on both feet (half the difference of left and right): up to 10 mm.
ONE_SIDE_WORTH_SAYING_M, LARGEST_ONE_SIDE_M = 0.014, 0.02
# Pressure ahead of the heel marker just after contact 29–79 mm, of the toe marker just before off -19 to +46 mm; nobody
# presses behind the marker on the back of the heel, nor beyond the toes, which reach 60 mm beyond theirs.
LEAST_HEEL_M, LARGEST_TOES_M = -0.005, 0.075
# The pressure moves on by 50–109 mm from the first to the second half of stance; on the toes alone it may stay.
LEAST_PROGRESS_M = -0.02
# Both ends, on the mean of all steps, further back or further on than any recording has them.
BACK_M, FORTH_M = (0.02, -0.025), (0.07, 0.025)
# Mean force over whole strides: up to 0.8° to a side, up to 1.2° along (the body may gain or lose 0.1 m/s a stride,
# which is half a degree). 2° to a side are 1 %BW·ht of the adduction moment.
SIDE_WORTH_SAYING_DEG, LARGEST_SIDE_DEG = 1.2, 1.8
# Half the difference of how far the body is inside the pressure of the left and of the right foot: 0–22 mm. Markers
# that lean 2° to a side put an adult's pelvis 35 mm there.
BODY_ASIDE_WORTH_SAYING_M = 0.03
ALONG_WORTH_SAYING_DEG, LARGEST_ALONG_DEG = 2.0, 3.5


def vertical_only(loads: PlateLoads) -> Note | None:
    """Say that no plate measured horizontal force; None if one did, or none is loaded."""
    force = np.where(loads.loaded[:, :, None], loads.wrench[:, :, :3], 0.0)
    if not loads.loaded.any() or np.hypot(force[..., 0], force[..., 1]).max() >= LEAST_SHEAR * force[..., 2].max():
        return None
    return Note(
        "the force plates show no horizontal force, without which a knee moment is wrong: foot angles only, the load "
        "columns are empty",
        NoteKind.PLATES,
    )


def judged_forces(
    walked: WalkedSteps, forces: dict[str, FootForce], faults: list[StepReason | None]
) -> tuple[list[StepReason | None], list[Note]]:
    """Judge the forces of all steps without a fault against feet and walk.

    Returns
    -------
    faults : list of StepReason or None
        With those of the forces.
    notes : list of Note
    """
    sound = np.array([not fault for fault in faults], dtype=bool)
    course = force_course(walked.motion, walked.steps, walked.directions, forces).only(sound)
    if walked.recording.treadmill:
        tilt = tilt_of_belts_deg(walked.steps, walked.loads, walked.motion.rate_hz)
    else:
        tilt = tilt_of_stances_deg(walked.steps, walked.directions, forces, walked.motion.rate_hz, sound)
    found = force_faults(course, walked.steps, tilt)
    faults = [fault or wrong for fault, wrong in zip(faults, found, strict=True)]
    return faults, force_notes(course, walked.steps, tilt)


def force_faults(course: ForceCourse, steps: Steps, tilt_deg: tuple[float, float]) -> list[StepReason | None]:
    """Say of every step whether its force contradicts the foot or the walk; None if not.

    Parameters
    ----------
    course : ForceCourse
        Of the same steps; NaN where nothing is to be judged.
    steps : Steps
    tilt_deg : tuple of float
        See :mod:`~footwise.loads.force_tilt`.

    Returns
    -------
    list of StepReason or None
    """
    of_all = _fault_of_all(course, steps, tilt_deg)
    with np.errstate(invalid="ignore"):
        clear = course.body_inward_m > BODY_CLEARLY_INSIDE_M
        wrong = (
            course.shear < LEAST_SHEAR,
            course.drive < LEAST_DRIVE,
            (course.inward < LEAST_INWARD) & clear,
            np.abs(course.outside_m) > LARGEST_OUTSIDE * course.foot_m,
            course.heel_m < LEAST_HEEL_M,
            course.toes_m > LARGEST_TOES_M,
            course.progress_m < LEAST_PROGRESS_M,
        )
    # Axes and signs are a file's: where half of its steps contradict them, the others are not believed either.
    contradicting = int(np.any([wrong[k] for k in _OF_AXES], axis=0).sum())
    if not of_all and contradicting and 2 * contradicting >= np.isfinite(course.shear).sum():
        of_all = StepReason(_OTHERS)
    faults: list[StepReason | None] = [of_all if known else None for known in np.isfinite(course.shear)]
    for k in np.flatnonzero(np.any(wrong, axis=0)).tolist():
        if not faults[k] or faults[k] == StepReason(_OTHERS):
            faults[k] = _fault_of_one(course, k, int(np.argmax([which[k] for which in wrong])))
    return faults


def force_notes(course: ForceCourse, steps: Steps, tilt_deg: tuple[float, float]) -> list[Note]:
    """Say what of the forces is odd and not yet wrong."""
    said = []
    to_left = _to_one_side_m(course, steps)
    if ONE_SIDE_WORTH_SAYING_M < abs(to_left) <= LARGEST_ONE_SIDE_M:
        said.append(f"{_one_side(to_left)}; up to 10 mm are usual")
    else:
        for side in ("left", "right"):
            outside, foot = (_mean(of[steps.side == side]) for of in (course.outside_m, course.foot_m))
            if OUTSIDE_WORTH_SAYING * foot < abs(outside) <= LARGEST_OUTSIDE * foot:
                where = "outer" if outside > 0 else "inner"
                said.append(f"the pressure lies {1000 * abs(outside):.0f} mm to the {where} side under the {side} foot")
    heel, toes = _mean(course.heel_m), _mean(course.toes_m)
    if LEAST_HEEL_M <= heel < BACK_M[0] and toes < BACK_M[1]:
        said.append("the pressure lies further back under the feet than is usual, from heel to toes")
    if heel > FORTH_M[0] and toes > FORTH_M[1]:
        said.append("the pressure lies further forward under the feet than is usual, from heel to toes")
    aside = _half_difference(course.body_inward_m, steps)
    if abs(aside) > BODY_ASIDE_WORTH_SAYING_M:
        which = "right" if aside > 0 else "left"
        said.append(f"the body is {1000 * abs(aside):.0f} mm further to the {which} than the forces carry it")
    along, left = tilt_deg
    if SIDE_WORTH_SAYING_DEG < abs(left) <= LARGEST_SIDE_DEG:
        said.append(f"{_leans(left, 'left', 'right')}; up to 0.8° are usual")
    if ALONG_WORTH_SAYING_DEG < abs(along) <= LARGEST_ALONG_DEG:
        said.append(f"{_leans(along, 'forwards', 'backwards')}; up to 1.2° are usual")
    end = "check the axes and the corners of the force plates against the markers"
    return [Note(f"{words}: {end}", NoteKind.PLATES) for words in said]


def _fault_of_all(course: ForceCourse, steps: Steps, tilt_deg: tuple[float, float]) -> StepReason | None:
    """What all steps together show to be wrong with the axes of the plates."""
    along, left = tilt_deg
    if _mean(course.drive) < LEAST_DRIVE:
        return StepReason(_DRIVE)
    if _mean(course.inward) < LEAST_INWARD_MEAN and _mean(course.body_inward_m) > BODY_CLEARLY_INSIDE_M:
        return StepReason(_INWARD)
    to_left = _to_one_side_m(course, steps)
    if abs(to_left) > LARGEST_ONE_SIDE_M:
        return StepReason(f"{_one_side(to_left)}: the force plates are not where the file says")
    if _mean(course.heel_m) < LEAST_HEEL_M:
        return _behind(_mean(course.heel_m))
    if abs(left) > LARGEST_SIDE_DEG:
        return StepReason(f"{_leans(left, 'left', 'right')}: the axes of forces and markers do not agree")
    if abs(along) > LARGEST_ALONG_DEG:
        return StepReason(
            f"{_leans(along, 'forwards', 'backwards')}: a slope, a rail, or axes that do not agree with the markers"
        )
    return None


_OF_AXES = (1, 2, 6)  # of what is wrong with a step: braking, side, progress of the pressure
_OTHERS = "other steps of this recording show that axes of its force plates are wrong"
_DRIVE = "the force drives the body early in stance and brakes it late: an axis of the force plate has the wrong sign"
_INWARD = "the force pushes the foot away from the body in mid-stance: an axis of the force plate has the wrong sign"


def _fault_of_one(course: ForceCourse, k: int, which: int) -> StepReason:
    outside = 1000 * course.outside_m[k]
    return (
        StepReason("the force plate shows no horizontal force under this foot"),
        StepReason(_DRIVE),
        StepReason(_INWARD),
        StepReason("the pressure lies {} mm beside the foot in mid-stance: {}", (f"{abs(outside):.0f}", _WHERE)),
        _behind(float(course.heel_m[k])),
        StepReason("the pressure lies {} mm ahead of the toe marker before off: {}", _mm(course.toes_m[k])),
        StepReason("the pressure moves {} mm from the toes to the heel: {}", _mm(-course.progress_m[k])),
    )[which]


_WHERE = "corners, origin or axes of the force plate are wrong"


def _mm(metres: float) -> tuple[str, str]:
    return f"{1000 * metres:.0f}" if np.isfinite(metres) else "", _WHERE


def _behind(heel_m: float) -> StepReason:
    return StepReason("the pressure lies {} mm behind the heel marker after contact: {}", _mm(-heel_m))


def _leans(degrees: float, positive: str, negative: str) -> str:
    return f"over whole strides the forces lean {abs(degrees):.1f}° {positive if degrees > 0 else negative}"


def _one_side(to_left_m: float) -> str:
    return (
        f"the pressure lies {1000 * abs(to_left_m):.0f} mm too far to the {'left' if to_left_m > 0 else 'right'} "
        "under both feet"
    )


def _to_one_side_m(course: ForceCourse, steps: Steps) -> float:
    """How far to the walker's left the pressure lies under both feet; 0 where one of them is not known."""
    return _half_difference(course.outside_m, steps)


def _half_difference(values: Array, steps: Steps) -> float:
    """Half of left minus right; 0 where one of them is not known."""
    left, right = (_mean(values[steps.side == side]) for side in ("left", "right"))
    return (left - right) / 2 if np.isfinite(left + right) else 0.0


def _mean(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else np.nan
