"""What virtual people show when they walk: steps with noise, walks that differ, days that differ more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.prescription.model import OUTCOMES, WalkNoise, response_populations
from footwise.simulation.cohort import VirtualPeople, cohort_defaults, true_change

# Steps of one leg in two minutes: 112,730 steps of 86 people, five walks and two legs (Boswell 2021, public data).
TWO_MINUTES = 131


@by_value
@dataclass(frozen=True)
class WalkSteps:
    """Steps of one leg in one walk.

    Attributes
    ----------
    foot_angle_deg : array, shape (steps,)
        Foot progression angle, toe-out positive.
    kam_peak1, kam_peak2, kfm_peak : array, shape (steps,)
        %BW·ht.
    """

    foot_angle_deg: Array
    kam_peak1: Array
    kam_peak2: Array
    kfm_peak: Array


@by_value
@dataclass(frozen=True)
class DayToDayVariation:
    """What everything measured on one day is off: markers placed anew, another day of the person.

    Attributes
    ----------
    foot_angle_deg : array, shape (n,)
    loads : array, shape (n, 3)
        Of ``OUTCOMES``, %BW·ht.
    """

    foot_angle_deg: Array
    loads: Array


def day_to_day_variation(n: int, rng: np.random.Generator) -> DayToDayVariation:
    """Draw the errors of one day for `n` people, so that SEM between days is 0.36 %BW·ht for a two-minute walk."""
    day = cohort_defaults()["day"]
    noises = response_populations()
    own = [np.sqrt(day[f"{o}_sem"] ** 2 - mean_error_sd(noises[o].noise, TWO_MINUTES) ** 2) for o in OUTCOMES]
    shared = day["peaks_correlation"]
    correlation = np.array([[1.0, shared, 0.0], [shared, 1.0, 0.0], [0.0, 0.0, 1.0]])
    loads = rng.multivariate_normal(np.zeros(len(OUTCOMES)), correlation * np.outer(own, own), n)
    return DayToDayVariation(rng.normal(0, day["foot_angle_sem_deg"], n), loads)


def mean_error_sd(noise: WalkNoise, steps: int) -> float:
    """Standard deviation of what the mean of one walk is off within a visit, in the outcome's unit."""
    lags = np.arange(1, steps)
    inflation = 1 + 2 * float(np.sum((1 - lags / steps) * noise.neighbour_correlation**lags))
    return float(np.sqrt(noise.walk_sd**2 + noise.step_sd**2 * inflation / steps))


def walk_steps(
    person: VirtualPeople,
    change_deg: float,
    steps: int,
    rng: np.random.Generator,
    *,
    day: DayToDayVariation | None = None,
    exactly: bool = False,
) -> WalkSteps:
    """Let one person walk with a change of foot angle.

    Parameters
    ----------
    person : VirtualPeople
        People of length 1 (``people[3]``).
    change_deg : float
        Change that is asked for, toe-out positive; 0 is natural walking.
    steps : int
        Of the affected leg.
    rng : Generator
    day : DayToDayVariation, optional
        Of length 1; none within a visit, where it is the same in all conditions.
    exactly : bool
        The walk as a whole has the angle asked for; otherwise it falls short of it as people do.

    Returns
    -------
    WalkSteps
        Every step answers to its own angle; its noise is alike in neighbouring steps, and the walk as a
        whole is off by what one walk differs from the next.
    """
    walk = cohort_defaults()["walk"]
    achieved = change_deg
    if change_deg != 0 and not exactly:
        achieved = change_deg * walk["achieved_share"] + rng.normal(0, walk["achieved_sd_deg"])
    changes = achieved + rng.normal(0, walk["foot_angle_step_sd_deg"], steps)
    loads = [
        float(getattr(person, outcome)[0])
        + true_change(person, outcome, changes)[0]
        + _noise(response_populations()[outcome].noise, steps, rng)
        + (day.loads[0, number] if day is not None else 0.0)
        for number, outcome in enumerate(OUTCOMES)
    ]
    angle = float(person.foot_angle_deg[0]) + changes + (day.foot_angle_deg[0] if day is not None else 0.0)
    return WalkSteps(angle, *loads)


def _noise(noise: WalkNoise, steps: int, rng: np.random.Generator) -> Array:
    from scipy.signal import lfilter

    rho = noise.neighbour_correlation
    fresh = rng.normal(0, noise.step_sd, steps) * np.where(np.arange(steps) == 0, 1, np.sqrt(1 - rho**2))
    return np.asarray(lfilter([1.0], [1.0, -rho], fresh) + rng.normal(0, noise.walk_sd))
