"""One recording from markers and plates to a table with one row a step."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from footwise.arrays import Array, by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.gait import (
    FORCE_CUTOFF_HZ,
    MARKER_CUTOFF_HZ,
    ClockLag,
    FootEvents,
    FootForce,
    Motion,
    Steps,
    clock_lag,
    differences_from_stored,
    double_support,
    filtered_motion,
    find_steps,
    foot_angle_curves,
    foot_forces,
    foot_progression_angle,
    kinematic_events,
    plate_loads,
    step_width,
    stored_events,
    stride_measures,
    stride_turn,
    walking_direction,
)
from footwise.loads.how_to_measure import cutoff_hz, filters_in_words
from footwise.loads.joint_angles import sagittal_curves, shanks_where_known
from footwise.loads.moments import (
    adduction_per_lateral_mm,
    lever_arm_moment,
    moment_per_proximal_mm,
    newton_euler_moment,
    percent_bwht,
)
from footwise.loads.peaks import STANCE_POINTS, PeakWindow, half_stance_windows, windows_around
from footwise.loads.segments import WINTER
from footwise.loads.shank import KneeMethod, Shank
from footwise.loads.shank_source import find_shank
from footwise.loads.static_trial import with_person_of
from footwise.loads.step_loads import step_loads
from footwise.loads.step_quality import (
    LARGEST_METHOD_RMSE_PCT_BWHT,
    flank_note,
    hidden_peak_flag,
    hidden_peak_pct,
    hidden_rise_note,
    impossible_loads,
    method_flag,
    peak_fault,
    step_faults,
)
from footwise.loads.step_reason import StepReason, together
from footwise.loads.weighing import off_weight, weighed_kg
from footwise.notes import ABOUT_PLATES, Note, NoteKind, remarks
from footwise.recordings import Recording, label_list
from footwise.signals import time_normalise
from footwise.steps_table import COLUMNS, FILE_CLOCK_COLUMNS, GAIT_COLUMNS, STRIDE_COLUMNS

WALK_COLUMNS = (*COLUMNS, *STRIDE_COLUMNS, *GAIT_COLUMNS, *FILE_CLOCK_COLUMNS)
"""Columns of the steps of a walk with markers."""
_MOMENTS = ("kam", "kfm", "kam_newton_euler", "kfm_newton_euler")
PLUG_IN_GAIT = "plug-in-gait"
# That model takes forces as they are and markers hardly filtered; found by comparing with the moments that files of
# three laboratories store (markers at 12, 20 and 40 Hz and forces at 20 and 40 Hz were tried).
PLUG_IN_GAIT_HZ = (20.0, 40.0)
# Forces and markers this far apart are worth a word.
LAG_WORTH_SAYING_S = 0.02


@by_value
@dataclass(frozen=True)
class Walk:
    """Everything measured in one recording.

    Attributes
    ----------
    recording : Recording
    condition : str
    steps : pandas.DataFrame
        One row a step, the columns of :data:`WALK_COLUMNS`.
    kam, kfm, kam_newton_euler, kfm_newton_euler : array, shape (steps, 101)
        Stance curves in %BW·ht in the order of `steps`; `kam` and `kfm` by the lever arm, or as `like` says.
    foot_angle : array, shape (steps, 101)
        Foot against the walking direction over stance, degrees, toe-out positive.
    knee_flexion, ankle_dorsiflexion : array, shape (steps, 101)
        Degrees over stance, in the sagittal plane; see :mod:`footwise.loads.joint_angles`.
    kam_per_mm_out, kam_per_mm_up, kfm_per_mm_up : array, shape (steps, 101)
        Change of `kam` and `kfm` when the knee centre lies 1 mm further out (lateral), and further up the shank.
    windows : dict
        Side to where its two peaks of `kam` were looked for.
    method_rmse : array, shape (steps,)
        Root mean square difference of `kam` and `kam_newton_euler` over stance.
    knee_source : str
        Where the knee centres come from; empty without loads.
    notes : tuple of Note
        What a reader of the report must know about this recording.
    knee_method : dict
        Side to the kind of source of its knee centre (:class:`~footwise.loads.shank.KneeMethod`).
    like : str
        The program whose way of computing was followed; empty for the trial's own way.
    marker_hz, force_hz : float
        Cut-off of the low-pass of markers and forces behind the moments.
    stored_events : bool
        Contacts and offs are those that the file stores.
    weighed_kg : float
        Body mass by the plates; NaN where no step tells it.
    reasons : tuple of StepReason
        Every reason that stands in `steps`, once, with its numbers apart from its words.
    """

    recording: Recording
    condition: str
    steps: pd.DataFrame
    kam: Array
    kfm: Array
    kam_newton_euler: Array
    kfm_newton_euler: Array
    foot_angle: Array
    knee_flexion: Array
    ankle_dorsiflexion: Array
    kam_per_mm_out: Array
    kam_per_mm_up: Array
    kfm_per_mm_up: Array
    windows: dict[str, tuple[PeakWindow, PeakWindow]]
    method_rmse: Array
    knee_source: str
    notes: tuple[Note, ...]
    knee_method: dict[str, str] = field(default_factory=dict)
    like: str = ""
    marker_hz: float = MARKER_CUTOFF_HZ
    force_hz: float = FORCE_CUTOFF_HZ
    stored_events: bool = False
    weighed_kg: float = np.nan
    reasons: tuple[StepReason, ...] = ()

    @property
    def has_loads(self) -> bool:
        """Whether any step has a knee moment."""
        return bool(np.isfinite(self.kam).any())

    @property
    def weight_contradicts(self) -> bool:
        """Whether the plates weigh so much more or less than the person is said to that no step is believed."""
        return off_weight(self.recording, self.weighed_kg)[1]


def analyse_walk(
    recording: Recording,
    *,
    static: Recording | None = None,
    condition: str | None = None,
    baseline: Walk | None = None,
    angles_only: bool = False,
    like: str = "",
    marker_hz: float | None = None,
    force_hz: float | None = None,
    use_stored_events: bool = False,
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
        Leave knee moments alone; force plates on the markers' clock tell contacts and offs all the same.
    like : str
        ``plug-in-gait``: moments by that model's joint centres, axes, inertia and filters (inverse dynamics in place
        of the lever arm), to compare with what a laboratory's file stores; see :func:`against_stored`.
    marker_hz, force_hz : float, optional
        Cut-off of the low-pass behind the moments; default the trial's 8 Hz, or that of `like`.
    use_stored_events : bool
        Take the contacts and offs that the laboratory stored in the file, in place of those found by plates and
        markers.

    Returns
    -------
    Walk

    Raises
    ------
    FootwiseError
        No steps; or plates of which none can be used, or no mass, height or knee markers beside them.
    """
    if like not in ("", PLUG_IN_GAIT):
        raise FootwiseError("`like`", f"is {like!r}", f"Say {PLUG_IN_GAIT}, or leave it out")
    default_hz = PLUG_IN_GAIT_HZ if like else (MARKER_CUTOFF_HZ, FORCE_CUTOFF_HZ)
    marker_hz = cutoff_hz("marker_hz", marker_hz, default_hz[0], recording.markers.rate_hz)
    force_hz = cutoff_hz("force_hz", force_hz, default_hz[1], recording.markers.rate_hz)
    static = static or recording.static
    recording = with_person_of(replace(recording, static=static), static)
    if angles_only:
        recording = replace(recording, notes=tuple(n for n in recording.notes if n.kind not in ABOUT_PLATES))
    useless = [note for note in recording.notes if note.kind is NoteKind.PLATE]
    uneven = any(note.kind is NoteKind.NO_LEVEL_FLOOR for note in recording.notes)
    if useless and not recording.plates and not uneven:
        raise FootwiseError(
            recording.source,
            f"has no force plate that can be used: {'; '.join(map(str, useless))}",
            "Check the plates in the file, or measure foot angles alone with `angles_only=True`",
            kind=ErrorKind.REFUSAL,
        )
    motion = filtered_motion(recording)
    loads = plate_loads(recording)
    by_markers = kinematic_events(recording, motion)
    lag = clock_lag(recording, motion, loads, by_markers)
    if angles_only and (not lag or lag.too_large):
        # Plates that no clock of the markers fits tell no contacts either.
        recording, lag = replace(recording, plates=()), None
        loads = plate_loads(recording)
    notes = [*recording.notes, *loads.notes, *remarks(_lag_notes(recording, lag))]
    stored = _stored(recording) if use_stored_events else None
    steps = find_steps(recording, motion, loads, stored, by_markers)
    notes += remarks(differences_from_stored(recording, steps) if stored is None else _stored_notes(motion, stored))
    if not np.isfinite(steps.stance_s).any():
        raise _no_step(recording, by_markers)
    forces = {} if angles_only else foot_forces(recording, motion, steps, loads, force_hz)
    leg_motion = motion if marker_hz == MARKER_CUTOFF_HZ else filtered_motion(recording, marker_hz)
    directions = walking_direction(recording, motion, steps)
    headings = _headings(motion, steps, directions)
    shanks: dict[str, Shank] = {}
    wrong_weight: StepReason | None = None
    weighed = np.nan
    if forces:
        if (marker_hz, force_hz) != default_hz:
            notes.append(Note(filters_in_words(marker_hz, force_hz)))
        weighed = weighed_kg(recording, steps, loads, forces)
        shanks, more = _shanks(recording, leg_motion, static, headings, like, weighed)
        notes += more
        weights = (f"{weighed:.1f}", f"{recording.person.mass_kg or np.nan:.1f}")
        worth_saying, wrong = off_weight(recording, weighed)
        if worth_saying:
            said = (
                f"the plates weigh {weights[0]} kg, the person is said to weigh {weights[1]} kg: "
                "check the mass and the calibration of the plates"
            )
            notes.append(Note(said, NoteKind.PLATES))
        if wrong:
            wrong_weight = StepReason("the plates weigh {} kg, the person {} kg", weights)
    elif recording.absent:
        # Without loads nobody misses them; that the map is wrong must be known all the same.
        notes.append(Note(f"has no marker {', '.join(recording.absent.values())}, which the marker map names"))
    if not forces and not any(note.kind in ABOUT_PLATES for note in notes):
        why = "foot angles only, as asked" if angles_only and recording.plates else "no force plates: foot angles only"
        notes.append(Note(f"{why}, the load columns are empty", NoteKind.PLATES))

    foot_angle = foot_angle_curves(motion, steps, directions)
    fpa = foot_progression_angle(foot_angle)
    bend = stride_turn(recording, motion, steps)
    faults = step_faults(motion, steps, fpa, directions, bend, forces, shanks, recording.person.mass_kg)
    faults = [fault or wrong_weight for fault in faults]
    curves = {
        name: np.full((len(steps), STANCE_POINTS), np.nan)
        for name in (*_MOMENTS, "kam_per_mm_out", "kam_per_mm_up", "kfm_per_mm_up")
    }
    for side, shank in shanks.items():
        # Curves of a step with a fault would be curves of half a foot, or of a knee that is elsewhere.
        sound = (steps.side == side) & np.array([not fault for fault in faults])
        for name, values in _side_curves(recording, leg_motion, shank, forces[side], like).items():
            curves[name][sound] = time_normalise(
                values, motion.rate_hz, steps.contact_s[sound], steps.off_s[sound], STANCE_POINTS
            )
    angle_shanks = shanks or shanks_where_known(recording, leg_motion, static, headings)
    sagittal = sagittal_curves(recording, leg_motion, steps, angle_shanks, static)
    windows, step_load = _loads(steps, curves, baseline)
    impossible = impossible_loads(curves["kam"], step_load["medial_force_peak_bw"])
    if any(impossible):
        faults = [fault or wrong for fault, wrong in zip(faults, impossible, strict=True)]
        for values in curves.values():
            values[[bool(wrong) for wrong in impossible]] = np.nan
        windows, step_load = _loads(steps, curves, baseline)
    method_rmse = _rmse(curves["kam"], curves["kam_newton_euler"])
    notes += remarks(hidden_rise_note(curves["kam"], steps.side, windows))
    notes += remarks(flank_note(curves["kam"], steps.side, windows))
    if forces:
        for k in np.flatnonzero(np.isnan(step_load["kam_peak1_pct_bwht"])):
            contact, off = float(steps.contact_s[k]), float(steps.off_s[k])
            faults[k] = faults[k] or peak_fault(forces[str(steps.side[k])], contact, off, motion.rate_hz)
    used = [not fault for fault in faults]
    low_pct = np.zeros(len(steps))
    for side, both in windows.items():
        low_pct[steps.side == side] = hidden_peak_pct(curves["kam"][steps.side == side], both)
    reasons = [
        fault or together([method_flag(rmse), hidden_peak_flag(low)])
        for fault, rmse, low in zip(faults, method_rmse, low_pct, strict=True)
    ]
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
        "reason": [str(reason or "") for reason in reasons],
        **stride_measures(recording, motion, steps),
        "turn_deg": bend,
        "step_width_m": step_width(motion, steps, directions),
        "double_support_s": double_support(steps),
        "contact_in_file_s": recording.starts_s + steps.contact_s,
        "off_in_file_s": recording.starts_s + steps.off_s,
    }
    return Walk(
        recording=recording,
        condition=condition,
        steps=pd.DataFrame(columns, columns=list(WALK_COLUMNS)),
        **curves,
        windows=windows,
        foot_angle=foot_angle,
        **sagittal,
        method_rmse=method_rmse,
        knee_source="; ".join(sorted({shank.source for shank in shanks.values()})),
        notes=tuple(notes),
        knee_method={side: str(shank.method) for side, shank in shanks.items()},
        like=like,
        marker_hz=marker_hz,
        force_hz=force_hz,
        stored_events=use_stored_events,
        weighed_kg=weighed,
        reasons=tuple(dict.fromkeys(reason for reason in reasons if reason)),
    )


def _stored(recording: Recording) -> dict[str, FootEvents]:
    events = stored_events(recording)
    if not events:
        raise FootwiseError(
            recording.source, "has no contacts and offs stored in it", "Leave `use_stored_events` out: they are found"
        )
    return events


def _no_step(recording: Recording, by_markers: dict[str, FootEvents]) -> FootwiseError:
    """Say why a recording has no whole step: nobody walks, or the plates contradict the markers."""
    seen = any(len(foot.contact_s) > 1 and len(foot.off_s) > 1 for foot in by_markers.values())
    if recording.plates and seen:
        return FootwiseError(
            recording.source,
            "holds steps by its markers, and no whole one by its plates: the two contradict each other",
            "Check that markers and forces are of the same trial and in the same axes",
        )
    return FootwiseError(
        recording.source, "holds no whole step", "Give a recording of walking; a standing trial goes with `static`"
    )


def _stored_notes(motion: Motion, stored: dict[str, FootEvents]) -> list[str]:
    """Say that the steps are the file's own, and of which foot it stores none."""
    without = [side for side in motion.sides if side not in stored]
    notes = ["contacts and offs are those stored in the file, as asked"]
    return notes + [f"no step of the {side} foot: the file stores no contact and off of it" for side in without]


def _lag_notes(recording: Recording, lag: ClockLag | None) -> list[str]:
    """Refuse forces that are on another clock than the markers; say what was shifted, and a lag worth a word."""
    shift = recording.forces_later_s
    notes = [f"the forces were shifted {1000 * shift:+.0f} ms, later is positive, as asked"] if shift else []
    if lag is None:
        return notes
    found = (
        f"the forces come {1000 * abs(lag.later_s):.0f} ± {1000 * lag.error_s:.0f} ms too "
        f"{'early' if lag.later_s > 0 else 'late'} for the markers, by {lag.events} contacts and offs that both saw"
    )
    if lag.too_large:
        raise FootwiseError(
            recording.source,
            f"markers and forces are on two clocks: {found}",
            f"Start both by one trigger, or shift the forces with `forces_later_s` {shift + lag.later_s:.3f}",
        )
    if abs(lag.later_s) > LAG_WORTH_SAYING_S:
        notes.append(found)
    return notes


def _loads(
    steps: Steps, curves: dict[str, Array], baseline: Walk | None
) -> tuple[dict[str, tuple[PeakWindow, PeakWindow]], dict[str, Array]]:
    """Windows of the peaks and the load figures of every step, from its curves."""
    windows = _windows(curves["kam"], steps.side, baseline)
    shown = curves["kam"], curves["kfm"], curves["kam_per_mm_out"]
    return windows, step_loads(steps.side, steps.stance_s, *shown, windows)


def _missing(
    recording: Recording, static: Recording | None, troubles: list[FootwiseError], weighed: float
) -> FootwiseError | None:
    """All that is missing for knee moments, at once: nobody should have to ask five times; None if nothing is.

    Parameters
    ----------
    recording : Recording
    static : Recording, optional
    troubles : list of FootwiseError
        Of the knees, where no side has one.
    weighed : float
        Mass in kg by the plates; NaN where no step tells it.
    """
    person = recording.person
    wanted = ((person.mass_kg, "mass", "`mass_kg=...`"), (person.height_m, "height", "`height_m=...`"))
    unsaid = [(what, option) for value, what, option in wanted if value is None]
    said, remedies = [], []
    if unsaid:
        said.append(f"does not say the person's {' and '.join(what for what, _ in unsaid)}")
        remedies.append(
            f"Give {'them' if len(unsaid) > 1 else 'it'} with {' and '.join(option for _, option in unsaid)}"
            + (f" (the plates weigh about {weighed:.0f} kg)" if person.mass_kg is None and weighed > 0 else "")
        )
    nowhere = [
        f"{label!r} ({' '.join(role).replace('_', ' ')})"
        for role, label in recording.absent.items()
        if static is None or not static.has(*role)
    ]
    if nowhere:
        both = f"neither it nor {static.source.name} has" if static is not None else "it does not have"
        said.append(f"the marker map names {', '.join(nowhere)}, which {both}")
        alone = ", or give the standing trial in which these markers are worn"
        remedies.append("Correct the labels in the map" + (alone if static is None else ""))
    elif troubles:
        said += [error.trouble for error in troubles]
        remedies.append(troubles[0].remedy)
    if not said:
        return None
    if nowhere or troubles:
        said.append(f"it has {label_list(recording.markers.labels)}")
    # What is not said is asked for; what is not there makes the file another one than is needed.
    kind = None if nowhere or troubles else ErrorKind.BAD_REQUEST
    return FootwiseError(recording.source, "; ".join(dict.fromkeys(said)), ". ".join(remedies), kind)


def _headings(motion: Motion, steps: Steps, directions: Array) -> dict[str, Array]:
    """Direction of walking at every frame in which a foot is on the ground, NaN elsewhere; shape (frames, 2)."""
    headings = {}
    for side in motion.sides:
        heading = np.full((len(motion.body_m), 2), np.nan)
        for k in np.flatnonzero(steps.side == side):
            if np.isfinite(steps.stance_s[k]):
                start, stop = (round(t * motion.rate_hz) for t in (steps.contact_s[k], steps.off_s[k]))
                heading[max(0, start) : stop + 1] = directions[k]
        headings[side] = heading
    return headings


def _shanks(
    recording: Recording,
    motion: Motion,
    static: Recording | None,
    headings: dict[str, Array],
    like: str,
    weighed: float,
) -> tuple[dict[str, Shank], list[Note]]:
    """Shanks of the sides that have one; an error if none has, notes for the side that has not."""
    shanks, troubles = {}, []
    for side in motion.sides:
        try:
            shanks[side] = find_shank(recording, motion, side, static, heading=headings[side], like=like)
        except FootwiseError as error:
            troubles.append(error)
    elsewhere = [error for error in troubles if error.where != recording.source]
    if elsewhere and not shanks:
        raise elsewhere[0]
    missing = _missing(recording, static, troubles if not shanks else [], weighed)
    if missing is not None:
        raise missing
    notes = [f"no knee moments for this leg: {error.trouble}" for error in troubles]
    notes += [note for shank in shanks.values() for note in shank.notes]
    methods = {shank.method for shank in shanks.values()}
    if methods & {KneeMethod.REGRESSION, KneeMethod.STORED, KneeMethod.STATIC_STORED}:
        notes.append(
            f"knee centres are {' and '.join(sorted(methods))}: compare these moments only with moments from the same "
            "method; 10 mm of knee centre are about 0.5 %BW·ht"
        )
    if len(methods) > 1:
        notes.append("the two knees are measured by different methods: do not compare them with each other")
    return shanks, list(remarks(notes))


def _side_curves(recording: Recording, motion: Motion, shank: Shank, force: FootForce, like: str) -> dict[str, Array]:
    mass, height = recording.person.mass_kg or np.nan, recording.person.height_m or np.nan
    lever = lever_arm_moment(shank, force)
    inverse = newton_euler_moment(shank, force, motion, mass)
    moment = newton_euler_moment(shank, force, motion, mass, WINTER) if like else lever
    up = moment_per_proximal_mm(shank, force)
    return {
        "kam": percent_bwht(moment.adduction_nm, mass, height),
        "kfm": percent_bwht(moment.flexion_nm, mass, height),
        "kam_newton_euler": percent_bwht(inverse.adduction_nm, mass, height),
        "kfm_newton_euler": percent_bwht(inverse.flexion_nm, mass, height),
        "kam_per_mm_out": percent_bwht(adduction_per_lateral_mm(shank, force), mass, height),
        "kam_per_mm_up": percent_bwht(up.adduction_nm, mass, height),
        "kfm_per_mm_up": percent_bwht(up.flexion_nm, mass, height),
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
