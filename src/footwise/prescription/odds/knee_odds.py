"""The odds of one knee: what is known of how far its load falls, and what would tell more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.prescription.model import WalkNoise, response_populations
from footwise.prescription.odds.changes import NAMES, VARIABLES, WalkChanges
from footwise.prescription.odds.fall import Fall
from footwise.prescription.odds.model_file import published_model
from footwise.prescription.odds.odds_model import ANGLE, OddsModel

# First peak of the knee adduction moment of people with medial knee osteoarthritis, %BW·ht (read off Boswell 2021).
TYPICAL_PEAK = 2.9
# A fall that counts: the trial's threshold, as a share of the peak of natural walking.
ENOUGH = 0.05
LEAST_CHANGE_DEG = 3.0
SCALES_FROM_DEG, SCALES_TO_DEG = 4.0, 13.0
# Assumed: falls need not grow in proportion to the angle. Standard deviation, as a share of the spread between people,
# for an angle that is half or twice the people's; and what each degree outside of 4 to 13° adds.
_NOT_IN_PROPORTION, _OUTSIDE_A_DEGREE = 0.5, 0.15
# What explains less of how people differ is not worth a sentence: the population's odds say as much.
LEAST_TOLD = 0.03
# Errors with which markers would measure what was not measured: degrees, and metres.
_GOOD_ERROR = {"deg": 0.5, "m": 0.005}
# Steps of each leg and walk in the 107 (Boswell 2021, public data).
_STEPS_OF_107 = 131
_SURE_INSIDE = 0.99


@dataclass(frozen=True)
class MoreToMeasure:
    """What one more measurement would tell.

    Attributes
    ----------
    name : str
        Of the variable; empty for more steps of what was measured.
    told : float
        Share of how people differ that would be explained with it.
    more : float
        How much that is more than now.
    """

    name: str
    told: float
    more: float

    @property
    def words(self) -> str:
        """What it is, in words."""
        return VARIABLES[NAMES.index(self.name)].words if self.name else "more steps"


@by_value
@dataclass(frozen=True)
class KneeOdds:
    """What is known of how far the first peak of this knee's adduction moment falls with the changed walk.

    Attributes
    ----------
    changes : WalkChanges
    model : OddsModel
    fall : Fall
        %BW·ht, positive when the load falls.
    baseline : float
        First peak of natural walking, %BW·ht.
    baseline_entered : bool
        Whether it was measured; a typical one else.
    of_this_knee : bool
        Whether the measured changes count. Not so for toe-out, of which the people show nothing: the odds are those of
        all knees.
    told : float
        Share of how people differ that what was measured explains, on average over people.
    used : tuple of str
        Variables that counted.
    outside : tuple of str
        Those beyond everybody in whom the model was fitted.
    wider : float
        Factor by which the bands were widened, because the walk changed as nobody's did.
    next : tuple of MoreToMeasure
        What would tell more, most first.
    """

    changes: WalkChanges
    model: OddsModel
    fall: Fall
    baseline: float
    baseline_entered: bool
    of_this_knee: bool
    told: float
    used: tuple[str, ...]
    outside: tuple[str, ...]
    wider: float
    next: tuple[MoreToMeasure, ...]

    @property
    def toe_in(self) -> bool:
        """Whether the foot was turned in."""
        return self.changes.achieved_deg < 0

    @property
    def enough(self) -> float:
        """The fall that counts, %BW·ht: 5 % of the baseline."""
        return ENOUGH * self.baseline

    @property
    def p_fall(self) -> float:
        """Probability that the load falls at all."""
        return self.fall.p_at_least(0.0)

    @property
    def p_enough(self) -> float:
        """Probability that it falls by 5 % of the baseline or more."""
        return self.fall.p_at_least(self.enough)

    @property
    def p_worse(self) -> float:
        """Probability that it rises."""
        return 1 - self.p_fall

    @property
    def p_much_worse(self) -> float:
        """Probability that it rises by 5 % of the baseline or more."""
        return 1 - self.fall.p_at_least(-self.enough)

    @property
    def outside_angles(self) -> bool:
        """Whether the foot was turned less or further than the scaling of the odds is meant for."""
        return not SCALES_FROM_DEG <= abs(self.changes.achieved_deg) <= SCALES_TO_DEG

    def of_a_hundred(self) -> tuple[int, int, int, int]:
        """Knees of 100 whose load falls by 5 % or more, by less, rises by less, and by 5 % or more: 100 together.

        The first two are together what `p_fall` rounds to.
        """
        falls = round(100 * self.p_fall)
        much, much_more = min(falls, round(100 * self.p_enough)), min(100 - falls, round(100 * self.p_much_worse))
        return much, falls - much, 100 - falls - much_more, much_more


def knee_odds(changes: WalkChanges, model: OddsModel | None = None, baseline: float | None = None) -> KneeOdds:
    """Give the odds that a changed walk unloads this knee.

    Parameters
    ----------
    changes : WalkChanges
    model : OddsModel, optional
        That of the 107 people without.
    baseline : float, optional
        First peak of natural walking, %BW·ht; a typical one without.

    Raises
    ------
    FootwiseError
        The foot was turned by less than 3°.
    """
    turned = changes.achieved_deg
    if not abs(turned) >= LEAST_CHANGE_DEG:
        said = f"was {abs(turned):.1f}°" if np.isfinite(turned) else "is not known"
        raise FootwiseError(
            "the change of foot angle",
            f"{said} on average, and nothing can be said of less than {LEAST_CHANGE_DEG:g}°",
            "Walk again with the foot turned further, and check that the two recordings are not swapped",
            kind=ErrorKind.REFUSAL,
        )
    model = model or published_model()
    peak = TYPICAL_PEAK if baseline is None else baseline
    if turned > 0 > model.at_deg or turned < 0 < model.at_deg:
        return _of_all_knees(changes, model, peak, baseline is not None)
    scale = turned / model.at_deg
    measured, error = _at_the_people_s_angle(changes, model, scale)
    outside, wider = _beyond(model, measured, error)
    # What nobody showed is taken as the most that people showed in its direction, with bands as much wider.
    measured = model.centre + (measured - model.centre) / wider
    told = model.share_told(measured, error)
    fall = _scaled(model.fall(measured, error), model, turned, wider)
    used = tuple(name for name, value in zip(model.names, measured, strict=True) if np.isfinite(value))
    return KneeOdds(
        changes, model, fall, peak, baseline is not None, True, told, used, outside, wider,
        _next(changes, model, measured, error, scale, told),
    )  # fmt: skip


def told_by(changes: WalkChanges, model: OddsModel | None = None, more_steps: int = 0) -> float:
    """Give the share of how people differ that such a measurement explains, now or after so many more steps a walk.

    What a device is off by as a whole stays; where nobody knows how much that is, more steps tell nothing.
    """
    model = model or published_model()
    scale = changes.achieved_deg / model.at_deg
    if not np.isfinite(scale) or scale <= 0:
        return 0.0
    measured, error = _at_the_people_s_angle(_with_more_steps(changes, more_steps), model, scale)
    return model.share_told(measured, error)


def _at_the_people_s_angle(changes: WalkChanges, model: OddsModel, scale: float) -> tuple[Array, Array]:
    """Changes and their errors as they would be at the people's change of foot angle: all in proportion to it.

    The angle itself then is theirs and tells nothing; what is in another scale than theirs is left out.
    """
    left_out = {variable.name for variable in VARIABLES if not variable.comparable} | {ANGLE}
    at = [NAMES.index(name) for name in model.names]
    measured, error = changes.change[at] / scale, changes.error_sd[at] / scale
    known = np.isfinite(measured) & np.isfinite(error) & [name not in left_out for name in model.names]
    return np.where(known, measured, np.nan), np.where(known, error, np.nan)


def _beyond(model: OddsModel, measured: Array, error: Array) -> tuple[tuple[str, ...], float]:
    """Variables beyond everybody's by more than two errors, and how far the bands widen for it, as a factor."""
    from scipy.stats import chi2

    with np.errstate(invalid="ignore"):
        far = (measured > model.high + 2 * error) | (measured < model.low - 2 * error)
        edge = np.where(measured > model.centre, model.high, model.low)
        beyond = np.where(far, (measured - model.centre) / (edge - model.centre), 1.0)
    distance, over = model.distance(measured, error)
    likely = float(chi2.ppf(_SURE_INSIDE, over)) if over else 1.0
    return (
        tuple(name for name, is_far in zip(model.names, far, strict=True) if is_far),
        float(max(1.0, np.nanmax(np.abs(beyond)), np.sqrt(distance / likely))),
    )


def _scaled(fall: Fall, model: OddsModel, turned_deg: float, wider: float) -> Fall:
    """Bring a fall at the people's angle to another one, with what that leaves open."""
    scale = turned_deg / model.at_deg
    noise = _measuring_variance(response_populations()["kam_peak1"].noise)
    # Knees differ by their own answers, which scale, and by the error of measuring a moment, which does not.
    own = max(fall.knee_scale**2 - noise, 0.0)
    size = abs(turned_deg)
    outside_deg = max(SCALES_FROM_DEG - size, size - SCALES_TO_DEG, 0.0)
    open_sd = model.fall_sd * (_NOT_IN_PROPORTION * abs(scale - 1) * min(scale, 1.0) + _OUTSIDE_A_DEGREE * outside_deg)
    return Fall(
        fall.mean * scale,
        float(np.hypot(wider * fall.normal_sd * scale, open_sd)),
        float(wider * np.sqrt(own * scale**2 + min(noise, fall.knee_scale**2))),
        fall.dof,
    )


def _measuring_variance(noise: WalkNoise) -> float:
    """Variance of the difference of two walks' mean moments, as the 107 were measured."""
    rho, lags = noise.neighbour_correlation, np.arange(1, _STEPS_OF_107)
    inflation = 1 + 2 * np.sum((1 - lags / _STEPS_OF_107) * rho**lags)
    return float(2 * (noise.walk_sd**2 + noise.step_sd**2 / _STEPS_OF_107 * inflation))


def _of_all_knees(changes: WalkChanges, model: OddsModel, peak: float, entered: bool) -> KneeOdds:
    """Odds where the people show nothing: what published means and an assumed spread say of all knees."""
    mean, sd = response_populations()["kam_peak1"].reduction(changes.achieved_deg)
    return KneeOdds(changes, model, Fall(mean, sd, 0.0, np.inf), peak, entered, False, 0.0, (), (), 1.0, ())


def _next(
    changes: WalkChanges, model: OddsModel, measured: Array, error: Array, scale: float, told: float
) -> tuple[MoreToMeasure, ...]:
    """What would tell more: every variable that no force plate is needed for, and more steps of what was measured."""
    found = []
    for at, name in enumerate(model.names):
        variable = VARIABLES[NAMES.index(name)]
        good = _GOOD_ERROR[variable.unit] / scale
        better_known = np.isfinite(error[at]) and error[at] <= good
        if variable.needs_plates or not variable.comparable or name == ANGLE or better_known:
            continue
        with_it, its_error = measured.copy(), error.copy()
        with_it[at], its_error[at] = model.centre[at], good
        found.append(MoreToMeasure(name, share := model.share_told(with_it, its_error), share - told))
    steps = told_by(changes, model, more_steps=changes.more_steps)
    found.append(MoreToMeasure("", steps, steps - told))
    return tuple(sorted((one for one in found if one.more > 0), key=lambda one: -one.more))


def _with_more_steps(changes: WalkChanges, more: int) -> WalkChanges:
    """The same changes with the smaller errors of more steps in both walks."""
    if not more or changes.steps_sd is None:
        return changes
    from dataclasses import replace

    steps = min(changes.steps_natural, changes.steps_changed)
    random = np.minimum(np.nan_to_num(changes.steps_sd) ** 2, changes.error_sd**2)
    error = np.sqrt(changes.error_sd**2 - random + random * steps / (steps + more))
    return replace(changes, error_sd=error)
