"""Virtual people with medial knee osteoarthritis, whose response to a change of foot angle is known."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.prescription.model import OUTCOMES, ResponsePopulation, response_curve, response_populations


@by_value
@dataclass(frozen=True)
class VirtualPeople:
    """People with known truth; every array has one row a person.

    Attributes
    ----------
    age_years : array, shape (n,)
    female : array of bool, shape (n,)
    height_m, mass_kg, bmi : array, shape (n,)
    kl_grade : array of int, shape (n,)
        Kellgren-Lawrence, 1 to 3.
    speed_m_s : array, shape (n,)
    pain_nrs : array of int, shape (n,)
        Medial knee pain, 0 to 10.
    side : array of str, shape (n,)
        The affected leg.
    foot_angle_deg : array, shape (n,)
        Natural foot progression angle, toe-out positive.
    kam_peak1, kam_peak2, kfm_peak : array, shape (n,)
        Natural walking, %BW·ht.
    coefficients : array, shape (n, 3, 2)
        Of the response of ``OUTCOMES``, to be multiplied with ``response_curve``.
    """

    age_years: Array
    female: np.ndarray
    height_m: Array
    mass_kg: Array
    bmi: Array
    kl_grade: np.ndarray
    speed_m_s: Array
    pain_nrs: np.ndarray
    side: np.ndarray
    foot_angle_deg: Array
    kam_peak1: Array
    kam_peak2: Array
    kfm_peak: Array
    coefficients: Array

    def __len__(self) -> int:
        return len(self.age_years)

    def __getitem__(self, which: int | slice | np.ndarray) -> VirtualPeople:
        """Some of the people; one person is people of length 1."""
        rows = slice(which, which + 1 or None) if isinstance(which, int | np.integer) else which
        return VirtualPeople(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    @property
    def larger_peak(self) -> np.ndarray:
        """1 or 2: the larger KAM peak of natural walking, shape (n,)."""
        return np.where(self.kam_peak1 > self.kam_peak2, 1, 2)


def virtual_people(
    n: int, seed: int | np.random.Generator, populations: Mapping[str, ResponsePopulation] | None = None
) -> VirtualPeople:
    """Draw people.

    Parameters
    ----------
    n : int
    seed : int or Generator
        The same seed gives the same people.
    populations : mapping, optional
        Outcome to the spread of its response; ``response_populations()`` by default.

    Returns
    -------
    VirtualPeople
    """
    if n < 1:
        raise FootwiseError("virtual people", f"cannot be {n}", "Ask for 1 or more")
    rng = np.random.default_rng(seed)
    who, natural = cohort_defaults()["person"], cohort_defaults()["natural"]
    populations = response_populations() if populations is None else populations
    female = rng.random(n) < who["female_share"]
    height = _heights(rng, female, who)
    bmi = _normal(rng, n, who["bmi_mean"], who["bmi_sd"], who["bmi_least"], who["bmi_below"])
    grades = np.array(who["kl_counts"]) / sum(who["kl_counts"])
    pain = _normal(rng, n, who["pain_mean_nrs"], who["pain_sd_nrs"], who["pain_least_nrs"], who["pain_most_nrs"])
    first = _normal(
        rng, n, natural["kam_peak1_mean"], natural["kam_peak1_sd"], natural["kam_peak1_least"],
        natural["kam_peak1_most"],
    )  # fmt: skip
    less = rng.normal(natural["kam_peak1_over_peak2_mean"], natural["kam_peak1_over_peak2_sd"], n)
    return VirtualPeople(
        age_years=_normal(rng, n, who["age_mean_years"], who["age_sd_years"], who["age_least_years"]),
        female=female,
        height_m=height,
        mass_kg=bmi * height**2,
        bmi=bmi,
        kl_grade=rng.choice(np.arange(1, len(grades) + 1), n, p=grades),
        speed_m_s=_normal(rng, n, who["speed_mean_m_s"], who["speed_sd_m_s"], who["speed_least_m_s"]),
        pain_nrs=np.rint(pain).astype(int),
        side=rng.choice(np.array(["left", "right"]), n),
        foot_angle_deg=rng.normal(natural["foot_angle_mean_deg"], natural["foot_angle_sd_deg"], n),
        kam_peak1=first,
        kam_peak2=np.maximum(first - less, natural["kam_peak2_least"]),
        kfm_peak=_normal(rng, n, natural["kfm_peak_mean"], natural["kfm_peak_sd"], natural["kfm_peak_least"]),
        coefficients=np.stack(
            [rng.multivariate_normal(populations[o].mean, populations[o].covariance, n) for o in OUTCOMES], axis=1
        ),
    )


def true_change(people: VirtualPeople, outcome: str, change_deg: float | Array) -> Array:
    """Change of a load that a change of foot angle truly makes.

    Parameters
    ----------
    people : VirtualPeople
    outcome : str
        ``kam_peak1``, ``kam_peak2`` or ``kfm_peak``.
    change_deg : float or array, shape (k,) or (n, k)
        Change of the foot progression angle, toe-out positive.

    Returns
    -------
    array, shape (n,), or (n, k)
        %BW·ht, **positive when the load rises**; the reduction is its negative.
    """
    bend = response_populations()[outcome].bend_deg
    mine = people.coefficients[:, OUTCOMES.index(outcome)]
    curve = response_curve(np.asarray(change_deg, dtype=float), bend)
    if curve.ndim == 1:
        return np.asarray(-mine @ curve)
    return np.asarray(-np.einsum("nb,kb->nk" if curve.ndim == 2 else "nb,nkb->nk", mine, curve))


@cache
def cohort_defaults() -> dict[str, dict[str, Any]]:
    """Read ``default_cohort.toml``, where every number has its source or is marked as assumed."""
    text = resources.files("footwise.simulation").joinpath("default_cohort.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _heights(rng: np.random.Generator, female: np.ndarray, who: Mapping[str, float]) -> Array:
    """Heights of women and men with the mean and spread of both together as published."""
    share, apart = who["female_share"], who["men_taller_m"]
    within = np.sqrt(who["height_sd_m"] ** 2 - share * (1 - share) * apart**2)
    middle = who["height_mean_m"] + np.where(female, -(1 - share), share) * apart
    return np.asarray(middle + within * np.clip(rng.normal(size=len(female)), -3, 3))


def _normal(rng: np.random.Generator, n: int, mean: float, sd: float, least: float, most: float = np.inf) -> Array:
    """Draw from a normal distribution without its tails beyond the bounds."""
    from scipy.stats import truncnorm

    bounds = (least - mean) / sd, (most - mean) / sd
    return np.asarray(truncnorm.rvs(*bounds, loc=mean, scale=sd, size=n, random_state=rng))
