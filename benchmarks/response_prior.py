"""The spread of responses between people, fitted to the measured responses of 107 people.

Run it with the folder of the public data (repository ToeInKAMReduction, commit 49efaca):

    python benchmarks/response_prior.py ../shared/data/toe_in_107

The figures it prints are those of src/footwise/prescription/response_population.toml.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from footwise.prescription.model import (
    STATED_AT_DEG,
    ResponsePopulation,
    WalkNoise,
    response_curve,
    response_populations,
)

# Steps per leg and walk: 112,730 steps of 86 people, five walks and two legs (Boswell 2021, public data).
STEPS = 131
ACHIEVED_CHANGE_COLUMN = 8


@dataclass(frozen=True)
class FittedPrior:
    """Mean and SD between people of the reduction of peak 1 at 10° toe-in, with the standard errors of both."""

    mean: float
    sd: float
    mean_se: float
    sd_se: float
    people: int
    worse: float


def error_variance(noise: WalkNoise, steps: int) -> float:
    """Variance of the difference of two walks' means."""
    rho = noise.neighbour_correlation
    lags = np.arange(1, steps)
    inflation = 1 + 2 * np.sum((1 - lags / steps) * rho**lags)
    return float(2 * (noise.walk_sd**2 + noise.step_sd**2 / steps * inflation))


def fit(reduction: np.ndarray, change_deg: np.ndarray) -> FittedPrior:
    """Maximum likelihood of mean and SD at 10° toe-in; everything about toe-out stays as stated.

    Every person counts at the change that they achieved, with the noise of the two walks taken off.
    """
    stated = response_populations()["kam_peak1"]
    out_mean, out_sd = stated.reduction(STATED_AT_DEG)
    curves = response_curve(change_deg, stated.bend_deg)
    error = error_variance(stated.noise, STEPS)

    def minus_log_likelihood(parameters: np.ndarray) -> float:
        mean, log_sd = parameters
        population = ResponsePopulation.from_ends(
            (mean, out_mean), (float(np.exp(log_sd)), out_sd), 0.0, stated.bend_deg, stated.noise
        )
        variance = np.einsum("ni,ij,nj->n", curves, population.covariance, curves) + error
        return float(0.5 * np.sum(np.log(variance) + (reduction - curves @ population.mean) ** 2 / variance))

    best = minimize(minus_log_likelihood, np.array([reduction.mean(), np.log(reduction.std())]), method="BFGS")
    mean, sd = best.x[0], float(np.exp(best.x[1]))
    se = np.sqrt(np.diag(best.hess_inv))
    return FittedPrior(float(mean), sd, float(se[0]), float(se[1] * sd), len(reduction), float(np.mean(reduction < 0)))


def read(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Reductions of peak 1 in %BW·ht, positive when it falls, and achieved changes in degrees, toe-out positive."""
    reduction = np.loadtxt(folder / "y_TIP1diff.csv", delimiter=",")
    change = np.loadtxt(folder / "X_TIdiff.csv", delimiter=",")[:, ACHIEVED_CHANGE_COLUMN]
    return reduction, change


def main() -> None:
    """Fit and print."""
    reduction, change = read(Path(sys.argv[1]))
    fitted = fit(reduction, change)
    print(f"{fitted.people} people, change {change.mean():+.2f} ± {change.std(ddof=1):.2f}°")
    print(f"measured reduction {reduction.mean():.3f} ± {reduction.std(ddof=1):.3f} %BW·ht, {fitted.worse:.0%} worse")
    print(
        f"at 10° toe-in: mean {fitted.mean:.3f} (SE {fitted.mean_se:.3f}), SD {fitted.sd:.3f} (SE {fitted.sd_se:.3f})"
    )


if __name__ == "__main__":
    main()
