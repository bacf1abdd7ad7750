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

# (standard deviation as such, and for each degree that the foot was turned; from step to step in one walk), degrees or
# metres, as simulated walkers show it (benchmarks/odds_markers.py and odds_films.py). Of films most of it is that a
# landmark sits 3 mm beside its place in one walk and not in the other, as clothes make it: with hips 18 cm apart that
# is 2° of their tilt.
_OFF: dict[str, dict[str, tuple[float, float, float]]] = {
    MARKERS: {
        "trunk_sway": (0.13, 0.0, 0.6), "knee_flexion": (1.4, 0.0, 1.2), "pelvic_list": (0.22, 0.0, 0.6),
        "knee_adduction": (0.3, 0.05, 0.3), "step_width": (0.0015, 0.0, 0.012), "tibia_tilt": (0.15, 0.0, 0.9),
        "foot_progression_angle": (0.55, 0.0, 1.7), "knee_distance": (0.0015, 0.0, 0.009),
        "pelvic_rotation": (0.3, 0.0, 1.4),
    },
    SEVERAL_PHONES: {
        "trunk_sway": (0.97, 0.0, 0.7), "knee_flexion": (2.0, 0.0, 4.0), "pelvic_list": (1.7, 0.0, 1.7),
        "knee_adduction": (1.75, 0.06, 1.7), "step_width": (0.006, 0.0, 0.009), "tibia_tilt": (0.7, 0.0, 1.0),
        "foot_progression_angle": (1.6, 0.0, 2.6), "knee_distance": (0.0085, 0.0, 0.007),
        "pelvic_rotation": (1.9, 0.0, 3.5),
    },
    ONE_PHONE: {
        "trunk_sway": (0.95, 0.0, 1.1), "pelvic_list": (1.7, 0.0, 2.2), "knee_adduction": (1.8, 0.06, 2.4),
        "step_width": (0.0067, 0.0, 0.0125), "tibia_tilt": (0.7, 0.0, 1.1),
        "foot_progression_angle": (1.0, 0.2, 1.9), "knee_distance": (0.009, 0.0, 0.0103),
    },
}  # fmt: skip
# What markers that were put on again shift, between sessions of one assessor: standard errors of 2 to 5° are usual for
# angles of gait, the least of them at the pelvis (McGinley et al, Gait Posture 2009;29:360).
_REATTACHED = {
    "trunk_sway": 1.5, "knee_flexion": 3.0, "pelvic_list": 1.5, "knee_adduction": 2.5, "step_width": 0.005,
    "tibia_tilt": 1.5, "foot_progression_angle": 2.5, "knee_distance": 0.008, "pelvic_rotation": 2.0,
}  # fmt: skip


def reattached_sd() -> Array:
    """Standard deviation of what markers that were put on again shift, shape (12,); NaN for what is not measured."""
    return np.array([_REATTACHED.get(name, np.nan) for name in NAMES])


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
    """Usual standard deviation from step to step, shape (12,); NaN for what the source does not measure."""
    return np.array([_OFF[source].get(name, (np.nan,) * 3)[2] for name in NAMES])
