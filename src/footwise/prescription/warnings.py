"""What a clinician must know before trusting a prescription."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from footwise.condition_names import condition_in_words
from footwise.loads import half_stance_windows
from footwise.notes import ABOUT_PLATES, Note, remarks
from footwise.prescription.conditions import CHANGE_DEG, NATURAL, asked_change_deg
from footwise.prescription.result import ANGLE_TOLERANCE_DEG, ConditionResult, Prescription
from footwise.prescription.thresholds import THRESHOLD_PCT

ENOUGH_STEPS = 50
GAIT_TOLERANCE = 0.05
# Conditions may differ by this share of steps whose first peak is read from its falling side only.
HIDDEN_TOLERANCE = 0.25
# With the medial force proxy 0.34 KAM + 0.13 |KFM|, a rise of KFM by 0.34 / 0.13 of the fall of KAM undoes it.
KFM_PER_KAM = 2.6


def study_warnings(result: Prescription) -> Iterator[Note]:
    """Give every warning: the knee centre's, the ones about the chosen condition, others; simulation stands apart.

    Each names cause and consequence, or what to do.
    """
    if result.knee_centre is not None and (note := result.knee_centre.note()) is not None:
        yield note
    yield from remarks(_about_study(result))


def _about_study(result: Prescription) -> Iterator[str]:
    chosen = result.chosen
    if chosen is not None:
        yield from _about_choice(result, chosen)
    elif result.knee_centre is not None and result.knee_centre.so_far:
        best = result.knee_centre.measured.condition
        yield from (line for c in result.conditions if c.condition == best for line in _about_other_peak(result, c))
    for c in result.conditions:
        yield from _about_condition(result, c)
    yield from _about_windows(result)
    if result.choice.switched:
        yield (
            f"the two peaks are nearly equal and the larger one could not be reduced by {THRESHOLD_PCT:.0f} %: "
            f"the rule used peak {result.choice.peak}"
        )
    missing = [c for c in CHANGE_DEG if c not in result.walks]
    # Who walks other changes than the trial's five does not miss those.
    if missing and set(result.walks) <= set(CHANGE_DEG):
        yield f"not walked, so not considered: {', '.join(map(condition_in_words, missing))}"


def _about_windows(result: Prescription) -> Iterator[str]:
    """Warn when the choice depends on the trial's reading of natural walking over whole halves of stance."""
    if result.same_window_condition != result.choice.condition:
        other = condition_in_words(result.same_window_condition or "no change")
        yield (
            "the trial reads natural walking over half of stance and changed walking near the natural peak; with both "
            f"read near the peak the rule would give {other}"
        )


def _about_choice(result: Prescription, chosen: ConditionResult) -> Iterator[str]:
    reduction = chosen.reduction
    if reduction.value - reduction.se < THRESHOLD_PCT:
        yield (
            f"the reduction of {reduction.value:.1f} % ± {reduction.se:.1f} % is within one standard error of the "
            f"{THRESHOLD_PCT:.0f} % threshold: more steps would tell"
        )
    for c in result.conditions:
        smaller = abs(asked_change_deg(c.condition)) < abs(asked_change_deg(chosen.condition))
        if smaller and c.condition != NATURAL and c.usable:
            spread = (reduction.se**2 + c.reduction.se**2) ** 0.5
            if reduction.value - c.reduction.value <= spread:
                yield (
                    f"{chosen.in_words} is within one standard error of the smaller change {c.in_words} "
                    f"({reduction.value:.1f} % against {c.reduction.value:.1f} %, standard error of the difference "
                    f"{spread:.1f} %): the smaller change may do as well"
                )
    natural, leg, peak = result.natural.leg, chosen.leg, result.choice.peak
    drop = natural.kam_peak(peak).value - leg.kam_peak(peak).value
    rise = leg.kfm_peak.value - natural.kfm_peak.value
    if rise > KFM_PER_KAM * drop:
        yield (
            f"with {chosen.in_words} the knee flexion moment rises by {rise:.2f} %BW·ht, more than {KFM_PER_KAM} "
            f"times the fall of the adduction moment ({drop:.2f}): the medial force may not fall"
        )
    if leg.medial_force_peak_bw.value > natural.medial_force_peak_bw.value:
        yield f"with {chosen.in_words} the medial force proxy rises although the adduction moment falls"
    yield from _about_other_peak(result, chosen)
    first, now = result.natural.other_leg, chosen.other_leg
    if first is not None and now is not None and now.kam_peak1.value > 1.05 * first.kam_peak1.value:
        yield (
            f"with {chosen.in_words} peak 1 of the other leg rises from {first.kam_peak1.value:.2f} to "
            f"{now.kam_peak1.value:.2f} %BW·ht"
        )


def _about_other_peak(result: Prescription, c: ConditionResult) -> Iterator[str]:
    other = 3 - result.choice.peak
    before, after = result.natural.leg.kam_peak(other), c.leg.kam_peak(other)
    if after.value > 1.05 * before.value:
        yield (
            f"with {c.in_words} the other peak (peak {other}) rises from {before.value:.2f} to {after.value:.2f} %BW·ht"
        )


def _about_condition(result: Prescription, c: ConditionResult) -> Iterator[str]:
    leg, natural = c.leg, result.natural.leg
    if not c.enough:
        yield f"{c.in_words} has {leg.steps} used steps of {leg.all_steps}: too few, it was not considered"
    elif not c.reached:
        yield _not_reached(c)
    elif (count := leg.kam_peak(result.choice.peak).steps) < ENOUGH_STEPS:
        of_peak = " with a known second peak" if result.choice.peak == 2 else ""
        yield f"{c.in_words} has {count} used steps{of_peak}, fewer than {ENOUGH_STEPS}: its mean is uncertain"
    for walk in result.walks[c.condition]:
        yield from (f"{c.in_words}: {note}" for note in walk.notes if note.kind in ABOUT_PLATES)
    if c.condition == NATURAL:
        return
    if c.reached and abs(c.off_target_deg) > ANGLE_TOLERANCE_DEG:
        yield (
            f"{c.in_words} was walked with a change of {c.change_deg:+.1f}° instead of "
            f"{asked_change_deg(c.condition):+.0f}°: more than {ANGLE_TOLERANCE_DEG:.0f}° off its target"
        )
    changed = [
        f"{what} by {100 * (after.value / before.value - 1):+.0f} %"
        for what, before, after in (
            ("walking speed", natural.speed_m_s, leg.speed_m_s),
            ("stride length", natural.stride_m, leg.stride_m),
            ("stride time", natural.stride_s, leg.stride_s),
        )
        if abs(after.value / before.value - 1) > GAIT_TOLERANCE
    ]
    if changed:
        yield (
            f"{c.in_words} changed {', '.join(changed)}: knee load depends on it, so the change of load is not the "
            "foot angle's alone"
        )
    here, before_here = (_share_hidden(result, condition) for condition in (c.condition, NATURAL))
    if c.usable and abs(here - before_here) > HIDDEN_TOLERANCE:
        yield (
            f"double support hides the rise to peak 1 in {here:.0%} of the steps of {c.in_words} and in "
            f"{before_here:.0%} of natural: such peaks come out a few percent low, and the change is as uncertain"
        )


def _not_reached(c: ConditionResult) -> str:
    asked = asked_change_deg(c.condition)
    if not np.isfinite(c.change_deg):
        return f"{c.in_words} has no foot angles: it was not considered"
    other_way = c.change_deg * asked < 0 and abs(c.change_deg) > ANGLE_TOLERANCE_DEG
    return (
        f"{c.in_words} was not reached: it was walked with a change of {c.change_deg:+.1f}° instead of {asked:+.0f}°"
        + (", the other way (are two recordings swapped?)" if other_way else "")
        + ". It was not considered"
    )


def _share_hidden(result: Prescription, condition: str) -> float:
    """Share of the used steps of the affected leg whose adduction moment is not known just before peak 1."""
    hidden, count = 0, 0
    for walk in result.walks[condition]:
        used = (walk.steps["used"] & (walk.steps["side"] == result.side)).to_numpy()
        curves = walk.kam[used]
        top = half_stance_windows(walk.kam[(walk.steps["side"] == result.side).to_numpy()])[0].usual
        hidden += int(np.isnan(curves[:, max(0, top - 5) : top]).any(axis=1).sum())
        count += len(curves)
    return hidden / count if count else 0.0
