"""Moments over the stance of every step, where their peaks are looked for, and what each step's load is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.gait import FootForce, Motion, Steps
from footwise.loads.moments import (
    adduction_per_lateral_mm,
    lever_arm_moment,
    moment_per_proximal_mm,
    newton_euler_moment,
    percent_bwht,
)
from footwise.loads.peaks import STANCE_POINTS, PeakWindow, half_stance_windows, windows_around
from footwise.loads.segments import WINTER
from footwise.loads.shank import Shank
from footwise.loads.step_loads import step_loads
from footwise.loads.step_quality import impossible_loads
from footwise.loads.step_reason import StepReason
from footwise.loads.walk import Walk
from footwise.recordings import Recording
from footwise.signals import time_normalise

MOMENTS = ("kam", "kfm", "kam_newton_euler", "kfm_newton_euler")
PER_MM = ("kam_per_mm_out", "kam_per_mm_up", "kfm_per_mm_up")


@by_value
@dataclass(frozen=True)
class StanceLoads:
    """Loads of every step.

    Attributes
    ----------
    curves : dict
        Name, as in :class:`~footwise.loads.walk.Walk`, to %BW·ht over stance, shape (steps, 101).
    windows : dict
        Side to where its two peaks were looked for.
    figures : dict
        Column of the table of steps to its values.
    """

    curves: dict[str, Array]
    windows: dict[str, tuple[PeakWindow, PeakWindow]]
    figures: dict[str, Array]

    @property
    def method_rmse(self) -> Array:
        """How far the two methods are apart, per step."""
        square = (self.curves["kam"] - self.curves["kam_newton_euler"]) ** 2
        known = np.isfinite(square)
        with np.errstate(invalid="ignore"):
            return np.asarray(np.sqrt(np.where(known, square, 0.0).sum(axis=1) / known.sum(axis=1)))


def stance_loads(
    recording: Recording,
    motion: Motion,
    steps: Steps,
    shanks: dict[str, Shank],
    forces: dict[str, FootForce],
    faults: list[StepReason | None],
    baseline: Walk | None,
    like: str,
) -> tuple[StanceLoads, list[StepReason | None]]:
    """Compute the loads of all steps without a fault.

    Returns
    -------
    StanceLoads, list of StepReason or None
        The faults, with those of a step whose load is one that no knee carries; its curves are left out.
    """
    curves = {name: np.full((len(steps), STANCE_POINTS), np.nan) for name in (*MOMENTS, *PER_MM)}
    for side, shank in shanks.items():
        # Curves of a step with a fault would be curves of half a foot, or of a knee that is elsewhere.
        sound = (steps.side == side) & np.array([not fault for fault in faults])
        for name, values in _side_curves(recording, motion, shank, forces[side], like).items():
            curves[name][sound] = time_normalise(
                values, motion.rate_hz, steps.contact_s[sound], steps.off_s[sound], STANCE_POINTS
            )
    loads = _of(steps, curves, baseline)
    impossible = impossible_loads(curves["kam"], loads.figures["medial_force_peak_bw"])
    if any(impossible):
        faults = [fault or wrong for fault, wrong in zip(faults, impossible, strict=True)]
        for values in curves.values():
            values[[bool(wrong) for wrong in impossible]] = np.nan
        loads = _of(steps, curves, baseline)
    return loads, faults


def _of(steps: Steps, curves: dict[str, Array], baseline: Walk | None) -> StanceLoads:
    windows = _windows(curves["kam"], steps.side, baseline)
    shown = curves["kam"], curves["kfm"], curves["kam_per_mm_out"]
    return StanceLoads(curves, windows, step_loads(steps.side, steps.stance_s, *shown, windows))


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
