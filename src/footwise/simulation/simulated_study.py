"""The modified conditions of one person, made from one real walk, with the truth beside them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.gait import filtered_motion, find_steps, plate_loads
from footwise.loads import Walk, analyse_walk
from footwise.prescription import CHANGE_DEG, NATURAL, STUDY_FILE
from footwise.prescription.rule import trial_rule
from footwise.recordings import Recording
from footwise.recordings.c3d import write_c3d
from footwise.simulation.longer_walk import longer_walk
from footwise.simulation.response import Response
from footwise.simulation.turned_foot import turn_foot

# The change of the mean peaks that was asked for is met within this.
TOLERANCE_PCT_BWHT = 0.002
_MOST_ROUNDS = 8


@by_value
@dataclass(frozen=True)
class SimulatedCondition:
    """One simulated condition and its truth.

    Attributes
    ----------
    condition, side : str
    change_deg : float
        Exact change of the foot progression angle, toe-out positive.
    reduction : (float, float)
        Fall of the mean of KAM peak 1 and peak 2 against the same steps unchanged, %BW·ht.
    tilt_deg : (float, float)
        Tilt of the shank in early and late stance that it took; positive moves the knee outwards.
    recording : Recording
    """

    condition: str
    side: str
    change_deg: float
    reduction: tuple[float, float]
    tilt_deg: tuple[float, float]
    recording: Recording


@by_value
@dataclass(frozen=True)
class SimulatedStudy:
    """One person in all five conditions, made from one real walk.

    Attributes
    ----------
    source : Walk
        The real walk, analysed.
    natural : Recording
        Its own strides repeated, nothing changed.
    conditions : tuple of SimulatedCondition
    response : Response
    seed : int
    """

    source: Walk
    natural: Recording
    conditions: tuple[SimulatedCondition, ...]
    response: Response
    seed: int

    @property
    def side(self) -> str:
        """The leg whose foot turns."""
        return self.conditions[0].side


def simulate_study(
    recording: Recording,
    response: Response,
    side: str,
    *,
    steps: int = 60,
    seed: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> SimulatedStudy:
    """Make the five conditions from a real treadmill walk.

    Parameters
    ----------
    recording : Recording
        A real walk with force plates and knee markers.
    response : Response
    side : str
        The leg whose foot turns.
    steps : int
        At least so many steps a condition on each side.
    seed : int
        Of the order in which the strides are repeated; each condition has its own order.
    progress : callable, optional
        Called with the name of every condition when its turn comes.

    Returns
    -------
    SimulatedStudy

    Raises
    ------
    FootwiseError
        Not a real treadmill walk with force plates, or no usable step of that leg.
    """
    if recording.simulated:
        raise FootwiseError(
            recording.source, "is simulated itself", "Start from a real recording", kind=ErrorKind.BAD_REQUEST
        )
    if not recording.plates:
        raise FootwiseError(recording.source, "has no force plates", "Start from a recording with force plates")
    source = analyse_walk(recording, condition=NATURAL)
    if not (source.steps["used"] & (source.steps["side"] == side)).any():
        raise FootwiseError(
            recording.source, f"has no used step of the {side} leg", "Choose the other side", kind=ErrorKind.REFUSAL
        )
    motion = filtered_motion(recording)
    found = find_steps(recording, motion, plate_loads(recording))
    longer = {
        condition: longer_walk(recording, motion, found, steps, seed + number)
        for number, condition in enumerate(CHANGE_DEG)
    }
    progress(NATURAL)
    natural = analyse_walk(longer[NATURAL], condition=NATURAL)
    conditions = []
    for condition, change in CHANGE_DEG.items():
        if condition != NATURAL:
            progress(condition)
            conditions.append(_simulate_one(longer[condition], natural, response, side, condition, change))
    return SimulatedStudy(source, longer[NATURAL], tuple(conditions), response, seed)


def _simulate_one(
    long: Recording, natural: Walk, response: Response, side: str, condition: str, change: float
) -> SimulatedCondition:
    """Turn the foot of a long walk and find the tilts that give the reductions asked for (Newton's method)."""
    motion = filtered_motion(long)
    loads = plate_loads(long)
    found = find_steps(long, motion, loads)
    unchanged = _peaks(analyse_walk(long, condition=condition, baseline=natural), side)
    wanted = np.array(response.reduction(change))

    def reduction(tilt: Array) -> Array:
        turned = turn_foot(long, motion, found, loads, side, change, (float(tilt[0]), float(tilt[1])))
        peaks = _peaks(analyse_walk(turned, condition=condition, baseline=natural), side)
        return np.asarray(np.nanmean(unchanged - peaks, axis=0))

    tilt = np.zeros(2)
    now = reduction(tilt)
    slope = np.stack([reduction(tilt + step) - now for step in np.eye(2)], axis=1)
    for _ in range(_MOST_ROUNDS):
        if np.abs(now - wanted).max() < TOLERANCE_PCT_BWHT:
            break
        step = np.linalg.solve(slope, wanted - now)
        tilt = tilt + step
        after = reduction(tilt)
        # Broyden's update of the slope with what the step really did.
        slope = slope + np.outer(after - now - slope @ step, step) / (step @ step)
        now = after
    else:
        raise FootwiseError(
            long.source,
            f"cannot be made to answer {condition} with a reduction of {wanted[0]:.2f} and {wanted[1]:.2f} %BW·ht",
            "Ask for a smaller response",
        )
    turned = turn_foot(long, motion, found, loads, side, change, (float(tilt[0]), float(tilt[1])))
    turned = replace(turned, condition=condition, simulated=True)
    return SimulatedCondition(
        condition, side, change, (float(now[0]), float(now[1])), (float(tilt[0]), float(tilt[1])), turned
    )


def _peaks(walk: Walk, side: str) -> Array:
    """Peak 1 and 2 of every step of a side, NaN where not used, shape (steps, 2)."""
    rows = walk.steps[walk.steps["side"] == side]
    peaks = rows[["kam_peak1_pct_bwht", "kam_peak2_pct_bwht"]].to_numpy(dtype=float)
    return np.asarray(np.where(rows["used"].to_numpy()[:, None], peaks, np.nan))


def write_study(folder: Path, study: SimulatedStudy) -> None:
    """Write the conditions as C3D files, the ``study.toml`` that names them, and ``truth.json``."""
    source = study.source.recording.source.name
    write_c3d(folder / f"{NATURAL}.c3d", study.natural, condition=NATURAL, source=source)
    for c in study.conditions:
        write_c3d(folder / f"{c.condition}.c3d", c.recording, condition=c.condition, source=source)
    (folder / STUDY_FILE).write_text(_study_text(study), encoding="utf-8")
    truth = json.dumps(truth_table(study), indent=2, ensure_ascii=False)
    (folder / "truth.json").write_text(truth + "\n", encoding="utf-8")


def truth_table(study: SimulatedStudy) -> dict[str, Any]:
    """Say what is true of the simulated conditions, and which target the trial's rule gives for it."""
    base = np.nanmean(_peaks(analyse_walk(study.natural, condition=NATURAL), study.side), axis=0)
    natural = (float(base[0]), float(base[1]))
    options = {c.condition: (natural[0] - c.reduction[0], natural[1] - c.reduction[1]) for c in study.conditions}
    choice = trial_rule(natural, options)
    return {
        "simulated": True,
        "source": study.source.recording.source.name,
        "side": study.side,
        "response": study.response.name,
        "seed": study.seed,
        "natural": {"kam_peak1": round(natural[0], 4), "kam_peak2": round(natural[1], 4)},
        "conditions": {
            c.condition: {
                "change_deg": c.change_deg,
                "kam_peak1_reduction": round(c.reduction[0], 4),
                "kam_peak2_reduction": round(c.reduction[1], 4),
                "reduction_pct": round(choice.reductions_pct[c.condition], 2),
                "shank_tilt_deg": [round(tilt, 3) for tilt in c.tilt_deg],
            }
            for c in study.conditions
        },
        "prescription": {"condition": choice.condition, "peak": choice.peak},
    }


def _study_text(study: SimulatedStudy) -> str:
    person = study.source.recording.person
    name = (person.name or study.source.recording.name) + " (simulated)"
    lines = [
        f"# Simulated from {study.source.recording.source.name}: its own strides repeated, and with the foot turned.",
        f"person = {json.dumps(name, ensure_ascii=False)}",
        f'side = "{study.side}"',
        "",
        "[recordings]",
        f'{NATURAL} = "{NATURAL}.c3d"',
    ]
    lines += [f'{c.condition} = "{c.condition}.c3d"' for c in study.conditions]
    return "\n".join(lines) + "\n"
