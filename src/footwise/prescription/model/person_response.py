"""All loads of one leg in one visit, and what each of them does when the foot turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.loads import Walk, loads_per_mm
from footwise.prescription.conditions import NATURAL, asked_change_deg, is_reached
from footwise.prescription.model.response_model import ResponsePosterior, fit_response
from footwise.prescription.model.response_population import (
    OUTCOMES,
    ResponsePopulation,
    WalkNoise,
    response_populations,
)
from footwise.prescription.model.walk_means import LoadWalk
from footwise.prescription.thresholds import FEWEST_STEPS, KNEE_CENTRE_SD_MM

MEDIAL_FORCE = "medial_force_peak_bw"
_COLUMNS = {
    "kam_peak1": "kam_peak1_pct_bwht", "kam_peak2": "kam_peak2_pct_bwht", "kfm_peak": "kfm_peak_pct_bwht",
    MEDIAL_FORCE: MEDIAL_FORCE,
}  # fmt: skip
# Steps so many apart are alike no more.
_NO_NEIGHBOURS = 50
# Weights of the medial force proxy, body weights for each %BW·ht.
_KAM_WEIGHT, _KFM_WEIGHT = 0.34, 0.13


@by_value
@dataclass(frozen=True)
class LegWalk:
    """Used steps of one leg in one walk.

    Attributes
    ----------
    condition : str
    foot_angle_deg : array, shape (steps,)
        Toe-out positive.
    loads : dict
        ``kam_peak1``, ``kam_peak2``, ``kfm_peak`` (%BW·ht) and, where known, ``medial_force_peak_bw`` to
        arrays of shape (steps,).
    number : array of int, shape (steps,)
        Count of the leg's steps, with those that were left out.
    per_mm : dict
        Load to its change when the knee centre lies 1 mm further out, and 1 mm further up the shank, shape (steps, 2);
        a load of which that is not known is missing.
    """

    condition: str
    foot_angle_deg: Array
    loads: Mapping[str, Array]
    number: np.ndarray
    per_mm: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonResponse:
    """What is known of one leg's response after a visit.

    Attributes
    ----------
    posteriors : dict
        Load to its posterior; a load that cannot be estimated is missing.
    troubles : dict
        Load to the line that says why it cannot be estimated.
    natural_angle_deg : float
        Mean foot angle of natural walking, toe-out positive.
    reached_deg : (float, float)
        Furthest toe-in and toe-out of the walks' means, as changes; beyond them the curve rests on the prior.
    walks : tuple of LegWalk
    """

    posteriors: dict[str, ResponsePosterior]
    troubles: dict[str, str]
    natural_angle_deg: float
    reached_deg: tuple[float, float]
    walks: tuple[LegWalk, ...]

    def peak(self, number: int) -> ResponsePosterior | None:
        """Posterior of KAM peak 1 or 2."""
        return self.posteriors.get(f"kam_peak{number}")

    def reached_towards(self, condition: str) -> float:
        """Furthest mean change of a walk to the side of a condition, toe-out positive; 0 where nobody turned there."""
        return self.reached_deg[0 if asked_change_deg(condition) < 0 else 1]

    def reaches(self, condition: str) -> bool:
        """Say whether some walk went as far as a condition asks for: beyond that the curve is a guess from others."""
        return is_reached(condition, self.reached_towards(condition))


def leg_walks(walks: Mapping[str, Sequence[Walk]], side: str) -> list[LegWalk]:
    """Take one leg's used steps out of analysed walks, every recording as a walk of its own.

    Recordings with fewer than five used steps, as a walkway gives them, are one walk together: alone none of them tells
    how much steps scatter. Their steps are no neighbours.
    """
    found: list[LegWalk] = []
    for condition, group in walks.items():
        short: list[LegWalk] = []
        for walk in group:
            of_side = (walk.steps["side"] == side).to_numpy()
            mine = walk.steps[of_side]
            used = mine["used"].to_numpy(dtype=bool)
            if used.any():
                loads = {name: mine[column].to_numpy(dtype=float)[used] for name, column in _COLUMNS.items()}
                angle = mine["foot_progression_angle_deg"].to_numpy(dtype=float)[used]
                per_mm = {name: values[of_side][used] for name, values in loads_per_mm(walk).items()}
                one = LegWalk(condition, angle, loads, np.flatnonzero(used), per_mm)
                (short if len(angle) < FEWEST_STEPS else found).append(one)
        if short:
            found.append(_together(condition, short))
    return found


def _together(condition: str, walks: Sequence[LegWalk]) -> LegWalk:
    """Make one walk of several short ones."""
    if len(walks) == 1:
        return walks[0]
    apart = max(int(walk.number[-1]) for walk in walks) + _NO_NEIGHBOURS
    return LegWalk(
        condition,
        np.concatenate([walk.foot_angle_deg for walk in walks]),
        {name: np.concatenate([walk.loads[name] for walk in walks]) for name in walks[0].loads},
        np.concatenate([walk.number + k * apart for k, walk in enumerate(walks)]),
        {name: np.concatenate([walk.per_mm[name] for walk in walks]) for name in walks[0].per_mm},
    )


def person_response(
    walks: Sequence[LegWalk],
    loads: Sequence[str] = (*OUTCOMES, MEDIAL_FORCE),
    knee_centre_sd_mm: float = KNEE_CENTRE_SD_MM,
    off_line: float | None = None,
) -> PersonResponse:
    """Fit the response of every load of a leg.

    Parameters
    ----------
    walks : sequence of LegWalk
        Of one visit, natural walking among them.
    loads : sequence of str, optional
        Which loads.
    knee_centre_sd_mm : float, optional
        Standard deviation of where the knee centre lies, the same in all walks; 0 leaves it out.
    off_line : float, optional
        How far a response may lie off the line from natural walking to 10°, where that is to be taken for granted
        (:func:`fit_response`).

    Returns
    -------
    PersonResponse

    Raises
    ------
    FootwiseError
        No step of natural walking has a foot angle.
    """
    natural = [w.foot_angle_deg[np.isfinite(w.foot_angle_deg)] for w in walks if w.condition == NATURAL]
    reference = np.concatenate([np.empty(0), *natural])
    if not len(reference):
        raise FootwiseError(
            "response to the foot angle",
            "cannot be estimated, because no step of natural walking has a foot angle",
            "Record natural walking",
            kind=ErrorKind.REFUSAL,
        )
    middle = float(reference.mean())
    means = [float(np.nanmean(w.foot_angle_deg)) - middle for w in walks if np.isfinite(w.foot_angle_deg).any()]
    posteriors: dict[str, ResponsePosterior] = {}
    troubles: dict[str, str] = {}
    for load in loads:
        mine = [
            LoadWalk(
                w.foot_angle_deg - middle,
                w.loads[load],
                w.number,
                knee_centre_sd_mm * w.per_mm[load] if load in w.per_mm else None,
            )
            for w in walks
            if load in w.loads
        ]
        try:
            posteriors[load] = fit_response(mine, _population(load, posteriors), off_line)
        except FootwiseError as error:
            troubles[load] = str(error)
    return PersonResponse(posteriors, troubles, middle, (min(0.0, *means), max(0.0, *means)), tuple(walks))


def _population(load: str, fitted: Mapping[str, ResponsePosterior]) -> ResponsePopulation:
    populations = response_populations()
    if load != MEDIAL_FORCE:
        return populations[load]
    return medial_force_population(*(fitted[o].level if o in fitted else np.nan for o in OUTCOMES))


def medial_force_population(kam_peak1: float, kam_peak2: float, kfm_peak: float) -> ResponsePopulation:
    """Spread of the response of the medial force proxy, which follows from those of the moments.

    Parameters
    ----------
    kam_peak1, kam_peak2, kfm_peak : float
        Natural walking, %BW·ht. They say at which peak the proxy is largest; the flexion moment counts at
        the first one only, since its peak lies there.

    Returns
    -------
    ResponsePopulation
        In body weights.
    """
    populations = response_populations()
    second = _KAM_WEIGHT * kam_peak2 > _KAM_WEIGHT * kam_peak1 + _KFM_WEIGHT * kfm_peak
    parts = [("kam_peak2", _KAM_WEIGHT)] if second else [("kam_peak1", _KAM_WEIGHT), ("kfm_peak", _KFM_WEIGHT)]
    chosen = [(populations[name], weight) for name, weight in parts]
    first = chosen[0][0]
    step_sd, walk_sd = (
        float(np.sqrt(sum((weight * getattr(p.noise, what)) ** 2 for p, weight in chosen)))
        for what in ("step_sd", "walk_sd")
    )
    return replace(
        first,
        mean=np.asarray(sum(weight * p.mean for p, weight in chosen)),
        covariance=np.asarray(sum(weight**2 * p.covariance for p, weight in chosen)),
        noise=WalkNoise(step_sd, first.noise.neighbour_correlation, walk_sd),
    )
