"""One recording from markers and plates to a table with one row a step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from footwise.errors import FootwiseError
from footwise.gait import (
    FORCE_CUTOFF_HZ,
    MARKER_CUTOFF_HZ,
    Steps,
    double_support,
    filtered_motion,
    foot_angle_curves,
    foot_forces,
    foot_progression_angle,
    step_width,
    stride_measures,
    stride_turn,
)
from footwise.loads.force_faults import judged_forces, vertical_only
from footwise.loads.how_to_measure import cutoff_hz, filters_in_words
from footwise.loads.joint_angles import sagittal_curves, shanks_where_known
from footwise.loads.knees import find_knees
from footwise.loads.shank import Shank
from footwise.loads.stance_curves import StanceLoads, stance_loads
from footwise.loads.static_trial import with_person_of
from footwise.loads.step_quality import (
    LARGEST_METHOD_RMSE_PCT_BWHT,
    flank_note,
    hidden_peak_flag,
    hidden_peak_pct,
    hidden_rise_note,
    method_flag,
    peak_fault,
    step_faults,
)
from footwise.loads.step_reason import StepReason, together
from footwise.loads.walk import WALK_COLUMNS, Walk
from footwise.loads.walked_steps import find_walked_steps
from footwise.loads.weighing import weighed_kg, weight_note, wrong_weight
from footwise.notes import ABOUT_PLATES, Note, NoteKind, remarks
from footwise.recordings import Recording

PLUG_IN_GAIT = "plug-in-gait"
# That model takes forces as they are and markers hardly filtered; found by comparing with the moments that files of
# three laboratories store (markers at 12, 20 and 40 Hz and forces at 20 and 40 Hz were tried).
PLUG_IN_GAIT_HZ = (20.0, 40.0)


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
    found = find_walked_steps(with_person_of(replace(recording, static=static), static), angles_only, use_stored_events)
    recording, motion, steps, directions = found.recording, found.motion, found.steps, found.directions
    notes = list(found.notes)
    if not angles_only and (without_shear := vertical_only(found.loads)):
        angles_only = True
        notes.append(without_shear)
    forces = {} if angles_only else foot_forces(recording, motion, steps, found.loads, force_hz)
    leg_motion = motion if marker_hz == MARKER_CUTOFF_HZ else filtered_motion(recording, marker_hz)
    headings = found.headings()
    shanks: dict[str, Shank] = {}
    weighed = np.nan
    if forces:
        if (marker_hz, force_hz) != default_hz:
            notes.append(Note(filters_in_words(marker_hz, force_hz)))
        weighed = weighed_kg(recording, steps, found.loads, forces)
        shanks, about_knees = find_knees(recording, leg_motion, static, headings, like, weighed)
        notes += about_knees + weight_note(recording, weighed)
    notes += _without_loads(recording, bool(forces), angles_only, notes)

    foot_angle = foot_angle_curves(motion, steps, directions)
    fpa = foot_progression_angle(foot_angle)
    bend = stride_turn(recording, motion, steps)
    faults = step_faults(motion, steps, fpa, directions, bend, forces, shanks, recording.person.mass_kg)
    faults = [fault or wrong_weight(recording, weighed) for fault in faults]
    if forces:
        faults = [fault or found.clock_fault for fault in faults]
        faults, about_forces = judged_forces(found, forces, faults)
        notes += about_forces
    loads, faults = stance_loads(recording, leg_motion, steps, shanks, forces, faults, baseline, like)
    if forces:
        for k in np.flatnonzero(np.isnan(loads.figures["kam_peak1_pct_bwht"])):
            contact, off = float(steps.contact_s[k]), float(steps.off_s[k])
            faults[k] = faults[k] or peak_fault(forces[str(steps.side[k])], contact, off, motion.rate_hz)
    reasons = _reasons(steps, loads, faults)
    notes += _about_curves(steps, loads)
    angle_shanks = shanks or shanks_where_known(recording, leg_motion, static, headings)
    condition = recording.condition if condition is None else condition
    columns = {
        "recording": recording.name + (" (simulated)" if recording.simulated else ""),
        "condition": condition,
        "side": steps.side,
        "step": np.arange(1, len(steps) + 1),
        "contact_s": steps.contact_s,
        "off_s": steps.off_s,
        "foot_progression_angle_deg": fpa,
        **loads.figures,
        "stance_s": steps.stance_s,
        "used": [not fault for fault in faults],
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
        **loads.curves,
        windows=loads.windows,
        foot_angle=foot_angle,
        **sagittal_curves(recording, leg_motion, steps, angle_shanks, static),
        method_rmse=loads.method_rmse,
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


def _without_loads(recording: Recording, has_forces: bool, angles_only: bool, said: list[Note]) -> list[Note]:
    """Say why a recording has no loads, where nothing has said it yet."""
    if has_forces:
        return []
    notes = []
    if recording.absent:
        # Without loads nobody misses them; that the map is wrong must be known all the same.
        notes.append(Note(f"has no marker {', '.join(recording.absent.values())}, which the marker map names"))
    if not any(note.kind in ABOUT_PLATES for note in said):
        why = "foot angles only, as asked" if angles_only and recording.plates else "no force plates: foot angles only"
        notes.append(Note(f"{why}, the load columns are empty", NoteKind.PLATES))
    return notes


def _reasons(steps: Steps, loads: StanceLoads, faults: list[StepReason | None]) -> list[StepReason | None]:
    """Faults, and of steps without one the flags: two methods apart, a peak whose rise is hidden."""
    low_pct = np.zeros(len(steps))
    for side, both in loads.windows.items():
        low_pct[steps.side == side] = hidden_peak_pct(loads.curves["kam"][steps.side == side], both)
    return [
        fault or together([method_flag(rmse), hidden_peak_flag(low)])
        for fault, rmse, low in zip(faults, loads.method_rmse, low_pct, strict=True)
    ]


def _about_curves(steps: Steps, loads: StanceLoads) -> list[Note]:
    """What the curves of all steps together say: hidden rises, peaks that are none, methods that disagree."""
    kam = loads.curves["kam"]
    notes = [
        *remarks(hidden_rise_note(kam, steps.side, loads.windows)),
        *remarks(flank_note(kam, steps.side, loads.windows)),
    ]
    flagged = int((loads.method_rmse > LARGEST_METHOD_RMSE_PCT_BWHT).sum())
    if flagged:
        said = (
            f"lever arm and Newton-Euler differ by more than {LARGEST_METHOD_RMSE_PCT_BWHT} %BW·ht over stance in "
            f"{flagged} of {len(steps)} steps: check the knee markers and the plates"
        )
        notes.append(Note(said, NoteKind.PLATES))
    return notes
