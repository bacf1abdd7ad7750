"""Steps of a recording of foot sensors as a table, one row a step, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from footwise.arrays import Array
from footwise.foot_sensor.live import Reason, TrackerSettings
from footwise.foot_sensor.recorded.foot import RecordedFoot
from footwise.signals import Mean
from footwise.steps_table import COLUMNS, STRIDE_COLUMNS

# Standard error of a median, over that of a mean.
_MEDIAN = float(np.sqrt(np.pi / 2))


@dataclass(frozen=True)
class SensorSummary:
    """One foot of a recording, over its used steps; NaN where nothing is known.

    Attributes
    ----------
    side : str
    used, found : int
        Steps.
    median_deg, standard_error_deg : float
        Foot progression angle: median, and its standard error, √(π/2) times that of the mean, which allows for the
        likeness of neighbouring steps. Without the error of the calibration.
    spread_deg : float
        Standard deviation from step to step.
    stride_m, stride_s, speed_m_s : Mean
    """

    side: str
    used: int
    found: int
    median_deg: float
    standard_error_deg: float
    spread_deg: float
    stride_m: Mean
    stride_s: Mean
    speed_m_s: Mean

    @property
    def cadence_per_min(self) -> float:
        """Steps of both feet a minute: two a stride."""
        return 120.0 / self.stride_s.value


def summarise_steps(steps: pd.DataFrame, side: str) -> SensorSummary:
    """Sum up the used steps of one foot."""
    mine = steps[steps["side"] == side]
    used = mine[mine["used"].astype(bool)]
    angles = used["foot_progression_angle_deg"].to_numpy(dtype=float)
    return SensorSummary(
        side=side,
        used=len(used),
        found=len(mine),
        median_deg=float(np.median(angles)) if len(angles) else np.nan,
        standard_error_deg=_MEDIAN * Mean.of(angles).se,
        spread_deg=float(angles.std(ddof=1)) if len(angles) > 1 else np.nan,
        stride_m=Mean.of(used["stride_m"].to_numpy(dtype=float)),
        stride_s=Mean.of(used["stride_s"].to_numpy(dtype=float)),
        speed_m_s=Mean.of(used["speed_m_s"].to_numpy(dtype=float)),
    )


def steps_table(recording: str, feet: Sequence[RecordedFoot]) -> pd.DataFrame:
    """One row a step of any of the feet, in the order of contact.

    The step is the stance that ends a stride. Where its contact is not clear the order is by its mid-stance.
    """
    whole = pd.concat([_foot_table(foot) for foot in feet], ignore_index=True)
    order = whole["contact_s"].fillna(whole.pop("mid_stance_s")).sort_values(kind="stable").index
    table = whole.loc[order].reset_index(drop=True)
    table["recording"], table["condition"], table["step"] = recording, "", np.arange(1, len(table) + 1)
    return table.reindex(columns=[*COLUMNS, *STRIDE_COLUMNS])


def _foot_table(foot: RecordedFoot) -> pd.DataFrame:
    strides = foot.strides
    # Without a calibration there is no foot angle, and a step without one is not used.
    uncalibrated = f"not calibrated: {foot.uncalibrated}" if foot.calibration is None else ""
    reasons = [str(stride.reason) or uncalibrated for stride in strides]
    contact, off = foot.measured.contact_s, _stance_ends(foot)
    angles = [None if reason else s.foot_progression_angle_deg for s, reason in zip(strides, reasons, strict=True)]
    return pd.DataFrame(
        {
            "side": [foot.side] * len(strides),
            "mid_stance_s": np.array([s.mid_stance_s for s in strides], dtype=float),
            "contact_s": contact,
            "off_s": off,
            "stance_s": off - contact,
            "foot_progression_angle_deg": np.array(angles, dtype=float),
            "used": np.array([not reason for reason in reasons], dtype=bool),
            "reason": reasons,
            "stride_m": np.array([s.stride_m for s in strides], dtype=float),
            "stride_s": np.array([s.stride_s for s in strides], dtype=float),
            "speed_m_s": np.array([s.speed_m_s for s in strides], dtype=float),
            "turn_deg": np.array([s.turn_deg for s in strides], dtype=float),
        }
    )


def _stance_ends(foot: RecordedFoot) -> Array:
    """Foot-off of the stance that ends each stride: that of the next stride, where nothing lies between."""
    ends = np.full(len(foot.strides), np.nan)
    longest = TrackerSettings().longest_stand_s
    for k in range(len(ends) - 1):
        following = foot.strides[k + 1]
        walked = following.valid or following.stood_s <= longest
        whole = following.reason not in (Reason.GAP, Reason.NO_START) and walked
        if whole and following.stretch == foot.strides[k].stretch:
            ends[k] = foot.measured.off_s[k + 1]
    return ends
