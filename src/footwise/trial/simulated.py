"""A simulated trial: people, allocation by blocks, a year of outcomes, as the tables of a real one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.followup import KOOS_ITEMS
from footwise.simulation import CARTILAGE, OUTCOMES, PAIN, CohortOutcomes, CohortPeople, draw_people, simulate_outcomes
from footwise.trial.design import TrialDesign

# Factors of strata that simulated people have, and how their levels are told from what is known of them.
_FACTORS = ("sex", "kl_grade")
_SCREENED_OUT = (
    ("pain below 3 or above 9 of 10", 0.16),
    ("BMI of 35 or more", 0.08),
    ("declined to take part", 0.12),
)


def check_simulable(design: TrialDesign) -> None:
    """Refuse a design whose outcomes or strata no simulated person has.

    Raises
    ------
    FootwiseError
    """
    strange = next((outcome.name for outcome in design.outcomes if outcome.name not in OUTCOMES), None)
    if strange is not None:
        trouble = f"has the outcome {strange}, which cannot be simulated"
        raise FootwiseError(design.path, trouble, f"Simulated people have {', '.join(OUTCOMES)}")
    for factor, levels in design.strata.items():
        if factor not in _FACTORS:
            trouble = f"has the stratum {factor}, which cannot be simulated"
            raise FootwiseError(design.path, trouble, f"Simulated people have {' and '.join(_FACTORS)}")
        if factor == "sex" and set(levels) != {"female", "male"}:
            raise FootwiseError(design.path, "has other sexes than female and male", "Simulated people are either")
        if factor == "kl_grade" and sorted(g for level in levels for g in grades(level)) != [1, 2, 3]:
            trouble = "has KL grades that do not cover 1, 2 and 3 once"
            raise FootwiseError(design.path, trouble, 'Write kl_grade = ["1-2", "3"], for example')
    last = later_weeks(design)[-1]
    for outcome in design.outcomes:
        if outcome.name in CARTILAGE and outcome.weeks != (last,):
            trouble = f"measures {outcome.name} after treatment in weeks {', '.join(map(str, outcome.weeks))}"
            remedy = f"Simulated cartilage is imaged at baseline and at the last visit: write weeks = [{last}]"
            raise FootwiseError(design.path, trouble, remedy)


def grades(level: str) -> list[int]:
    """Give the Kellgren-Lawrence grades of a level: ``1-2`` is 1 and 2; none where it is no such level."""
    first, _, last = level.partition("-")
    if not first.isdigit() or (last and not last.isdigit()):
        return []
    return list(range(int(first), int(last or first) + 1))


def strata_table(people: CohortPeople, design: TrialDesign) -> pd.DataFrame:
    """Levels of the strata's factors, one row a person."""
    columns = {}
    for factor, levels in design.strata.items():
        if factor == "sex":
            columns[factor] = np.where(people.who.female, "female", "male")
        else:
            level_of = {grade: level for level in levels for grade in grades(level)}
            columns[factor] = np.array([level_of[int(grade)] for grade in people.who.kl_grade])
    return pd.DataFrame(columns, index=range(len(people)))


def permuted_blocks(codes: NDArray[np.int64], design: TrialDesign, random: np.random.Generator) -> NDArray[np.bool_]:
    """Allocate simulated people in the order they come: who is in the first arm.

    The same scheme as the sealed one of the register, drawn faster and from an ordinary generator.

    Parameters
    ----------
    codes : array of int, shape (people,)
        Number of each person's stratum.
    """
    each = np.repeat([True, False], [arm.ratio for arm in design.arms])
    treated = np.empty(len(codes), dtype=bool)
    for code in np.unique(codes):
        mine = np.flatnonzero(codes == code)
        arms: list[bool] = []
        while len(arms) < len(mine):
            size = int(random.choice(design.block_sizes))
            arms += random.permutation(np.tile(each, size // len(each))).tolist()
        treated[mine] = arms[: len(mine)]
    return treated


def later_weeks(design: TrialDesign) -> tuple[int, ...]:
    """Every week in which some outcome is measured after its baseline."""
    return tuple(sorted({week for outcome in design.outcomes for week in outcome.weeks}))


def simulated_people(n: int, seed: int, numbers: Mapping[str, Any] | None = None) -> CohortPeople:
    """Draw the people of one simulated trial."""
    return draw_people(n, np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(1,))), numbers)


def simulated_tables(
    people: CohortPeople,
    names: Sequence[str],
    arms: Sequence[str],
    design: TrialDesign,
    seed: int,
    *,
    effect: float = 1.0,
    drop_out: float | None = None,
    numbers: Mapping[str, Any] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Let the year of a simulated trial pass.

    Parameters
    ----------
    people : CohortPeople
    names, arms : sequence of str
        Pseudonym and allocated arm of each person.
    design : TrialDesign
    seed : int
    effect, drop_out, numbers
        See `simulate_outcomes`.

    Returns
    -------
    people, measures, screened_out : DataFrame
        Tables that `write_data` writes; every row of the first says that it is simulated.
    """
    passed, random = _year(people, arms, design, seed, effect, drop_out, numbers)
    return (
        _people_table(people, names, arms, design, passed),
        _measures(names, design, passed),
        _screened(people, random),
    )


def simulated_answers(
    people: CohortPeople,
    names: Sequence[str],
    arms: Sequence[str],
    design: TrialDesign,
    seed: int,
    *,
    effect: float = 1.0,
    drop_out: float | None = None,
    numbers: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Give the forms that people fill in during the year of `simulated_tables`, as `followup` reads them.

    Returns
    -------
    DataFrame, one row a person and visit that was not missed
        ``person, week, nrs_medial``, the items of the KOOS, and ``simulated``.
    """
    passed, _ = _year(people, arms, design, seed, effect, drop_out, numbers)
    baseline = next((outcome.baseline_week for outcome in design.outcomes if outcome.name == PAIN), 0)
    parts = []
    for column, week in enumerate((baseline, *passed.weeks)):
        items = pd.DataFrame(passed.answers[:, column], columns=list(KOOS_ITEMS))
        pain = passed.values[PAIN][:, column]
        parts.append(
            pd.concat([pd.DataFrame({"person": list(names), "week": week, "nrs_medial": pain}), items], axis=1)
        )
    table = pd.concat(parts, ignore_index=True)
    filled_in: pd.DataFrame = table[np.isfinite(table["nrs_medial"])].reset_index(drop=True)
    whole = dict.fromkeys(["nrs_medial", *KOOS_ITEMS], int)
    return filled_in.astype(whole).assign(simulated="true")


def _year(
    people: CohortPeople,
    arms: Sequence[str],
    design: TrialDesign,
    seed: int,
    effect: float,
    drop_out: float | None,
    numbers: Mapping[str, Any] | None,
) -> tuple[CohortOutcomes, np.random.Generator]:
    """Let the year pass; also the generator as it then is, for what is drawn afterwards."""
    treated = np.array([arm == design.arms[0].name for arm in arms])
    random = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(2,)))
    weeks = later_weeks(design)
    return (
        simulate_outcomes(people, treated, weeks, random, effect=effect, drop_out=drop_out, numbers=numbers),
        random,
    )


def _people_table(
    people: CohortPeople, names: Sequence[str], arms: Sequence[str], design: TrialDesign, passed: CohortOutcomes
) -> pd.DataFrame:
    stayed = np.isinf(passed.withdrawn_week)
    strata = strata_table(people, design)
    return pd.DataFrame(
        {
            "person": list(names),
            "arm": list(arms),
            **{str(factor): strata[factor] for factor in strata},
            "age_years": people.who.age_years.round(0).astype(int),
            "bmi": people.who.bmi.round(1),
            "speed_m_s": people.who.speed_m_s.round(2),
            "received": "true",
            "withdrawn_week": [
                "" if s else f"{week:.0f}" for s, week in zip(stayed, passed.withdrawn_week, strict=True)
            ],
            "withdrawal_reason": passed.withdrawal_reason,
            "simulated": "true",
        }
    )


def _measures(names: Sequence[str], design: TrialDesign, passed: CohortOutcomes) -> pd.DataFrame:
    parts = []
    for outcome in design.outcomes:
        values = passed.at_weeks(outcome.name, outcome.weeks)
        for column, week in enumerate((outcome.baseline_week, *outcome.weeks)):
            parts.append(
                pd.DataFrame({"person": names, "week": week, "outcome": outcome.name, "value": values[:, column]})
            )
    table = pd.concat(parts, ignore_index=True)
    measured: pd.DataFrame = table[np.isfinite(table["value"])].reset_index(drop=True)
    return measured.assign(value=measured["value"].round(3))


def _screened(people: CohortPeople, random: np.random.Generator) -> pd.DataFrame:
    """People who were not randomised; how many refused or were not eligible for other reasons is assumed."""
    reasons = ["no change of foot angle lowered the larger KAM peak by 5 %"] * people.screened_out
    reasons += [reason for reason, share in _SCREENED_OUT for _ in range(random.poisson(share * len(people)))]
    return pd.DataFrame({"person": [f"S{k:03d}" for k in range(1, len(reasons) + 1)], "reason": reasons})


def primary_values(passed: CohortOutcomes, design: TrialDesign) -> list[tuple[Array, Array]]:
    """Baseline and later visits of each primary outcome, the visits that the design gives it."""
    tables = [passed.at_weeks(name, design.outcome(name).weeks) for name in design.primaries]
    return [(table[:, 0], table[:, 1:]) for table in tables]
