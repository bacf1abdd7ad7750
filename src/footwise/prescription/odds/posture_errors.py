"""By how much a change of posture may be off as a whole, and how steps scatter: for markers, several phones and one.

What is off in every step alike, many steps do not mend: where the time of the first peak is taken from, a landmark that
wanders over the skin as the leg turns, how far the knee is taken to be in front of the ankle.
"""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.loads import MARKERS
from footwise.loads.film import ONE_PHONE, SEVERAL_PHONES
from footwise.prescription.odds.changes import NAMES

# (standard deviation as such, and for each degree that the foot was turned), degrees or metres. Measured by
# benchmarks/odds_markers.py and benchmarks/odds_films.py.
_OFF: dict[str, dict[str, tuple[float, float]]] = {
    MARKERS: {
        "trunk_sway": (0.18, 0.0), "knee_flexion": (1.4, 0.0), "pelvic_list": (0.22, 0.0),
        "knee_adduction": (0.3, 0.05), "step_width": (0.0025, 0.0), "tibia_tilt": (0.15, 0.0),
        "foot_progression_angle": (0.55, 0.0), "knee_distance": (0.0018, 0.0), "pelvic_rotation": (0.3, 0.0),
    },
    SEVERAL_PHONES: {
        "trunk_sway": (0.3, 0.0), "knee_flexion": (1.0, 0.0), "pelvic_list": (0.5, 0.0), "knee_adduction": (0.6, 0.06),
        "step_width": (0.004, 0.0), "tibia_tilt": (0.4, 0.0), "foot_progression_angle": (1.0, 0.0),
        "knee_distance": (0.004, 0.0), "pelvic_rotation": (1.0, 0.0),
    },
    ONE_PHONE: {
        "trunk_sway": (0.4, 0.0), "pelvic_list": (0.5, 0.0), "knee_adduction": (0.7, 0.06),
        "step_width": (0.006, 0.0), "tibia_tilt": (0.5, 0.0), "foot_progression_angle": (1.0, 0.1),
        "knee_distance": (0.006, 0.0),
    },
}  # fmt: skip
# From step to step in one walk: of people, and on top of it of the landmarks of a film.
_STEPS = {
    "trunk_sway": 0.6, "knee_flexion": 1.2, "pelvic_list": 0.6, "knee_adduction": 0.3, "step_width": 0.015,
    "tibia_tilt": 1.0, "foot_progression_angle": 1.7, "knee_distance": 0.012, "pelvic_rotation": 1.6,
}  # fmt: skip
_OF_FILM = {MARKERS: 1.0, SEVERAL_PHONES: 1.5, ONE_PHONE: 1.7}


def systematic_sd(source: str, turned_deg: float) -> Array:
    """Standard deviation of what is off in all steps alike, shape (12,); NaN for what the source does not measure.

    Parameters
    ----------
    source : str
        Of a :class:`footwise.loads.WalkPosture`.
    turned_deg : float
        By how much the foot was turned.
    """
    off = _OFF[source]
    return np.array([np.hypot(off[name][0], off[name][1] * turned_deg) if name in off else np.nan for name in NAMES])


def usual_step_sd(source: str) -> Array:
    """Usual standard deviation from step to step, shape (12,); NaN for what is never measured."""
    return _OF_FILM[source] * np.array([_STEPS.get(name, np.nan) for name in NAMES])
