"""A year of outcomes of simulated people: pain, questionnaires, knee load, cartilage, practice, and who leaves.

Nothing here is a finding: the defaults in ``cohort_outcomes.toml`` carry their source or the word assumed. The model:

- **Pain** at a visit is that of the entry, plus a placebo response of both arms, plus the effect of the treatment, each
  coming with its own time constant, plus what lasts in a person and what is of the day, rounded to whole points.
- **Questionnaires** follow the same pain item by item (`cohort_items`), and are scored as people's are.
- **Knee load** is the larger peak of the adduction moment at the target angle: the true one, less the person's
  reduction times the share of the target that is walked, plus an error of the day.
- **Leaving** depends on the pain that was last *seen*, never on what is not seen: missing at random.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.followup import region_outcome
from footwise.settings import is_number, quoted, read_toml
from footwise.simulation.cohort import VirtualPeople, true_change, virtual_people
from footwise.simulation.cohort_items import draw_answers, scores_of_answers

_REGION = "medial weight-bearing femur"
PAIN, KAM = "nrs_medial_pain_0_10_worse", "kam_larger_peak_pct_bwht"
CARTILAGE = tuple(region_outcome(name, _REGION) for name in ("T1rho", "T2"))
"""Outcomes that are measured at baseline and in the last week only."""
OUTCOMES = (
    PAIN,
    KAM,
    "womac_pain_0_100_worse",
    "womac_function_0_100_worse",
    "koos_pain_0_100_better",
    *CARTILAGE,
)
"""Names of the outcomes, those of `followup` where it makes them."""
_TRAINED_WEEK = 7.0
_YEAR = 52.0
_REASONS = ("moved away", "no time", "knee pain", "no reason given")


# What the numbers of a file can sensibly be, by the end of their names.
_LIMITS = {
    "screening.least_reduction_pct": (0.0, 50.0),
    "screening.angles_deg": (-30.0, 30.0),
    "_weeks": (0.1, 520.0),
    "sd": (0.0, 100.0),
    "sem": (0.0, 100.0),
    "screening.error": (0.0, 100.0),
    "learning.learned": (0.0, 2.0),
    "retained_per_year": (0.0, 1.0),
    "missing.drop_out": (0.0, 1.0),
    "missing.visit": (0.0, 1.0),
    "per_pain_point": (-5.0, 5.0),
}
_OTHERWISE = (-1000.0, 1000.0)
# Rounds of drawing people in which nobody may be treated.
_MOST_IN_VAIN = 50


@by_value
@dataclass(frozen=True)
class CohortPeople:
    """Virtual people who may be treated: some change of foot angle lowers their larger KAM peak.

    They are chosen by the larger peak alone; the trial's switch to the other of two nearly equal peaks is left out.

    Attributes
    ----------
    who : VirtualPeople
    target_deg : array, shape (people,)
        Change of foot angle that measured best, toe-out positive.
    reduction : array, shape (people,)
        What it truly takes off the larger peak, %BW·ht; positive when the peak falls.
    screened_out : int
        How many were looked at besides and had no such change.
    """

    who: VirtualPeople
    target_deg: Array
    reduction: Array
    screened_out: int

    def __len__(self) -> int:
        return len(self.target_deg)

    @property
    def kam_peak(self) -> Array:
        """True larger peak of natural walking, %BW·ht."""
        return np.maximum(self.who.kam_peak1, self.who.kam_peak2)


@by_value
@dataclass(frozen=True)
class CohortOutcomes:
    """What was measured.

    Attributes
    ----------
    values : dict of str to array, shape (people, visits + 1)
        By outcome: baseline, then one column a week; NaN where a visit was missed. Cartilage has baseline and the
        last week only.
    answers : array, shape (people, visits + 1, 42)
        To the items of the KOOS, in the order of ``KOOS_ITEMS``; NaN where a visit was missed.
    weeks : tuple of int
    withdrawn_week : array, shape (people,)
        First visit that a person was no longer there for; infinite for those who stayed.
    withdrawal_reason : array of str
    """

    values: dict[str, Array]
    answers: Array
    weeks: tuple[int, ...]
    withdrawn_week: Array
    withdrawal_reason: NDArray[np.str_]

    def weeks_of(self, name: str) -> tuple[int, ...]:
        """Give the weeks after baseline in which the outcome of this name was measured."""
        return self.weeks[-1:] if name in CARTILAGE else self.weeks

    def at_weeks(self, name: str, weeks: Sequence[int]) -> Array:
        """Give baseline and these weeks of one outcome, shape (people, weeks + 1)."""
        own = self.weeks_of(name)
        table = self.values[name]
        picked: Array = table[:, [0, *(1 + own.index(week) for week in weeks)]]
        return picked


def outcome_defaults(path: Path | None = None) -> dict[str, Any]:
    """Read the numbers of the model, from ``cohort_outcomes.toml`` or a file of the same form.

    Raises
    ------
    FootwiseError
        A file that cannot be read, or whose words are not those of the default.
    """
    if path is None:
        return _defaults()
    return _merged(path, _defaults(), read_toml(path, "a TOML file", "See cohort_outcomes.toml").table, "")


def draw_people(n: int, random: np.random.Generator, numbers: Mapping[str, Any] | None = None) -> CohortPeople:
    """Draw virtual people and screen them by their larger peak, until `n` may be treated.

    Parameters
    ----------
    n : int
    random : Generator
    numbers : mapping, optional
        Of `outcome_defaults`.
    """
    screening = (numbers or _defaults())["screening"]
    found: list[CohortPeople] = []
    while (have := sum(map(len, found))) < n:
        # About seven of ten stay.
        found.append(_screened(virtual_people(3 * (n - have) // 2 + 8, random), n - have, screening, random))
        if not any(map(len, found[-_MOST_IN_VAIN:])) and len(found) >= _MOST_IN_VAIN:
            needed = screening["least_reduction_pct"]
            raise FootwiseError("virtual people", f"hardly ever lower their moment by {needed:g} %", "Ask for less")
    if len(found) == 1:
        return found[0]
    columns = {f.name: np.concatenate([getattr(part.who, f.name) for part in found]) for f in fields(VirtualPeople)}
    return CohortPeople(
        VirtualPeople(**columns),
        np.concatenate([part.target_deg for part in found]),
        np.concatenate([part.reduction for part in found]),
        sum(part.screened_out for part in found),
    )


def _screened(who: VirtualPeople, most: int, screening: Mapping[str, Any], random: np.random.Generator) -> CohortPeople:
    """Walk every angle, choose the one that measures best at the larger peak, keep whom it helps; at most `most`."""
    angles = np.asarray(screening["angles_deg"], dtype=float)
    first = (who.larger_peak == 1)[:, None]
    true = -np.where(first, true_change(who, "kam_peak1", angles), true_change(who, "kam_peak2", angles))
    measured = true + screening["error"] * random.standard_normal(true.shape)
    best = measured.argmax(axis=1)
    rows = np.arange(len(who))
    larger = np.maximum(who.kam_peak1, who.kam_peak2)
    fit = np.flatnonzero(100.0 * measured[rows, best] >= screening["least_reduction_pct"] * larger)[:most]
    # Those behind the last one that was needed were never looked at.
    looked_at = int(fit[-1]) + 1 if len(fit) == most else len(who)
    return CohortPeople(who[fit], angles[best[fit]], true[fit, best[fit]], looked_at - len(fit))


def simulate_outcomes(
    people: CohortPeople,
    treated: NDArray[np.bool_],
    weeks: Sequence[int],
    random: np.random.Generator,
    *,
    effect: float = 1.0,
    drop_out: float | None = None,
    numbers: Mapping[str, Any] | None = None,
) -> CohortOutcomes:
    """Let a year pass.

    Parameters
    ----------
    people : CohortPeople
    treated : array of bool, shape (people,)
        Who is in the treated arm.
    weeks : sequence of int
        Visits after baseline, from enrolment.
    random : Generator
    effect : float
        Factor on every effect of the treatment; 0 makes the arms alike in everything.
    drop_out : float, optional
        Share who leave within the year; default of the file.
    numbers : mapping, optional
        Of `outcome_defaults`.
    """
    numbers = numbers or _defaults()
    n, visits = len(people), np.asarray(weeks, dtype=float)
    given = effect * treated.astype(float)
    walked = _walked_share(n, visits, numbers["learning"], random)
    pain = _pain(people, given, visits, numbers["pain"], random)
    values = {
        PAIN: np.clip(np.rint(pain), 0.0, 10.0),
        KAM: _kam(people, given, walked, visits, numbers, random),
    }
    answers = draw_answers(pain, numbers["questionnaires"], random)
    values |= scores_of_answers(answers)
    values |= _cartilage(n, given, visits, numbers["cartilage"], random)
    missing = numbers["missing"]
    share = float(missing["drop_out"]) if drop_out is None else drop_out
    chance = random.random((len(visits), n))
    missed = random.random((n, len(visits))) < missing["visit"]
    # What was missed was not seen, and must not decide who leaves.
    seen = values[PAIN].copy()
    seen[:, 1:][missed] = np.nan
    left_at = _leave(seen, share, float(missing["drop_out_per_pain_point"]), visits, chance)
    gone = np.arange(len(visits)) >= left_at[:, None]
    for table in values.values():
        lost = (gone | missed)[:, -1:] if table.shape[1] == 2 else gone | missed
        table[:, 1:][lost] = np.nan
    answers[:, 1:][gone | missed] = np.nan
    stayed = left_at >= len(visits)
    return CohortOutcomes(
        values=values,
        answers=answers,
        weeks=tuple(int(week) for week in weeks),
        withdrawn_week=np.where(stayed, np.inf, visits[np.minimum(left_at, len(visits) - 1)]),
        withdrawal_reason=np.where(stayed, "", random.choice(_REASONS, n)),
    )


def _pain(
    people: CohortPeople, given: Array, visits: Array, numbers: Mapping[str, Any], random: np.random.Generator
) -> Array:
    """Pain of the day at baseline and every visit, before rounding."""
    n = len(people)
    # The treatment begins with enrolment, after the baseline rating.
    placebo = numbers["placebo"] * (1.0 - np.exp(-visits / numbers["placebo_weeks"]))
    effect = numbers["effect"] * (1.0 - np.exp(-visits / numbers["effect_weeks"]))
    # What lasts in a person grows over the first weeks to its full size.
    lasting = numbers["person_sd"] * random.standard_normal(n)
    course = placebo + given[:, None] * effect + lasting[:, None] * (1.0 - np.exp(-visits / numbers["effect_weeks"]))
    whole = people.who.pain_nrs[:, None] + np.column_stack([np.zeros(n), course])
    return np.asarray(whole + numbers["visit_sd"] * random.standard_normal(whole.shape))


def _walked_share(n: int, visits: Array, numbers: Mapping[str, Any], random: np.random.Generator) -> Array:
    """Share of the target change that each person walks at each visit, 0 to 1.2."""
    own = numbers["learned"] + numbers["person_sd"] * random.standard_normal(n)
    coming = np.minimum(visits / _TRAINED_WEEK, 1.0)
    kept = numbers["retained_per_year"] ** (np.maximum(visits - _TRAINED_WEEK, 0.0) / (_YEAR - _TRAINED_WEEK))
    return np.asarray(np.clip(own[:, None] * coming * kept, 0.0, 1.2))


def _kam(
    people: CohortPeople,
    given: Array,
    walked: Array,
    visits: Array,
    numbers: Mapping[str, Any],
    random: np.random.Generator,
) -> Array:
    kam = numbers["kam_peak"]
    true = (
        people.kam_peak[:, None] - given[:, None] * people.reduction[:, None] * walked + kam["drift"] * visits / _YEAR
    )
    whole = np.column_stack([people.kam_peak, true])
    return np.asarray(whole + kam["between_day_sem"] * random.standard_normal(whole.shape))


def _cartilage(
    n: int, given: Array, visits: Array, numbers: Mapping[str, Any], random: np.random.Generator
) -> dict[str, Array]:
    found = {}
    for name, of in zip(CARTILAGE, ("t1rho", "t2"), strict=True):
        first = _normal(random, numbers[f"{of}_ms"], n)
        by = visits[-1] / _YEAR
        change = by * (numbers[f"{of}_rise"] + given * numbers[f"{of}_effect"])
        change = change + numbers[f"{of}_change_sd"] * random.standard_normal(n)
        found[name] = np.column_stack([first, first + change])
    return found


def _leave(pain: Array, share: float, per_point: float, visits: Array, uniform: Array) -> NDArray[np.int64]:
    """Number of the visit from which on each person is gone; the number of visits for those who stay.

    `pain` is NaN where a visit was missed, and the one seen before then counts; `uniform`, shape (visits, people).
    """
    n, count = len(pain), len(visits)
    # The same hazard a week, so that `share` are gone at the last visit.
    gaps = np.diff(np.concatenate([[0.0], visits]))
    hazard = -np.log1p(-min(share, 0.999)) * gaps / visits[-1]
    left = np.full(n, count, dtype=np.int64)
    seen = pain[:, 0]
    for visit in range(count):
        here = left == count
        seen = np.where(np.isfinite(pain[:, visit]), pain[:, visit], seen)
        lean = np.exp(per_point * (seen - seen.mean()))
        chance = 1.0 - np.exp(-hazard[visit] * lean / lean.mean())
        left[here & (uniform[visit] < chance)] = visit
    return left


def _normal(random: np.random.Generator, of: Mapping[str, float], n: int) -> Array:
    return np.asarray(of["mean"] + of["sd"] * random.standard_normal(n))


@cache
def _defaults() -> dict[str, Any]:
    text = resources.files("footwise.simulation").joinpath("cohort_outcomes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _check(path: Path, name: str, usual: Any, value: Any) -> None:
    """Refuse what is no number, or no list of numbers, within what makes sense."""
    low, high = next((limits for ending, limits in _LIMITS.items() if name.endswith(ending)), _OTHERWISE)
    many = isinstance(usual, list)
    values = value if many and isinstance(value, list) else [value]
    if not values or many != isinstance(value, list) or not all(is_number(one, low, high) for one in values):
        remedy = f"Write {'a list of numbers' if many else 'a number'} from {low:g} to {high:g}"
        raise FootwiseError(path, f"{name} is {quoted(value)}", remedy)


def _merged(path: Path, usual: Mapping[str, Any], own: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Put the words of a file over the defaults; a word that the defaults do not have is refused."""
    strange = sorted(set(own) - set(usual))
    if strange:
        raise FootwiseError(path, f"has the unknown word {where}{strange[0]}", f"Known are {', '.join(sorted(usual))}")
    merged = dict(usual)
    for name, value in own.items():
        if isinstance(usual[name], Mapping) != isinstance(value, Mapping):
            remedy = "Write it in the form of cohort_outcomes.toml"
            raise FootwiseError(path, f"{where}{name} is {quoted(value)}", remedy)
        if not isinstance(value, Mapping):
            _check(path, where + name, usual[name], value)
        merged[name] = _merged(path, usual[name], value, f"{where}{name}.") if isinstance(value, Mapping) else value
    return merged
