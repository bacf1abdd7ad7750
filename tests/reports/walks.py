"""Walks and prescriptions for the tests, made by shifting and repeating the steps of a real one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from footwise.loads import StepReason, Walk
from footwise.notes import Note
from footwise.prescription import CHANGE_DEG, Prescription, prescribe_from_walks
from footwise.steps_table import COLUMNS

# Share by which each condition lowers the adduction moment.
FALL = {"natural": 0.0, "toe-in-5": 0.06, "toe-in-10": 0.12, "toe-out-5": -0.03, "toe-out-10": -0.07}
NO_FALL = dict.fromkeys(FALL, 0.0)
_CURVES = ("kam", "kfm", "kam_newton_euler", "kfm_newton_euler", "foot_angle", "knee_flexion", "ankle_dorsiflexion")
_PER_MM = ("kam_per_mm_out", "kam_per_mm_up", "kfm_per_mm_up")
_PER_STEP = ("method_rmse",)
_LOADS = COLUMNS[7:13]


def walk_like(walk: Walk, condition: str, repeats: int = 1, fall: float = 0.0, simulated: bool = False) -> Walk:
    """Repeat a walk's steps in another condition: the angle changes as asked, the adduction moment falls by a share."""
    rng = np.random.default_rng(sum(map(ord, condition)))
    steps = pd.concat([walk.steps] * repeats, ignore_index=True)
    late = np.repeat(np.arange(repeats), len(walk.steps)) * walk.recording.markers.duration_s
    steps["contact_s"] += late
    steps["off_s"] += late
    steps["step"] = np.arange(1, len(steps) + 1)
    steps["condition"] = condition
    steps["recording"] = condition
    steps["foot_progression_angle_deg"] += CHANGE_DEG[condition] + rng.normal(0, 0.6, len(steps))
    steps[["kam_peak1_pct_bwht", "kam_peak2_pct_bwht"]] *= 1 - fall
    curves = {name: np.tile(getattr(walk, name), (repeats, 1)) for name in _CURVES}
    return replace(
        walk,
        recording=replace(walk.recording, name=condition, source=Path(f"{condition}.c3d"), simulated=simulated),
        condition=condition,
        steps=steps,
        **{name: values * (1 - fall) if name.startswith("kam") else values for name, values in curves.items()},
        **{name: np.tile(getattr(walk, name), (repeats, 1)) for name in _PER_MM},
        **{name: np.tile(getattr(walk, name), repeats) for name in _PER_STEP},
    )


def five_conditions(
    walk: Walk, repeats: int = 6, simulated: bool = False, fall: Mapping[str, float] = FALL
) -> dict[str, list[Walk]]:
    """One recording for each of the five conditions."""
    return {c: [walk_like(walk, c, repeats, fall[c], simulated)] for c in CHANGE_DEG}


def prescribed(walk: Walk, person: str = "P07", side: str = "left", simulated: bool = False) -> Prescription:
    """A prescription that finds toe-in 10°."""
    return prescribe_from_walks(person, side, five_conditions(walk, simulated=simulated))


def with_steps_left_out(walk: Walk, reasons: Mapping[int, StepReason]) -> Walk:
    """Leave out the steps at these rows for these reasons."""
    steps = walk.steps.copy()
    for row, reason in reasons.items():
        steps.loc[row, ["used", "reason"]] = [False, str(reason)]
    return replace(walk, steps=steps, reasons=(*walk.reasons, *reasons.values()))


def without_loads(walk: Walk) -> Walk:
    """The same walk without force plates."""
    return replace(
        walk,
        recording=replace(walk.recording, plates=()),
        steps=walk.steps.assign(**dict.fromkeys(_LOADS, np.nan)),
        **{name: np.full_like(getattr(walk, name), np.nan) for name in (*_CURVES, *_PER_MM)},
        method_rmse=np.full_like(walk.method_rmse, np.nan),
        knee_source="",
        notes=(Note("no force plates: foot angles only, the load columns are empty"),),
    )


def of_side(walk: Walk, side: str) -> Walk:
    """Only the steps of one leg."""
    mine = (walk.steps["side"] == side).to_numpy()
    arrays = {name: getattr(walk, name)[mine] for name in (*_CURVES, *_PER_MM, *_PER_STEP)}
    return replace(walk, steps=walk.steps[mine].reset_index(drop=True), **arrays)
