"""From the conditions of one person to a target, or to a refusal that says why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from footwise.errors import ErrorKind, FootwiseError
from footwise.loads import NOTHING_SAID, HowToMeasure, Walk, half_stance_windows, peak, windows_around
from footwise.prescription.conditions import (
    CHANGE_DEG,
    NATURAL,
    LegSummary,
    in_order,
    is_condition,
    is_reached,
    reduction_pct,
    summarise_leg,
)
from footwise.prescription.knee_centre import KneeCentreTable, knee_centre_table
from footwise.prescription.model_result import model_result
from footwise.prescription.result import ConditionResult, Prescription
from footwise.prescription.rule import trial_rule
from footwise.prescription.study import Study
from footwise.prescription.study_walks import check_same_person, condition_walks, need_plates, study_walks
from footwise.prescription.thresholds import FEWEST_STEPS
from footwise.prescription.warnings import study_warnings
from footwise.recordings import SIDES, Recording
from footwise.signals import Mean


def prescribe(study: Study, progress: Callable[[str], None] = lambda _: None) -> Prescription:
    """Analyse a study, apply the trial's rule and, beside it, the response model with its own rule.

    Parameters
    ----------
    study : Study
    progress : callable, optional
        Called with the name of every file when its turn comes.

    Returns
    -------
    Prescription

    Raises
    ------
    FootwiseError
        A recording cannot be used at all, has no knee moments, or is of somebody else.
    """
    return prescribe_from_walks(study.person, study.side, study_walks(study, progress))


def prescribe_recordings(
    recordings: Mapping[str, Sequence[Recording]], *, side: str, person: str = "", how: HowToMeasure = NOTHING_SAID
) -> Prescription:
    """Analyse recordings that no study names, and prescribe from them as from a study.

    Parameters
    ----------
    recordings : mapping of str to sequence of Recording
        Condition to its recordings: natural, and one changed condition at least.
    side : str
        The affected leg, left or right.
    person : str
        Whose they are; the name in the recordings without.
    how : HowToMeasure
        Filters and events.

    Returns
    -------
    Prescription

    Raises
    ------
    FootwiseError
        Conditions that are not known or missing, recordings of several people, or one that cannot be used.
    """
    if side not in SIDES:
        raise FootwiseError("`side`", f"is {side!r}", "Say 'left' or 'right'")
    known = f"Conditions are {', '.join(CHANGE_DEG)}, or by another angle: toe-in-8"
    if strange := [name for name in recordings if not is_condition(name)]:
        raise FootwiseError("`recordings`", f"has the unknown condition {strange[0]!r}", known)
    if empty := [name for name, group in recordings.items() if not group]:
        raise FootwiseError("`recordings`", f"has nothing for {empty[0]}", "Give its recordings, or leave it out")
    if NATURAL not in recordings or len(recordings) < 2:
        raise FootwiseError("`recordings`", "needs natural and a changed condition", known)
    everything = [recording for group in recordings.values() for recording in group]
    for k, recording in enumerate(everything):
        need_plates(recording)
        if any(recording.markers is other.markers for other in everything[:k]):
            trouble = f"has the recording {recording.name!r} twice"
            raise FootwiseError("`recordings`", trouble, "Each recording belongs to one condition")
    standing = [recording.static for recording in everything if recording.static is not None]
    check_same_person([(recording.source, recording.person.mass_kg) for recording in (*everything, *standing)])
    ordered = {name: recordings[name] for name in in_order(recordings)}
    return prescribe_from_walks(
        person or everything[0].person.name or everything[0].name, side, condition_walks(ordered, how)
    )


def prescribe_from_walks(person: str, side: str, walks: dict[str, list[Walk]]) -> Prescription:
    """Apply the trial's rule to analysed walks.

    Parameters
    ----------
    person : str
    side : str
        The affected leg.
    walks : dict
        Condition to its walks; natural must be there.

    Returns
    -------
    Prescription
    """
    other = SIDES[1 - SIDES.index(side)]
    legs = {condition: summarise_leg(group, condition, side) for condition, group in walks.items()}
    natural = legs[NATURAL]
    source = walks[NATURAL][0].recording.source
    if natural.all_steps == 0 or not np.isfinite(natural.kam_peak1.value):
        what = "no step of" if natural.all_steps == 0 else "no knee moment for"
        why = "; ".join(str(note) for walk in walks[NATURAL] for note in walk.notes)
        raise FootwiseError(
            source,
            f"has {what} the {side} leg in natural walking" + (f" ({why})" if why else ""),
            "A prescription needs markers and force plates under this leg",
            kind=ErrorKind.REFUSAL,
        )
    enough = [c for c in in_order(legs) if _enough(legs[c])]
    changed = [c for c in enough if c != NATURAL] if NATURAL in enough else []
    # A condition that was not walked as asked says nothing about what it asks for.
    options = {c: _peaks(legs[c]) for c in changed if is_reached(c, _change_deg(legs, c))}
    choice = trial_rule(_peaks(natural), options)
    conditions = tuple(
        _condition_result(walks, legs, condition, other, choice.peak, condition in enough)
        for condition in in_order(walks)
    )
    everyone = [walk for group in walks.values() for walk in group]
    result = Prescription(
        person=person,
        side=side,
        rule="trial",
        choice=choice,
        conditions=conditions,
        walks=walks,
        warnings=(),
        notes=tuple(note.under(walk.recording.name) for walk in everyone for note in walk.notes),
        simulated=any(walk.recording.simulated for walk in everyone),
        same_window_condition=trial_rule(_windowed_peaks(walks[NATURAL], side), options).condition,
        model=model_result(walks, side, changed),
    )
    result = replace(result, knee_centre=_knee_centre(result, legs, options))
    return replace(result, warnings=tuple(study_warnings(result)))


def _knee_centre(
    result: Prescription, legs: dict[str, LegSummary], options: dict[str, tuple[float, float]]
) -> KneeCentreTable | None:
    """How far the choice hangs on the knee centre; with the means so far where the steps are too few to choose from."""
    if not result.judged:
        # A condition with a peak and an angle, however few its steps are.
        options = {c.condition: _peaks(legs[c.condition]) for c in result.conditions[1:] if c.reached}
        options = {c: peaks for c, peaks in options.items() if np.isfinite(peaks).all()}
    if not options:
        return None
    everything = {NATURAL: _peaks(legs[NATURAL]), **options}
    return knee_centre_table(result.walks, result.side, everything, so_far=not result.judged)


def _condition_result(
    walks: dict[str, list[Walk]],
    legs: dict[str, LegSummary],
    condition: str,
    other: str,
    peak: int,
    enough: bool,
) -> ConditionResult:
    leg, natural = legs[condition], legs[NATURAL]
    other_leg = summarise_leg(walks[condition], condition, other)
    change = _change_deg(legs, condition)
    reduction = (
        Mean(0.0, 0.0, leg.steps) if condition == NATURAL else reduction_pct(natural.kam_peak(peak), leg.kam_peak(peak))
    )
    return ConditionResult(leg, other_leg if other_leg.all_steps else None, change, reduction, enough)


def _change_deg(legs: dict[str, LegSummary], condition: str) -> float:
    return legs[condition].foot_progression_angle_deg.value - legs[NATURAL].foot_progression_angle_deg.value


def _enough(leg: LegSummary) -> bool:
    return min(leg.kam_peak1.steps, leg.kam_peak2.steps) >= FEWEST_STEPS


def _peaks(leg: LegSummary) -> tuple[float, float]:
    return leg.kam_peak1.value, leg.kam_peak2.value


def _windowed_peaks(natural: list[Walk], side: str) -> tuple[float, float]:
    """Mean peaks of natural walking read within ±10 % of stance of its own mean peaks."""
    steps = [(walk.steps["side"] == side).to_numpy() for walk in natural]
    used = [mine & walk.steps["used"].to_numpy(dtype=bool) for mine, walk in zip(steps, natural, strict=True)]
    windows = windows_around(
        *half_stance_windows(np.concatenate([walk.kam[mine] for mine, walk in zip(steps, natural, strict=True)]))
    )
    curves = np.concatenate([walk.kam[mine] for mine, walk in zip(used, natural, strict=True)])
    first, second = (Mean.of(peak(curves, window)[0]).value for window in windows)
    return first, second
