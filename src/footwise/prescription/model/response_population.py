"""How knee loads answer a change of foot angle, over people: the shape of a response and its spread."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from footwise.arrays import Array, by_value

OUTCOMES = ("kam_peak1", "kam_peak2", "kfm_peak")
# Angle, in degrees, at which the population's means and spreads are stated.
STATED_AT_DEG = 10.0


@dataclass(frozen=True)
class WalkNoise:
    """What one walk shows besides the response.

    Attributes
    ----------
    step_sd : float
        Standard deviation from step to step, in the outcome's unit.
    neighbour_correlation : float
        Of neighbouring steps of the same leg; it fades as a first-order autoregression.
    walk_sd : float
        Standard deviation of what a walk as a whole is off, in the outcome's unit.
    """

    step_sd: float
    neighbour_correlation: float
    walk_sd: float


@by_value
@dataclass(frozen=True)
class ResponsePopulation:
    """The spread of one outcome's response between people.

    The reduction at a change of foot angle is ``response_curve(change, bend) @ coefficients``, and the
    coefficients are normally distributed.

    Attributes
    ----------
    mean : array, shape (2,)
        Of the coefficients, in the outcome's unit.
    covariance : array, shape (2, 2)
    bend_deg : float
    noise : WalkNoise
    """

    mean: Array
    covariance: Array
    bend_deg: float
    noise: WalkNoise

    @classmethod
    def from_ends(
        cls, means: tuple[float, float], sds: tuple[float, float], correlation: float, bend_deg: float, noise: WalkNoise
    ) -> ResponsePopulation:
        """Make it from the mean, SD and correlation of the reductions at 10° toe-in and at 10° toe-out."""
        to_coefficients = np.linalg.inv(response_curve(np.array([-STATED_AT_DEG, STATED_AT_DEG]), bend_deg))
        off = correlation * sds[0] * sds[1]
        covariance = np.array([[sds[0] ** 2, off], [off, sds[1] ** 2]])
        return cls(to_coefficients @ np.array(means), to_coefficients @ covariance @ to_coefficients.T, bend_deg, noise)

    def reduction(self, change_deg: float) -> tuple[float, float]:
        """Mean and standard deviation between people of the reduction at a change of foot angle."""
        curve = response_curve(np.array(change_deg), self.bend_deg)
        return float(curve @ self.mean), float(np.sqrt(curve @ self.covariance @ curve))

    def ends(self) -> tuple[Array, Array]:
        """Mean, shape (2,), and covariance, shape (2, 2), of the reductions at 10° toe-in and at 10° toe-out."""
        curves = response_curve(np.array([-STATED_AT_DEG, STATED_AT_DEG]), self.bend_deg)
        return curves @ self.mean, curves @ self.covariance @ curves.T


def response_curve(change_deg: Array, bend_deg: float) -> Array:
    """Give the two curves of which every person's response is a sum.

    The first is straight. The second is the same to both sides: ``sqrt(c² + b²) - b`` with the change `c`
    and the width `b` of the bend, so the curvature is largest at natural walking and fades beyond `b`.
    Both are zero without change and are 1 at 10° of toe-out.

    Parameters
    ----------
    change_deg : array, any shape
        Change of the foot progression angle, toe-out positive.
    bend_deg : float

    Returns
    -------
    array, shape (..., 2)
    """
    change = np.asarray(change_deg, dtype=float)
    bent = np.sqrt(change**2 + bend_deg**2) - bend_deg
    return np.stack([change / STATED_AT_DEG, bent / (np.hypot(STATED_AT_DEG, bend_deg) - bend_deg)], axis=-1)


@cache
def response_populations() -> dict[str, ResponsePopulation]:
    """Read the populations of the three outcomes from ``response_population.toml``.

    Returns
    -------
    dict
        Outcome to its population, %BW·ht. A number without a source is marked as assumed in the file.
    """
    text = (
        resources.files("footwise.prescription.model").joinpath("response_population.toml").read_text(encoding="utf-8")
    )
    table = tomllib.loads(text)
    return {
        name: ResponsePopulation.from_ends(
            (table[name]["toe_in_mean"], table[name]["toe_out_mean"]),
            (table[name]["toe_in_sd"], table[name]["toe_out_sd"]),
            table[name]["correlation"],
            table["bend_deg"],
            WalkNoise(**table["noise"][name]),
        )
        for name in OUTCOMES
    }
