"""A walk as results of its C3D file: foot angle and knee moments by frame, contacts and offs, and means of each leg."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.loads.moments import TRIAL_GRAVITY
from footwise.loads.peaks import STANCE_POINTS
from footwise.loads.recording_summary import OF_STRIDES, OF_USED_STEPS, leg_values
from footwise.loads.walk import Walk
from footwise.recordings import SIDES, Event
from footwise.recordings.c3d import OFF, STRIKE, C3DResults, ResultValue

_ANGLE = "foot progression angle, Z, toe-out +, while the foot is on the ground (Footwise)"
_MOMENT = "external knee moment, X flexion +, Y adduction +, while the foot is on the ground (Footwise)"
# How a programme of a laboratory may call each mean, and its unit.
_NAMED = {
    "foot_progression_angle_deg": ("Foot Progression Angle", "deg"),
    "kam_peak1_pct_bwht": ("Knee Adduction Moment Peak 1", "%BW*ht"),
    "kam_peak2_pct_bwht": ("Knee Adduction Moment Peak 2", "%BW*ht"),
    "kam_impulse_pct_bwht_s": ("Knee Adduction Moment Impulse", "%BW*ht*s"),
    "kfm_peak_pct_bwht": ("Knee Flexion Moment Peak", "%BW*ht"),
    "medial_force_peak_bw": ("Medial Contact Force Proxy Peak", "BW"),
    "speed_m_s": ("Walking Speed", "m/s"),
    "cadence_steps_min": ("Cadence", "steps/min"),
    "stride_m": ("Stride Length", "m"),
    "stride_s": ("Stride Time", "s"),
    "stance_s": ("Stance Time", "s"),
    "step_width_m": ("Step Width", "m"),
    "double_support_s": ("Double Support", "s"),
}


def c3d_results(walk: Walk) -> C3DResults:
    """Turn a walk into results that its C3D file can hold.

    Parameters
    ----------
    walk : Walk

    Returns
    -------
    C3DResults
        Angles and moments at every frame of the stances of used steps, between the points of the stance curves; NaN
        in between. Contacts and offs of all steps within the recording. Means as in the table of recordings.
    """
    recording = walk.recording
    angles: dict[str, Array] = {}
    moments: dict[str, Array] = {}
    for side in SIDES:
        letter = recording.prefix + side[0].upper()
        zeros = _by_frame(walk, side, np.zeros_like(walk.foot_angle))
        angle = _by_frame(walk, side, walk.foot_angle)
        if np.isfinite(angle).any():
            angles[f"{letter}FootProgressionAngle"] = np.stack((zeros, zeros, angle), axis=1)
        mass, height = recording.person.mass_kg, recording.person.height_m
        if mass and height and walk.has_loads:
            one_percent_nm = mass * TRIAL_GRAVITY * height / 100
            flexion, adduction = (one_percent_nm * _by_frame(walk, side, curve) for curve in (walk.kfm, walk.kam))
            if np.isfinite(adduction).any():
                moments[f"{letter}KneeExternalMoment"] = np.stack((flexion, adduction, zeros), axis=1)
    return C3DResults(
        angles=angles,
        moments=moments,
        descriptions={**dict.fromkeys(angles, _ANGLE), **dict.fromkeys(moments, _MOMENT)},
        events=_events(walk),
        values=tuple(value for side in SIDES for value in _values(walk, side)),
    )


def _by_frame(walk: Walk, side: str, curves: Array) -> Array:
    """Value of stance curves at each frame of one foot's used steps, shape (frames,); NaN elsewhere."""
    markers, steps = walk.recording.markers, walk.steps
    time_s = np.arange(markers.frames) / markers.rate_hz
    values = np.full(markers.frames, np.nan)
    counts = (steps["side"].to_numpy() == side) & steps["used"].to_numpy(dtype=bool)
    for k in np.flatnonzero(counts):
        contact, off = float(steps["contact_s"].iloc[k]), float(steps["off_s"].iloc[k])
        within = (time_s >= contact) & (time_s <= off)
        at = (time_s[within] - contact) / (off - contact) * (STANCE_POINTS - 1)
        values[within] = np.interp(at, np.arange(STANCE_POINTS), curves[k])
    return values


def _events(walk: Walk) -> tuple[Event, ...]:
    """Contacts and offs; those that lie outside the frames, which trimmed stances show, are in no file."""
    last_s = walk.recording.markers.duration_s
    events = [
        Event(str(side), label, float(time))
        for label, column in ((STRIKE, "contact_s"), (OFF, "off_s"))
        for side, time in zip(walk.steps["side"], walk.steps[column], strict=True)
        if 0 <= time <= last_s
    ]
    return tuple(sorted(events, key=lambda event: event.time_s))


def _values(walk: Walk, side: str) -> list[ResultValue]:
    values = []
    for measure in (*OF_USED_STEPS, *OF_STRIDES):
        known = leg_values(walk, side, measure)
        known = known[np.isfinite(known)]
        if measure in _NAMED and len(known):
            name, unit = _NAMED[measure]
            told = f"mean of {len(known)} steps" if len(known) > 1 else "one step"
            values.append(ResultValue(f"Footwise {name}", side, float(known.mean()), unit, told))
    return values
