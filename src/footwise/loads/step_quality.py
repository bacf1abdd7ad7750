"""Which steps can be used, and why the others cannot."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.gait import (
    LARGEST_BEND_DEG,
    LARGEST_CHANGE_M,
    LARGEST_FOOT_ANGLE_DEG,
    LARGEST_YAW_DEG,
    FootForce,
    Motion,
    Steps,
    shape_change_m,
    yaw_range_deg,
)
from footwise.loads.peaks import PeakWindow, peak
from footwise.loads.shank import LARGEST_TURN_DEG, Shank, turned_deg
from footwise.loads.step_reason import StepReason
from footwise.recordings import STANDARD_GRAVITY
from footwise.signals import time_normalise

# The two methods further apart than this over stance: something is wrong with one of them.
LARGEST_METHOD_RMSE_PCT_BWHT = 0.25
# A cluster further from its shape in the static trial than this, over stance, has moved or was mislabelled.
LARGEST_RESIDUAL_M = 0.01
# A whole foot on plates carries at least this share of body weight around mid-stance, and at least this
# share of what the same person's feet carry in the middle of all steps.
LEAST_SUPPORT, LEAST_OF_USUAL = 0.6, 0.85
# Loads that no knee carries in walking: the numbers are right and what they are made of is not.
LARGEST_KAM_PCT_BWHT, LEAST_KAM_PCT_BWHT, LARGEST_MEDIAL_FORCE_BW = 8.0, -2.0, 6.0
_MIDDLE = slice(10, 91)
# See hidden_peak_pct; a loss smaller than the second (in %) is less than what steps differ by.
HIDDEN_CURVATURE, HIDDEN_WORTH_SAYING_PCT = 150.0, 2.0
# A curve that is known from here on before its top shows that it is the top.
RISE_PCT = 3


def step_faults(
    motion: Motion,
    steps: Steps,
    fpa: Array,
    directions: Array,
    turn_deg: Array,
    forces: dict[str, FootForce],
    shanks: dict[str, Shank],
    mass_kg: float | None,
) -> list[StepReason | None]:
    """Say for every step what is wrong with its foot, its plates or its shank; None if nothing is.

    Parameters
    ----------
    motion : Motion
    steps : Steps
    fpa : array, shape (steps,)
        Foot progression angles.
    directions : array, shape (steps, 2)
        Of walking.
    turn_deg : array, shape (steps,)
        How much the path bends in the stride of each step.
    forces, shanks : dict
        By side; both empty in a recording without plates.
    mass_kg : float, or None

    Returns
    -------
    list of StepReason or None
        With a fault of the plates or the shank the curves of the step mean nothing.
    """
    residuals = {
        side: _root_mean_square(_over_stance(shank.residual_m, steps, side, motion.rate_hz))
        for side, shank in shanks.items()
    }
    changes, yaws = shape_change_m(motion, steps, fpa), yaw_range_deg(motion, steps)
    seen = dict.fromkeys(motion.sides, 0)
    faults, carried = [], []
    sides, cuts = steps.side.tolist(), steps.cut.tolist()
    for k, (side, contact, off, cut, angle, bend) in enumerate(
        zip(sides, steps.contact_s, steps.off_s, cuts, fpa, turn_deg, strict=True)
    ):
        residual = float(residuals[side][seen[side]]) if side in residuals else 0.0
        seen[side] += 1
        fault, support = _foot_fault(motion, side, contact, off, cut, angle, bend), np.nan
        fault = fault or _marker_fault(angle, float(changes[k]), float(yaws[k]))
        if not fault and forces:
            middle = _middle(contact * motion.rate_hz, off * motion.rate_hz)
            support = _support(forces[side], middle, mass_kg)
            fault = _plate_fault(forces[side], middle, support)
        if not fault:
            rate = motion.rate_hz
            turned = _shank_turn_deg(shanks[side], directions[k], contact, off, rate) if side in shanks else 0.0
            fault = _shank_fault(residual, turned)
        faults.append(fault)
        carried.append(support if not fault else np.nan)
    usual = float(np.nanmedian(carried)) if np.isfinite(carried).sum() >= 3 else np.nan
    return [
        fault or (_too_light(support) if support < LEAST_OF_USUAL * usual else None)
        for fault, support in zip(faults, carried, strict=True)
    ]


def peak_fault(force: FootForce, contact_s: float, off_s: float, rate: float) -> StepReason:
    """Say why a step without any other fault has no first peak."""
    start, stop = max(0, round(contact_s * rate)), round(off_s * rate)
    if force.missing[start : (start + stop) // 2].any():
        return StepReason("the plates' force is missing around the first peak")
    if np.isnan(force.force_n[start : (start + stop) // 2, 2]).any():
        return StepReason("both feet on one plate: first peak hidden in double support")
    return StepReason("knee or ankle marker missing")


def impossible_loads(kam: Array, medial_force_bw: Array) -> list[StepReason | None]:
    """Say of every step that its load is one that no knee carries in walking: units, axes or labels are wrong.

    Parameters
    ----------
    kam : array, shape (steps, 101)
        %BW·ht, NaN where missing.
    medial_force_bw : array, shape (steps,)
        Its peak.

    Returns
    -------
    list of StepReason or None
        None for a step whose load is possible.
    """
    faults: list[StepReason | None] = []
    for curve, force in zip(kam, medial_force_bw, strict=True):
        # The first and the last tenth are landing and push-off, whose short dips say nothing.
        middle = curve[_MIDDLE]
        middle = middle[np.isfinite(middle)]
        extreme = float(middle[np.argmax(np.abs(middle))]) if len(middle) else 0.0
        if extreme > LARGEST_KAM_PCT_BWHT or extreme < LEAST_KAM_PCT_BWHT:
            words = (
                "impossible: a knee adduction moment of {} %BW·ht, where walking has "
                f"{LEAST_KAM_PCT_BWHT:g} to {LARGEST_KAM_PCT_BWHT:g}"
            )
            faults.append(StepReason(words, (f"{extreme:.1f}",)))
        elif force > LARGEST_MEDIAL_FORCE_BW:
            faults.append(StepReason("impossible: a medial force of {} body weights", (f"{force:.1f}",)))
        else:
            faults.append(None)
    return faults


def hidden_rise_note(kam: Array, side: np.ndarray, windows: dict[str, tuple[PeakWindow, PeakWindow]]) -> list[str]:
    """Say which legs show no step's way up to the first peak: the peak may lie in what double support hides."""
    notes = []
    for which, (first, _) in windows.items():
        curves = kam[side == which]
        before = max(first.usual - RISE_PCT, 0)
        if np.isfinite(curves[:, first.usual]).any() and not np.isfinite(curves[:, before]).any():
            notes.append(
                f"both feet share a plate until the first peak of the {which} leg: its true top may be hidden, "
                "the peaks found may be some percent too low"
            )
    return notes


def hidden_peak_pct(kam: Array, windows: tuple[PeakWindow, PeakWindow]) -> Array:
    """By how much the first peak of each curve may be too low because its top lies before what is known.

    Where the known curve falls from its first point on in the window, the steeper it falls the higher was the
    top: a parabola with a curvature in proportion to the peak loses `k (slope / value)²`. With slopes in 1/% of
    stance `k` came out as 70 to 121 in complete steps of four laboratories whose rise was hidden on
    purpose, and four in five lost less than 150 says.

    Parameters
    ----------
    kam : array, shape (steps, 101)
        One leg's curves.
    windows : tuple of PeakWindow

    Returns
    -------
    array, shape (steps,)
        Percent; zero where the top is seen or no peak is known.
    """
    value, at = peak(kam, windows[0])
    low = np.zeros(len(kam))
    for k in np.flatnonzero(np.isfinite(value) & (value > 0)):
        curve, top = kam[k], int(at[k])
        before, after = curve[max(0, top - RISE_PCT) : top], curve[top : top + 3]
        if np.isfinite(before).any() or top == windows[0].low or not np.isfinite(after).all():
            continue
        low[k] = 100 * HIDDEN_CURVATURE * (max(0.0, curve[top] - curve[top + 2]) / 2 / curve[top]) ** 2
    return low


def hidden_peak_flag(low_pct: float) -> StepReason | None:
    """Say that the first peak of a used step is flagged; None if it is not."""
    if low_pct < HIDDEN_WORTH_SAYING_PCT:
        return None
    words = "flag: the rise to the first peak is not seen, it may be up to {} % too low"
    return StepReason(words, (f"{low_pct:.0f}",))


def flank_note(kam: Array, side: np.ndarray, windows: dict[str, tuple[PeakWindow, PeakWindow]]) -> list[str]:
    """Say which legs have no second peak of their own: the largest value is where the window begins."""
    notes = []
    for which, (_, second) in windows.items():
        value, at = peak(kam[side == which], second)
        known = np.isfinite(value)
        flanks = int((at[known] == second.low).sum())
        if known.any() and flanks > 0.5 * known.sum():
            notes.append(
                f"{which} leg: in {flanks} of {known.sum()} steps the second peak is the falling side of the first, "
                "not a peak of its own"
            )
    return notes


def method_flag(rmse_pct_bwht: float) -> StepReason | None:
    """Say that a used step is flagged; None if it is not."""
    if rmse_pct_bwht > LARGEST_METHOD_RMSE_PCT_BWHT:
        words = "flag: lever arm and Newton-Euler differ by {} %BW·ht over stance"
        return StepReason(words, (f"{rmse_pct_bwht:.2f}",))
    return None


def _over_stance(values: Array, steps: Steps, side: str, rate: float) -> Array:
    mine = steps.side == side
    return time_normalise(values, rate, steps.contact_s[mine], steps.off_s[mine])


def _foot_fault(
    motion: Motion, side: str, contact: float, off: float, cut: str, angle: float, bend: float
) -> StepReason | None:
    if cut:
        return StepReason(f"cut by the {cut} of the recording")
    if np.isnan(contact) or np.isnan(off):
        which = "contact" if np.isnan(contact) else "off"
        return StepReason(f"foot {which} not found: marker missing, or the person stopped")
    if np.isfinite(angle):
        return None
    stance = slice(max(0, round(contact * motion.rate_hz)), round(off * motion.rate_hz) + 1)
    if np.isnan(motion[side, "heel"][stance]).any() or np.isnan(motion[side, "toe"][stance]).any():
        return StepReason("heel or toe marker missing")
    if abs(bend) > LARGEST_BEND_DEG:
        return StepReason("turning: the path bends by {}° in this stride", (f"{abs(bend):.0f}",))
    return StepReason("no walking direction: the body is not seen, or stops")


def _marker_fault(angle: float, change_m: float, yaw_deg: float) -> StepReason | None:
    """Say that heel and toe are not where those of a foot are."""
    if abs(angle) > 90:
        return StepReason("heel and toe look exchanged: the toes point {}° away", (f"{abs(angle):.0f}",))
    if abs(angle) > LARGEST_FOOT_ANGLE_DEG:
        return StepReason("no foot is set down at {}°: check heel and toe markers", (f"{angle:.0f}",))
    if change_m > LARGEST_CHANGE_M:
        words = "the foot's markers are {} mm off their usual shape: one moved, or a gap was filled"
        return StepReason(words, (f"{1000 * change_m:.0f}",))
    if yaw_deg > LARGEST_YAW_DEG:
        words = "heel and toe turn by {}° while the foot lies: a marker jumped, or a gap was filled"
        return StepReason(words, (f"{yaw_deg:.0f}",))
    return None


def _middle(start: float, stop: float) -> slice:
    """Frames of the middle two fifths of a stance."""
    return slice(round(0.7 * start + 0.3 * stop), round(0.3 * start + 0.7 * stop) + 1)


def _support(force: FootForce, middle: slice, mass_kg: float | None) -> float:
    """Mean vertical force around mid-stance in body weights; NaN where it is not known."""
    vertical = force.force_n[middle, 2]
    vertical = vertical[np.isfinite(vertical)]
    return float(vertical.mean()) / (mass_kg * STANDARD_GRAVITY) if len(vertical) and mass_kg else np.nan


def _plate_fault(force: FootForce, middle: slice, support: float) -> StepReason | None:
    if np.isnan(support) and force.missing[middle].any():
        return StepReason("the plates' force is missing in mid-stance")
    if not force.touched[middle].any() or support < 0.05:
        return StepReason("no force plate under this foot")
    if not force.covered[middle].all():
        return StepReason("foot not wholly on the force plates")
    return _too_light(support) if support < LEAST_SUPPORT else None


def _too_light(support: float) -> StepReason:
    return StepReason("plates carry only {}% of body weight in mid-stance", (f"{100 * support:.0f}",))


def _root_mean_square(values: Array) -> Array:
    """Root mean square of each row over what is known of it; 0 where nothing is."""
    known = np.isfinite(values)
    return np.asarray(np.sqrt((np.where(known, values, 0.0) ** 2).sum(axis=1) / np.maximum(known.sum(axis=1), 1)))


def _shank_turn_deg(shank: Shank, direction: Array, contact_s: float, off_s: float, rate: float) -> float:
    """Median angle between the shank's forward axis and the walking direction over a stance; 0 where unknown."""
    if np.isnan(contact_s) or np.isnan(off_s):
        return 0.0
    stance = slice(max(0, round(contact_s * rate)), round(off_s * rate) + 1)
    forward = shank.forward[stance]
    turned = turned_deg(forward, np.broadcast_to(direction, (len(forward), 2)))
    turned = turned[np.isfinite(turned)]
    return float(np.median(turned)) if len(turned) else 0.0


def _shank_fault(residual: float, turned: float) -> StepReason | None:
    if turned > LARGEST_TURN_DEG:
        words = "the shank's forward axis points {}° away from the walking direction"
        return StepReason(words, (f"{turned:.0f}",))
    if residual > LARGEST_RESIDUAL_M:
        words = "shank markers are {} mm from their shape in the static trial"
        return StepReason(words, (f"{1000 * residual:.0f}",))
    return None
