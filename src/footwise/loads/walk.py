"""One recording from markers and plates to a table with one row a step."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.gait import (
    FootForce,
    Motion,
    PlateLoads,
    Steps,
    filtered_motion,
    find_steps,
    foot_forces,
    foot_progression_angle,
    plate_loads,
    stride_measures,
    walking_direction,
)
from footwise.loads.moments import adduction_per_lateral_mm, lever_arm_moment, newton_euler_moment, percent_bwht
from footwise.loads.peaks import STANCE_POINTS, PeakWindow, half_stance_windows, windows_around
from footwise.loads.shank import PLUG_IN_GAIT, Shank, find_shank
from footwise.loads.step_loads import step_loads
from footwise.loads.step_quality import (
    LARGEST_METHOD_RMSE_PCT_BWHT,
    flank_note,
    hidden_rise_note,
    method_flag,
    peak_fault,
    step_faults,
)
from footwise.notes import ABOUT_PLATES, Note, NoteKind, remarks
from footwise.recordings import STANDARD_GRAVITY, Recording
from footwise.signals import time_normalise
from footwise.steps_table import COLUMNS

# A mean vertical force over whole strides further from the weight than this: mass or plates are wrong.
WEIGHT_TOLERANCE, LARGEST_WEIGHT_ERROR = 0.05, 0.10


@by_value
@dataclass(frozen=True)
class Walk:
    """Everything measured in one recording.

    Attributes
    ----------
    recording : Recording
    condition : str
    steps : pandas.DataFrame
        One row a step, the columns of :data:`COLUMNS`.
    kam, kfm, kam_newton_euler : array, shape (steps, 101)
        Stance curves in %BW·ht in the order of `steps`; `kam` and `kfm` by the lever arm.
    method_rmse : array, shape (steps,)
        Root mean square difference of `kam` and `kam_newton_euler` over stance.
    stride_s, stride_m, speed_m_s : array, shape (steps,)
    knee_source : str
        Where the knee centres come from; empty without loads.
    notes : tuple of Note
        What a reader of the report must know about this recording.
    """

    recording: Recording
    condition: str
    steps: pd.DataFrame
    kam: Array
    kfm: Array
    kam_newton_euler: Array
    method_rmse: Array
    stride_s: Array
    stride_m: Array
    speed_m_s: Array
    knee_source: str
    notes: tuple[Note, ...]

    @property
    def has_loads(self) -> bool:
        """Whether any step has a knee moment."""
        return bool(np.isfinite(self.kam).any())


def analyse_walk(
    recording: Recording,
    *,
    static: Recording | None = None,
    condition: str | None = None,
    baseline: Walk | None = None,
    angles_only: bool = False,
) -> Walk:
    """Measure every step of a recording: foot progression angle and knee moments.

    Parameters
    ----------
    recording : Recording
    static : Recording, optional
        A standing trial of the same person with all knee and ankle markers; default the recording's own.
    condition : str, optional
        What the person was asked to do; default what the file says, else empty.
    baseline : Walk, optional
        The person's natural walk. When given, the peaks are looked for within ±10 % of stance around
        its mean peaks (the trial's rule for modified walking), else in the halves of stance.

    angles_only : bool
        Leave force plates and knee moments alone.

    Returns
    -------
    Walk

    Raises
    ------
    FootwiseError
        No steps; or plates of which none can be used, or no mass, height or knee markers beside them.
    """
    static = static or recording.static
    recording = replace(recording, static=static)
    if angles_only:
        recording = replace(recording, plates=(), notes=())
    useless = [note for note in recording.notes if note.kind is NoteKind.PLATE]
    if useless and not recording.plates:
        raise FootwiseError(
            recording.source,
            f"has no force plate that can be used: {'; '.join(map(str, useless))}",
            "Check the plates in the file, or measure foot angles alone with `angles_only=True`",
        )
    motion = filtered_motion(recording)
    loads = plate_loads(recording)
    steps = find_steps(recording, motion, loads)
    if not np.isfinite(steps.stance_s).any():
        raise FootwiseError(
            recording.source, "holds no whole step", "Give a recording of walking; a standing trial goes with `static`"
        )
    forces = foot_forces(recording, motion, steps, loads)
    shanks: dict[str, Shank] = {}
    wrong_weight = ""
    notes = [*recording.notes, *loads.notes]
    if forces:
        _check_person(recording)
        shanks, more = _shanks(recording, motion, static)
        notes += more
        mass, weighed = recording.person.mass_kg or np.nan, _weighed_kg(recording, steps, loads)
        if abs(weighed / mass - 1) > WEIGHT_TOLERANCE:
            said = (
                f"the plates weigh {weighed:.1f} kg, the person is said to weigh {mass:.1f} kg: "
                "check the mass and the calibration of the plates"
            )
            notes.append(Note(said, NoteKind.PLATES))
        if abs(weighed / mass - 1) > LARGEST_WEIGHT_ERROR:
            wrong_weight = f"the plates weigh {weighed:.1f} kg, the person {mass:.1f} kg"
    elif not any(note.kind in ABOUT_PLATES for note in notes):
        notes.append(Note("no force plates: foot angles only, the load columns are empty", NoteKind.PLATES))

    fpa = foot_progression_angle(motion, steps, walking_direction(recording, motion, steps))
    faults = step_faults(motion, steps, fpa, forces, shanks, recording.person.mass_kg)
    faults = [fault or wrong_weight for fault in faults]
    curves = {
        name: np.full((len(steps), STANCE_POINTS), np.nan) for name in ("kam", "kfm", "kam_newton_euler", "per_mm")
    }
    for side, shank in shanks.items():
        # Curves of a step with a fault would be curves of half a foot, or of a knee that is elsewhere.
        sound = (steps.side == side) & np.array([not fault for fault in faults])
        for name, values in _side_curves(recording, motion, shank, forces[side]).items():
            curves[name][sound] = time_normalise(
                values, motion.rate_hz, steps.contact_s[sound], steps.off_s[sound], STANCE_POINTS
            )
    method_rmse = _rmse(curves["kam"], curves["kam_newton_euler"])
    windows = _windows(curves["kam"], steps.side, baseline)
    step_load = step_loads(steps.side, steps.stance_s, curves["kam"], curves["kfm"], curves["per_mm"], windows)
    notes += remarks(hidden_rise_note(curves["kam"], steps.side, windows))
    notes += remarks(flank_note(curves["kam"], steps.side, windows))
    if forces:
        for k in np.flatnonzero(np.isnan(step_load["kam_peak1_pct_bwht"])):
            contact, off = float(steps.contact_s[k]), float(steps.off_s[k])
            faults[k] = faults[k] or peak_fault(forces[str(steps.side[k])], contact, off, motion.rate_hz)
    used = [not fault for fault in faults]
    flagged = int((method_rmse > LARGEST_METHOD_RMSE_PCT_BWHT).sum())
    if flagged:
        said = (
            f"lever arm and Newton-Euler differ by more than {LARGEST_METHOD_RMSE_PCT_BWHT} %BW·ht over stance in "
            f"{flagged} of {len(steps)} steps: check the knee markers and the plates"
        )
        notes.append(Note(said, NoteKind.PLATES))
    condition = recording.condition if condition is None else condition
    columns = {
        "recording": recording.name + (" (simulated)" if recording.simulated else ""),
        "condition": condition,
        "side": steps.side,
        "step": np.arange(1, len(steps) + 1),
        "contact_s": steps.contact_s,
        "off_s": steps.off_s,
        "foot_progression_angle_deg": fpa,
        **step_load,
        "stance_s": steps.stance_s,
        "used": used,
        "reason": [fault or method_flag(rmse) for fault, rmse in zip(faults, method_rmse, strict=True)],
    }
    strides = stride_measures(recording, motion, steps)
    return Walk(
        recording=recording,
        condition=condition,
        steps=pd.DataFrame(columns, columns=list(COLUMNS)),
        kam=curves["kam"],
        kfm=curves["kfm"],
        kam_newton_euler=curves["kam_newton_euler"],
        method_rmse=method_rmse,
        stride_s=strides["stride_s"],
        stride_m=strides["stride_m"],
        speed_m_s=strides["speed_m_s"],
        knee_source="; ".join(sorted({shank.source for shank in shanks.values()})),
        notes=tuple(notes),
    )


def _check_person(recording: Recording) -> None:
    person = recording.person
    for value, what, parameter in ((person.mass_kg, "mass", "mass_kg"), (person.height_m, "height", "height_m")):
        if value is None:
            raise FootwiseError(
                recording.source, f"does not say the person's {what}", f"Give it with `{parameter}=...`"
            )


def _shanks(recording: Recording, motion: Motion, static: Recording | None) -> tuple[dict[str, Shank], list[Note]]:
    """Shanks of the sides that have one; an error if none has, notes for the side that has not."""
    shanks, troubles = {}, []
    for side in motion.sides:
        try:
            shanks[side] = find_shank(recording, motion, side, static)
        except FootwiseError as error:
            troubles.append(error)
    if not shanks:
        raise troubles[0]
    notes = [Note(f"no knee moments for this leg: {error.trouble}") for error in troubles]
    if any(shank.source == PLUG_IN_GAIT for shank in shanks.values()):
        said = (
            f"knee centres are {PLUG_IN_GAIT}: compare these moments only with moments from the same method; "
            "10 mm of knee centre are about 0.5 %BW·ht"
        )
        notes.append(Note(said))
    return shanks, notes


def _side_curves(recording: Recording, motion: Motion, shank: Shank, force: FootForce) -> dict[str, Array]:
    mass, height = recording.person.mass_kg or np.nan, recording.person.height_m or np.nan
    lever = lever_arm_moment(shank, force)
    inverse = newton_euler_moment(shank, force, motion, mass)
    return {
        "kam": percent_bwht(lever.adduction_nm, mass, height),
        "kfm": percent_bwht(lever.flexion_nm, mass, height),
        "kam_newton_euler": percent_bwht(inverse.adduction_nm, mass, height),
        "per_mm": percent_bwht(adduction_per_lateral_mm(shank, force), mass, height),
    }


def _windows(kam: Array, sides: np.ndarray, baseline: Walk | None) -> dict[str, tuple[PeakWindow, PeakWindow]]:
    """Windows of both peaks for every side; of the baseline's own peaks where it has this side."""
    windows = {side: half_stance_windows(kam[sides == side]) for side in np.unique(sides)}
    if baseline is not None:
        for side in windows:
            natural = baseline.kam[(baseline.steps["side"] == side).to_numpy()]
            if np.isfinite(natural).any():
                windows[side] = windows_around(*half_stance_windows(natural))
    return windows


def _rmse(a: Array, b: Array) -> Array:
    square = (a - b) ** 2
    known = np.isfinite(square)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.sqrt(np.where(known, square, 0.0).sum(axis=1) / known.sum(axis=1)))


def _weighed_kg(recording: Recording, steps: Steps, loads: PlateLoads) -> float:
    """Mass by the plates: over whole strides on a treadmill the mean vertical force is the weight; NaN elsewhere."""
    contacts = steps.contact_s[(steps.side == steps.side[0]) & np.isfinite(steps.contact_s)]
    if not recording.treadmill or len(contacts) < 2:
        return np.nan
    start, stop = (round(t * loads.rate_hz) for t in (contacts[0], contacts[-1]))
    return float(loads.vertical_n[:, start:stop].sum(axis=0).mean()) / STANDARD_GRAVITY
