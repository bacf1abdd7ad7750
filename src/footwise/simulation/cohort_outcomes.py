"""A year of outcomes of simulated people: pain, questionnaires, knee load, cartilage, practice, and who leaves.

Nothing here is a finding: the defaults in ``cohort_outcomes.toml`` carry their source or the word assumed. The model:

- **Pain** at a visit is that of the entry, plus a placebo response of both arms, plus the effect of the treatment, each
  coming with its own time constant, plus what lasts in a person and what is of the day, rounded to whole points of 0–10.
  People enter because their pain is within limits, so it falls by itself a little: regression to the mean.
- **Questionnaires** follow the same pain, each with a person's own offset and the day's, in steps of their items.
- **Knee load** is the larger peak of the adduction moment at the target angle: the true one, less the person's
  reduction times the share of the target that is walked, plus an error of the day.
- **Leaving** depends on the pain that was *seen* at the visit before, never on what is not seen: missing at random.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from footwise.errors import FootwiseError

Array = NDArray[np.float64]
OUTCOMES = ("pain_nrs", "kam_peak", "womac_pain", "womac_function", "koos_pain", "t1rho_medial", "t2_medial")
_TRAINED_WEEK = 7.0
_YEAR = 52.0
_REASONS = ("moved away", "no time", "knee pain", "no reason given")


@dataclass(frozen=True)
class CohortPeople:
    """Simulated people at entry, one entry each.

    Attributes
    ----------
    age_years, height_m, bmi, speed_m_s : array
    female : array of bool
    kl_grade : array of int
        Kellgren-Lawrence grade 1 to 3.
    pain : array
        Lasting medial knee pain, 0–10, before rounding.
    kam_peak : array
        True larger peak of the knee adduction moment, %BW·ht.
    reduction : array
        True reduction of that peak at the person's target angle, %BW·ht.
    """

    age_years: Array
    height_m: Array
    bmi: Array
    speed_m_s: Array
    female: NDArray[np.bool_]
    kl_grade: NDArray[np.int64]
    pain: Array
    kam_peak: Array
    reduction: Array

    def __len__(self) -> int:
        return len(self.pain)


@dataclass(frozen=True)
class CohortOutcomes:
    """What was measured.

    Attributes
    ----------
    values : dict of str to array, shape (people, visits + 1)
        By outcome: baseline, then one column a week; NaN where a visit was missed. Cartilage has baseline and the
        last week only.
    weeks : tuple of int
    withdrawn_week : array, shape (people,)
        First visit that a person was no longer there for; infinite for those who stayed.
    withdrawal_reason : array of str
    practice_min_per_day : array, shape (people,)
    """

    values: dict[str, Array]
    weeks: tuple[int, ...]
    withdrawn_week: Array
    withdrawal_reason: NDArray[np.str_]
    practice_min_per_day: Array


def outcome_defaults(path: Path | None = None) -> dict[str, Any]:
    """Read the numbers of the model, from ``cohort_outcomes.toml`` or a file of the same form.

    Raises
    ------
    FootwiseError
        A file that cannot be read, or whose words are not those of the default.
    """
    if path is None:
        return _defaults()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FootwiseError(path, f"cannot be read ({(error.strerror or '').lower()})", "Check the name") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FootwiseError(path, f"is no TOML file ({error})", "See cohort_outcomes.toml") from None
    return _merged(path, _defaults(), table, "")


def draw_people(n: int, random: np.random.Generator, numbers: Mapping[str, Any] | None = None) -> CohortPeople:
    """Draw people who may take part.

    Parameters
    ----------
    n : int
    random : Generator
    numbers : mapping, optional
        Of `outcome_defaults`.
    """
    numbers = numbers or _defaults()
    people, pain, kam = numbers["people"], numbers["pain"], numbers["kam_peak"]
    low, high = pain["eligible"]
    # Eligible by the pain of the day: the lasting pain is drawn until that of the day is within the limits.
    lasting = np.empty(n)
    to_do = np.arange(n)
    while len(to_do):
        drawn = _normal(random, pain["entry"], len(to_do))
        day = np.rint(drawn + pain["visit_sd"] * random.standard_normal(len(to_do)))
        lasting[to_do] = drawn
        to_do = to_do[(day < low) | (day > high)]
    kl = 1 + np.searchsorted(np.cumsum(people["kl_shares"])[:-1], random.random(n), side="right")
    return CohortPeople(
        age_years=np.maximum(_normal(random, people["age_years"], n), 18.0),
        height_m=np.clip(_normal(random, people["height_m"], n), 1.4, 2.1),
        bmi=np.clip(_normal(random, people["bmi"], n), 17.0, people["bmi_limit"] - 0.1),
        speed_m_s=np.maximum(_normal(random, people["speed_m_s"], n), 0.7),
        female=random.random(n) < people["female_share"],
        kl_grade=kl.astype(np.int64),
        pain=lasting,
        kam_peak=np.maximum(_normal(random, kam["baseline"], n), 0.5),
        # Nobody is treated whose larger peak does not fall.
        reduction=np.maximum(_normal(random, kam["reduction"], n), 0.0),
    )


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
        "pain_nrs": np.clip(np.rint(pain), 0.0, 10.0),
        "kam_peak": _kam(people, given, walked, visits, numbers, random),
    }
    values |= _questionnaires(pain, numbers["questionnaires"], random)
    values |= _cartilage(n, given, visits, numbers["cartilage"], random)
    missing = numbers["missing"]
    share = float(missing["drop_out"]) if drop_out is None else drop_out
    left_at = _leave(values["pain_nrs"], share, float(missing["drop_out_per_pain_point"]), visits, random)
    missed = random.random((n, len(visits))) < missing["visit"]
    gone = np.arange(len(visits)) >= left_at[:, None]
    for name, table in values.items():
        lost = (gone | missed)[:, -1:] if table.shape[1] == 2 else gone | missed
        table[:, 1:][lost] = np.nan
    stayed = left_at >= len(visits)
    practice = numbers["practice"]
    done = np.clip(_normal(random, practice["adherence"], n), 0.0, 1.2)
    return CohortOutcomes(
        values=values,
        weeks=tuple(int(week) for week in weeks),
        withdrawn_week=np.where(stayed, np.inf, visits[np.minimum(left_at, len(visits) - 1)]),
        withdrawal_reason=np.where(stayed, "", random.choice(_REASONS, n)),
        practice_min_per_day=done * practice["asked_min_per_day"],
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
    whole = people.pain[:, None] + np.column_stack([np.zeros(n), course])
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


def _questionnaires(pain: Array, numbers: Mapping[str, Any], random: np.random.Generator) -> dict[str, Array]:
    """Scores of 0–100 in the steps that their items allow: 5 and 17 items of WOMAC, 9 of KOOS, each 0 to 4."""
    found = {}
    for name, items, healthy, sign in (
        ("womac_pain", 5, 0.0, 1.0),
        ("womac_function", 17, 0.0, 1.0),
        ("koos_pain", 9, 100.0, -1.0),
    ):
        own = numbers["person_sd"] * random.standard_normal((len(pain), 1))
        day = numbers["visit_sd"] * random.standard_normal(pain.shape)
        score = healthy + sign * numbers[f"{name}_per_point"] * pain + own + day
        step = 100.0 / (4 * items)
        found[name] = np.clip(np.rint(score / step) * step, 0.0, 100.0)
    return found


def _cartilage(
    n: int, given: Array, visits: Array, numbers: Mapping[str, Any], random: np.random.Generator
) -> dict[str, Array]:
    found = {}
    for name in ("t1rho", "t2"):
        first = _normal(random, numbers[f"{name}_ms"], n)
        by = visits[-1] / _YEAR
        change = by * (numbers[f"{name}_rise"] + given * numbers[f"{name}_effect"])
        change = change + numbers[f"{name}_change_sd"] * random.standard_normal(n)
        found[f"{name}_medial"] = np.column_stack([first, first + change])
    return found


def _leave(
    pain: Array, share: float, per_point: float, visits: Array, random: np.random.Generator
) -> NDArray[np.int64]:
    """Number of the visit from which on each person is gone; the number of visits for those who stay."""
    n, count = len(pain), len(visits)
    # The same hazard a week, so that `share` are gone at the last visit.
    gaps = np.diff(np.concatenate([[0.0], visits]))
    hazard = -np.log1p(-min(share, 0.999)) * gaps / visits[-1]
    left = np.full(n, count, dtype=np.int64)
    for visit in range(count):
        here = left == count
        seen = pain[:, visit]
        lean = np.exp(per_point * (seen - seen.mean()))
        chance = 1.0 - np.exp(-hazard[visit] * lean / lean.mean())
        left[here & (random.random(n) < chance)] = visit
    return left


def _normal(random: np.random.Generator, of: Mapping[str, float], n: int) -> Array:
    return np.asarray(of["mean"] + of["sd"] * random.standard_normal(n))


@cache
def _defaults() -> dict[str, Any]:
    text = resources.files("footwise.simulation").joinpath("cohort_outcomes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _merged(path: Path, usual: Mapping[str, Any], own: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Put the words of a file over the defaults; a word that the defaults do not have is refused."""
    strange = sorted(set(own) - set(usual))
    if strange:
        raise FootwiseError(path, f"has the unknown word {where}{strange[0]}", f"Known are {', '.join(sorted(usual))}")
    merged = dict(usual)
    for name, value in own.items():
        if isinstance(usual[name], Mapping) != isinstance(value, Mapping):
            raise FootwiseError(path, f"{where}{name} is {value!r}", "Write it in the form of cohort_outcomes.toml")
        merged[name] = _merged(path, usual[name], value, f"{where}{name}.") if isinstance(value, Mapping) else value
    return merged
