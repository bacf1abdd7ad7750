"""A norm of healthy walking: for each band of speed the mean and standard deviation over people."""

from __future__ import annotations

from dataclasses import dataclass, field

from footwise.arrays import Array, by_value
from footwise.loads.recording_summary import OF_STRIDES, OF_USED_STEPS

# Loads and angles change with speed: people are compared with those who walk within so much of each other.
BAND_M_S = 0.2
NORM_CURVES = {
    "foot_progression_angle_deg": "foot_angle",
    "knee_flexion_deg": "knee_flexion",
    "ankle_dorsiflexion_deg": "ankle_dorsiflexion",
    "kam_pct_bwht": "kam",
    "kfm_pct_bwht": "kfm",
}
"""Curves over stance under their names in `curves.csv`, and where a walk has them."""
# How much the knee centre's place matters says nothing of health.
NORM_MEASURES = tuple(name for name in (*OF_USED_STEPS, *OF_STRIDES) if name != "kam_per_mm_pct_bwht")
"""Measures of steps under their names in `steps.csv`."""
ANGLES = ("foot_progression_angle_deg", "knee_flexion_deg", "ankle_dorsiflexion_deg")
"""Curves whose distance from the norm the profile score sums up."""
LOG_PROFILE_SCORE = "log_profile_score"


@by_value
@dataclass(frozen=True)
class SpeedBand:
    """Healthy people who walked at like speed.

    Attributes
    ----------
    low_m_s, high_m_s : float
        Walking speed, from the lower on and below the higher.
    people : int
    curves : dict
        Name to mean and standard deviation over people, shape (101,) each, 0 to 100 % of stance; NaN where fewer than
        the fewest people know the point.
    measures : dict
        Name to mean and standard deviation over people; :data:`LOG_PROFILE_SCORE` is among them where it is known.
    """

    low_m_s: float
    high_m_s: float
    people: int
    curves: dict[str, tuple[Array, Array]] = field(default_factory=dict)
    measures: dict[str, tuple[float, float]] = field(default_factory=dict)


@by_value
@dataclass(frozen=True)
class Norm:
    """Mean and spread of healthy walking.

    Attributes
    ----------
    source : str
        Whose measurements these are, as a citation or the name of a folder.
    knee_from : str
        How the knee centres were found; several ways parted by semicolons, empty where nobody says it.
    marker_hz, force_hz : float
        Low-pass behind the moments; NaN where nobody says it.
    bands : tuple of SpeedBand
        In order of speed, none overlapping another.
    """

    source: str
    knee_from: str
    marker_hz: float
    force_hz: float
    bands: tuple[SpeedBand, ...]
