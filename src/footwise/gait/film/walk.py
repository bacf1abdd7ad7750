"""What one filmed walk gives: steps, angles frame by frame, and what cannot be had from it and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.gait.film.events import Stance
from footwise.gait.film.motion import FilmedMotion
from footwise.gait.film.own_sides import OwnSides
from footwise.gait.film.phone_stands import PhoneMotion
from footwise.notes import Note, NoteKind

IN_ROOM = "landmark of the heel to that of the toes: one constant of 5 to 10° per foot is not known"
RELATIVE = "relative to your neutral stance"
NO_ANGLE = ""
# Adults and children walk with 65 to 200 steps a minute; a film that plays at half its speed shows 45 to 65.
SLOWEST_PER_MIN, FASTEST_PER_MIN = 65.0, 200.0
LONGEST_USUAL_STANCE_S = 1.2
# Of the steps that were found, those that are used must be one of these to stand for the walk.
LEAST_USED, LEAST_USED_SHARE = 3, 0.25


@by_value
@dataclass(frozen=True)
class FilmedSteps:
    """Stances of both feet in order of time; every array has one entry a step, NaN where something is not known.

    Attributes
    ----------
    side : array of str
    contact_s, off_s, next_contact_s, next_off_s : array
        On the clip's clock; the contact and the off after are those of the same foot.
    foot_progression_angle_deg : array
        Toe-out positive on both feet; what it is measured against is the walk's `label`.
    sd_deg : array
        Standard deviation over the frames of the step. They are neighbours in a low-passed path, so that it says how
        steadily the foot lay, not how far off the angle may be.
    angle_frames : tuple of array of int
        Frames of the walk's clock that the angle comes from; empty where there is none.
    reprojection_px : array
        Mean over heel and toe in these frames, of several cameras only.
    cameras : array
        How many cameras the points of the foot come from in these frames, on average.
    direction : array, shape (steps, 2)
        Walking direction in the lab frame, unit vectors.
    knee_flexion_contact_deg, knee_flexion_peak_deg : array
        At contact, and the most in the swing that follows.
    stride_m : array
        Way of the pelvis in the stride that begins with the step.
    fault : tuple of Note or None
        Why a step is not used; None for one that is.
    note : tuple of str
        What a reader must know of a step that is used.
    """

    side: NDArray[np.str_]
    contact_s: Array
    off_s: Array
    next_contact_s: Array
    next_off_s: Array
    foot_progression_angle_deg: Array
    sd_deg: Array
    angle_frames: tuple[NDArray[np.intp], ...]
    reprojection_px: Array
    cameras: Array
    direction: Array
    knee_flexion_contact_deg: Array
    knee_flexion_peak_deg: Array
    stride_m: Array
    fault: tuple[Note | None, ...]
    note: tuple[str, ...]

    def __len__(self) -> int:
        """Count the steps."""
        return len(self.side)

    @property
    def frames(self) -> NDArray[np.int64]:
        """How many frames each angle comes from."""
        return np.array([len(frames) for frames in self.angle_frames], dtype=np.int64)

    @property
    def stance_s(self) -> Array:
        """Time on the floor."""
        return self.off_s - self.contact_s

    @property
    def stride_s(self) -> Array:
        """From contact to contact of the same foot, else from off to off."""
        whole = self.next_contact_s - self.contact_s
        return np.where(np.isfinite(whole), whole, self.next_off_s - self.off_s)

    @property
    def used(self) -> NDArray[np.bool_]:
        """Steps without a fault."""
        return np.array([not fault for fault in self.fault], dtype=bool)


@by_value
@dataclass(frozen=True)
class FilmedWalk:
    """Everything measured in one filmed walk.

    Attributes
    ----------
    name : str
        The recording.
    condition : str
        What the person was asked to do; often empty.
    view : str
        ``several cameras``, ``front``, ``behind`` or ``side``.
    cameras : tuple of str
    label : str
        What the foot angles are: `IN_ROOM`, `RELATIVE`, or empty where there are none.
    motion : FilmedMotion
        The landmarks on the clock of all arrays per frame.
    steps : FilmedSteps
    angle_deg : dict of str to array, shape (frames,)
        Side to its foot angle in every frame of its stances, toe-out positive and relative like the steps' angle.
        NaN elsewhere. Empty without foot angles.
    flat : dict of str to array of bool, shape (frames,)
        Side to the frames that a step's angle was taken from. Empty without foot angles.
    floor_m : dict
        ``(side, "heel")`` and ``(side, "toe")`` to places on the floor, shape (frames, 2); ``("", "path")`` to the
        way of the body. Empty where the picture has no scale.
    knee_flexion_deg : dict of str to array, shape (frames,)
        Side to its knee; empty from the front.
    refusals : tuple of str
        What this recording cannot give, why, and how to get it.
    notes : tuple of Note
        What a reader of the report must know.
    phones : tuple of PhoneMotion
        Whether each phone stood still; empty where nobody looked at the background.
    sides : OwnSides or None
        How certain it is which leg is the left one; None where it was not asked.
    turns_per_min : float
        Steps a minute from how the feet take turns, where that says more than single strides; else NaN.
    """

    name: str
    condition: str
    view: str
    cameras: tuple[str, ...]
    label: str
    motion: FilmedMotion
    steps: FilmedSteps
    angle_deg: dict[str, Array]
    flat: dict[str, NDArray[np.bool_]]
    floor_m: dict[tuple[str, str], Array]
    knee_flexion_deg: dict[str, Array]
    refusals: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    phones: tuple[PhoneMotion, ...] = ()
    sides: OwnSides | None = None
    turns_per_min: float = np.nan

    @property
    def knows_sides(self) -> bool:
        """Whether left and right are told apart, or nobody asked."""
        return self.sides is None or self.sides.told

    @property
    def cadence_per_min(self) -> float:
        """Steps of both feet a minute, from the median stride of used steps; NaN where these are too few.

        Where no stride was seen it is what the feet tell without their sides, if they do.
        """
        if np.isfinite(self.turns_per_min):
            return self.turns_per_min
        if self.sides is not None and not self.knows_sides:
            return self.sides.cadence_per_min
        if not speaks_for(int(self.steps.used.sum()), len(self.steps)):
            return np.nan
        stride = self.steps.stride_s[self.steps.used]
        stride = stride[np.isfinite(stride)]
        if len(stride):
            return float(120 / np.median(stride))
        return np.nan if self.sides is None else self.sides.cadence_per_min


def speaks_for(used: int, found: int) -> bool:
    """Whether as many steps as are used may stand for as many as were found: one of thirteen does not."""
    return used >= LEAST_USED or used >= LEAST_USED_SHARE * found


def steps_of(
    stances: list[Stance], angle_frames: Sequence[NDArray[np.intp]] | None = None, **measures: Array
) -> FilmedSteps:
    """Lay stances out as arrays, in order of time; a measure that is not given is NaN.

    Parameters
    ----------
    stances : list of Stance
        In the order of the measures.
    angle_frames : sequence of array of int, optional
        Of every stance; none without.
    **measures : array
        Any array of :class:`FilmedSteps`.
    """
    n = len(stances)
    # A stance without its contact takes its place by an ordinary length; one without both ends is last.
    start = np.array([s.contact_s if np.isfinite(s.contact_s) else s.off_s - 0.7 for s in stances])
    order = np.argsort(start, kind="stable")
    missing = np.full(n, np.nan)
    given = {name: np.asarray(values)[order] for name, values in measures.items()}
    return FilmedSteps(
        side=np.array([s.side for s in stances], dtype="<U5")[order],
        contact_s=np.array([s.contact_s for s in stances], dtype=float)[order],
        off_s=np.array([s.off_s for s in stances], dtype=float)[order],
        next_contact_s=np.array([s.next_contact_s for s in stances], dtype=float)[order],
        next_off_s=np.array([s.next_off_s for s in stances], dtype=float)[order],
        foot_progression_angle_deg=given.get("foot_progression_angle_deg", missing),
        sd_deg=given.get("sd_deg", missing),
        angle_frames=tuple(np.empty(0, dtype=np.intp) if angle_frames is None else angle_frames[k] for k in order),
        reprojection_px=given.get("reprojection_px", missing),
        cameras=given.get("cameras", missing),
        direction=given.get("direction", np.full((n, 2), np.nan)),
        knee_flexion_contact_deg=given.get("knee_flexion_contact_deg", missing),
        knee_flexion_peak_deg=given.get("knee_flexion_peak_deg", missing),
        stride_m=given.get("stride_m", missing),
        fault=tuple(stances[k].fault for k in order),
        note=tuple(stances[k].note for k in order),
    )


def pace_notes(steps: FilmedSteps) -> tuple[Note, ...]:
    """Say where the times of the used steps are those of a film that was slowed down or sped up.

    Times come from the film's own stamps. Some phones write slow motion with stamps that are longer than life, and
    nothing in the file tells; a cadence or a stance that hardly anybody has does.

    Parameters
    ----------
    steps : FilmedSteps
    """
    stride = steps.stride_s[steps.used & np.isfinite(steps.stride_s)]
    stance = steps.stance_s[steps.used & np.isfinite(steps.stance_s)]
    per_min = 120 / float(np.median(stride)) if len(stride) else np.nan
    too_long = np.array([fault is not None and fault.kind is NoteKind.STANDS_LONG for fault in steps.fault], dtype=bool)
    if not len(stance):
        # Of a film that is slower still no whole step is used, and those that are too long tell it.
        stance = steps.stance_s[too_long]
    stance_s = float(np.median(stance)) if len(stance) else np.nan
    if per_min < SLOWEST_PER_MIN or stance_s > LONGEST_USUAL_STANCE_S:
        cause = "slow motion? Then every time is too long, and the film must be taken again at its ordinary speed"
    elif per_min > FASTEST_PER_MIN:
        cause = "was the film sped up? Then every time is too short"
    else:
        return ()
    shown = [f"{per_min:.0f} steps a minute"] if len(stride) else []
    shown += [f"{stance_s:.2f} s on the floor a step"] if len(stance) else []
    return (Note(f"{' and '.join(shown)} are hardly those of a walk: {cause}"),)
