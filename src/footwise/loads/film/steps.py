"""Steps of filmed walks as tables: the columns of every step, and beside them what only a video knows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from footwise.gait.film import RELATIVE, FilmedWalk
from footwise.steps_table import COLUMNS

DETAIL_COLUMNS = (
    "recording", "condition", "side", "step", "contact_s", "view", "cameras", "label", "sd_deg", "frames",
    "reprojection_px", "cameras_used", "stride_s", "stride_m", "knee_flexion_contact_deg", "knee_flexion_peak_deg",
)  # fmt: skip


def filmed_steps(walks: Sequence[FilmedWalk]) -> pd.DataFrame:
    """One row a step, the columns of :data:`footwise.steps_table.COLUMNS`.

    The columns of loads are empty: a video has no force, and what is estimated from it elsewhere is no measurement.
    A foot angle is empty where the view cannot give one; one relative to the neutral stance says so in `reason`.

    Parameters
    ----------
    walks : sequence of FilmedWalk
        At least one.
    """
    return pd.concat([_steps(walk) for walk in walks], ignore_index=True).reindex(columns=list(COLUMNS))


def filmed_step_details(walks: Sequence[FilmedWalk]) -> pd.DataFrame:
    """One row a step in the order of :func:`filmed_steps`, the columns of :data:`DETAIL_COLUMNS`.

    `sd_deg` is over the `frames` frames of the step, `reprojection_px` the mean over heel and toe in them,
    `cameras_used` how many cameras their places come from.

    Parameters
    ----------
    walks : sequence of FilmedWalk
        At least one.
    """
    return pd.concat([_details(walk) for walk in walks], ignore_index=True).reindex(columns=list(DETAIL_COLUMNS))


def _steps(walk: FilmedWalk) -> pd.DataFrame:
    steps = walk.steps
    table = _names(walk)
    table["off_s"] = steps.off_s
    table["foot_progression_angle_deg"] = steps.foot_progression_angle_deg
    table["stance_s"] = steps.stance_s
    table["used"] = steps.used
    table["reason"] = [
        str(fault) if fault else _flag(walk, note) for fault, note in zip(steps.fault, steps.note, strict=True)
    ]
    return table


def _flag(walk: FilmedWalk, note: str) -> str:
    """What must be known of a used step; that its angle is a relative one stands in every table."""
    words = "; ".join(part for part in (RELATIVE if walk.label == RELATIVE else "", note) if part)
    return f"flag: {words}" if words else ""


def _details(walk: FilmedWalk) -> pd.DataFrame:
    steps = walk.steps
    table = _names(walk)
    table["view"], table["cameras"], table["label"] = walk.view, " ".join(walk.cameras), walk.label
    table["cameras_used"] = steps.cameras
    for name in ("sd_deg", "frames", "reprojection_px", "stride_s", "stride_m"):
        table[name] = getattr(steps, name)
    table["knee_flexion_contact_deg"] = steps.knee_flexion_contact_deg
    table["knee_flexion_peak_deg"] = steps.knee_flexion_peak_deg
    return table


def _names(walk: FilmedWalk) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "recording": walk.name,
            "condition": walk.condition,
            "side": walk.steps.side,
            "step": np.arange(1, len(walk.steps) + 1),
            "contact_s": walk.steps.contact_s,
        }
    )
