"""From walks of healthy people to a norm: every person counts once in a band of speed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.loads.norm.norm import (
    ANGLES,
    BAND_M_S,
    LOG_PROFILE_SCORE,
    NORM_CURVES,
    NORM_MEASURES,
    Norm,
    SpeedBand,
)
from footwise.loads.recording_summary import leg_values
from footwise.loads.walk import Walk
from footwise.recordings import SIDES

# A standard deviation over fewer people is hardly one.
FEWEST_PEOPLE, LEAST_PEOPLE = 5, 3


def walking_norm(walks: Mapping[str, Sequence[Walk]], source: str, fewest_people: int = FEWEST_PEOPLE) -> Norm:
    """Make a norm of walks of healthy people.

    The curves and measures of a person in a band of speed are the mean over the used steps of both legs in all
    walks of that speed; the norm is mean and standard deviation over people. Bands are 0.2 m/s wide; one with too few
    people is left out.

    Parameters
    ----------
    walks : mapping of str to sequence of Walk
        By person.
    source : str
        Whose measurements these are.
    fewest_people : int
        In a band of speed, and behind every point of a curve; 3 at least.

    Raises
    ------
    FootwiseError
        No band has enough people, or the walks were measured with different filters.
    """
    if fewest_people < LEAST_PEOPLE:
        trouble = f"is {fewest_people}, and a spread needs {LEAST_PEOPLE} people"
        raise FootwiseError("`fewest_people`", trouble, f"Choose {LEAST_PEOPLE} or more")
    everything = [walk for group in walks.values() for walk in group]
    filters = {(walk.marker_hz, walk.force_hz, walk.like) for walk in everything}
    if len(filters) > 1:
        raise FootwiseError(source, "holds walks that were measured with different filters", "Measure all in one way")
    banded: dict[int, dict[str, list[Walk]]] = {}
    for person, group in walks.items():
        for walk in group:
            speed = speed_of_walk(walk)
            if np.isfinite(speed) and walk.steps["used"].any():
                banded.setdefault(_band(speed), {}).setdefault(person, []).append(walk)
    enough = {number: people for number, people in banded.items() if len(people) >= fewest_people}
    if not enough:
        most = max((len(people) for people in banded.values()), default=0)
        raise FootwiseError(
            source,
            f"has {most} people at most who walked at like speed, within {BAND_M_S:g} m/s",
            f"Give {fewest_people} healthy people or more of one speed, or say `fewest_people`",
            ErrorKind.REFUSAL,
        )
    marker_hz, force_hz, _ = filters.pop()
    knees = {walk.knee_method[side] for walk in everything for side in walk.knee_method}
    bands = tuple(_speed_band(number, list(enough[number].values()), fewest_people) for number in sorted(enough))
    return Norm(source, "; ".join(sorted(knees)), marker_hz, force_hz, bands)


def speed_of_walk(walk: Walk) -> float:
    """Mean speed over the strides of both legs outside turns, m/s; NaN where no stride is known."""
    return _mean(_of_both_legs([walk], "speed_m_s"))


def mean_curve(walks: Sequence[Walk], sides: Sequence[str], name: str) -> Array:
    """Mean curve over the used steps of some legs, shape (101,); NaN where fewer than half of the steps know it."""
    parts = [
        getattr(walk, NORM_CURVES[name])[(walk.steps["side"].isin(sides) & walk.steps["used"]).to_numpy(dtype=bool)]
        for walk in walks
    ]
    return _mean_over(np.concatenate(parts), least=0.5)[0]


def variable_score(curve: Array, mean: Array) -> float:
    """Root mean square difference of a curve from the norm's mean: Baker's gait variable score, over stance."""
    square = (curve - mean) ** 2
    known = np.isfinite(square)
    # A curve that is known over less than half of stance is no curve.
    return float(np.sqrt(square[known].mean())) if known.sum() > len(curve) / 2 else np.nan


def profile_score(scores: Sequence[float]) -> float:
    """Root mean square of the gait variable scores; NaN unless all are known."""
    return float(np.sqrt(np.mean(np.square(scores))))


def _band(speed_m_s: float) -> int:
    # Belts run at round speeds, which lie in the middle of a band: what is measured is a little more or less.
    return int(np.floor(speed_m_s / BAND_M_S + 0.5))


def _speed_band(number: int, people: list[list[Walk]], fewest: int) -> SpeedBand:
    own = {name: np.stack([mean_curve(group, SIDES, name) for group in people]) for name in NORM_CURVES}
    curves = {name: _mean_over(values, least=fewest) for name, values in own.items()}
    curves = {name: both for name, both in curves.items() if np.isfinite(both[0]).any()}
    measures = {}
    for name in NORM_MEASURES:
        values = np.array([_mean(_of_both_legs(group, name)) for group in people])
        known = values[np.isfinite(values)]
        if len(known) >= fewest:
            measures[name] = (float(known.mean()), float(known.std(ddof=1)))
    scores = _profile_scores(own, fewest)
    # People who are equal to the last digit have no distance from each other.
    logs = np.log(scores[scores > 0])
    logs = logs[np.isfinite(logs)]
    if len(logs) >= fewest:
        measures[LOG_PROFILE_SCORE] = (float(logs.mean()), float(logs.std(ddof=1)))
    low = round((number - 0.5) * BAND_M_S, 3)
    return SpeedBand(low, round(low + BAND_M_S, 3), len(people), curves, measures)


def _of_both_legs(walks: Sequence[Walk], name: str) -> Array:
    return np.concatenate([leg_values(walk, side, name) for walk in walks for side in SIDES])


def _profile_scores(own: Mapping[str, Array], fewest: int) -> Array:
    """Profile score of each healthy person against all others: with themselves they would look too normal."""
    count = len(own[ANGLES[0]])
    scores = np.full(count, np.nan)
    for k in range(count):
        others = np.arange(count) != k
        each = [variable_score(own[name][k], _mean_over(own[name][others], least=fewest - 1)[0]) for name in ANGLES]
        scores[k] = profile_score(each)
    return scores


def _mean_over(values: Array, least: float) -> tuple[Array, Array]:
    """Mean and standard deviation over rows; NaN where fewer than `least` (a share, if below 1) know the point."""
    known = np.isfinite(values)
    count = known.sum(axis=0)
    enough = count >= max(1, least * len(values) if least < 1 else least)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known, values, 0.0).sum(axis=0) / count
        spread = np.where(known, (values - mean) ** 2, 0.0).sum(axis=0) / (count - 1)
    return np.where(enough, mean, np.nan), np.where(enough & (count > 1), np.sqrt(spread), np.nan)


def _mean(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else np.nan
