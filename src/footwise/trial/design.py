"""What a trial is: its arms, strata, visits, outcomes and hypotheses, read from one TOML file."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from footwise.errors import FootwiseError
from footwise.settings import Settings, quoted, read_toml
from footwise.trial.kenward_roger import INFORMATION, OBSERVED
from footwise.trial.visit_windows import VisitWindows, read_windows

# More people than this are no trial of this kind, but a typing error.
_MOST_PEOPLE = 100_000
_HELP = "See docs/trial.md for an example"


@dataclass(frozen=True)
class Arm:
    """One arm: its name in the tables, how reports call it, and its share in a block."""

    name: str
    label: str
    ratio: int = 1


@dataclass(frozen=True)
class Outcome:
    """One outcome.

    Attributes
    ----------
    name, label, unit : str
        In the tables; in reports.
    baseline_week : int
        The visit whose value is the covariate.
    weeks : tuple of int
        Visits after it, in order.
    better : str
        ``lower`` or ``higher``.
    low, high : float
        Values beyond these are refused; infinite where nothing was said.
    decimals : int
        In reports.
    """

    name: str
    label: str
    unit: str
    baseline_week: int
    weeks: tuple[int, ...]
    better: str
    low: float = float("-inf")
    high: float = float("inf")
    decimals: int = 2


@dataclass(frozen=True)
class Hypothesis:
    """The question that a primary outcome answers: whether the arms differ in `outcome` at `week`."""

    name: str
    outcome: str
    week: int
    statement: str


@dataclass(frozen=True)
class TrialDesign:
    """What the design file says.

    Attributes
    ----------
    path : Path
        Where it was read from.
    name : str
    people : int
        To be randomised.
    alpha : float
        Two-sided, over all primary hypotheses together (Holm).
    seed : int
        Of imputation and simulation. Never of the allocation, whose seed is sealed.
    imputations : int
    kenward_roger : str
        Information of the small-sample adjustment: ``observed`` or ``expected``; see `kenward_roger`.
    arms : tuple of Arm
        Two; differences are the first less the second, the control.
    strata : dict of str to tuple of str
        Factor to its levels.
    block_sizes : tuple of int
    weeks : tuple of int
        Every visit, baseline visits included.
    windows : VisitWindows or None
        How far from its day a visit may lie; None where the recorded week alone decides.
    outcomes : tuple of Outcome
    hypotheses : tuple of Hypothesis
        One for each primary outcome.
    """

    path: Path
    name: str
    people: int
    alpha: float
    seed: int
    imputations: int
    kenward_roger: str
    arms: tuple[Arm, Arm]
    strata: dict[str, tuple[str, ...]]
    block_sizes: tuple[int, ...]
    weeks: tuple[int, ...]
    windows: VisitWindows | None
    outcomes: tuple[Outcome, ...]
    hypotheses: tuple[Hypothesis, ...]

    @property
    def primaries(self) -> tuple[str, ...]:
        """Names of the primary outcomes."""
        return tuple(hypothesis.outcome for hypothesis in self.hypotheses)

    def outcome(self, name: str) -> Outcome:
        """Give the outcome of this name."""
        return next(outcome for outcome in self.outcomes if outcome.name == name)

    def foreseen(self) -> list[str]:
        """Say where the sizes of the blocks let recruiters foresee an arm."""
        share = sum(arm.ratio for arm in self.arms)
        said = []
        if len(self.block_sizes) == 1:
            said.append(f"All blocks have {self.block_sizes[0]} people, so that the end of each can be foreseen")
        if self.block_sizes[0] == share:
            said.append(f"In blocks of {share} the last arm always follows from the others: choose larger ones")
        return said

    def all_strata(self) -> list[tuple[str, ...]]:
        """Every combination of the levels, one level a factor, in the order of the file."""
        return list(itertools.product(*self.strata.values()))


def read_design(path: Path | str) -> TrialDesign:
    """Read and check a design file.

    Raises
    ------
    FootwiseError
        In one line, the first thing that is missing, unknown or does not fit together.
    """
    path = Path(path)
    words = read_toml(path, "a trial's design", _HELP)
    trial = words.section("trial").only("name", "people", "alpha", "seed", "imputations", "kenward_roger")
    arms = tuple(_arm(arm.only("name", "label", "ratio")) for arm in words.sections("arms"))
    if len(arms) != 2 or arms[0].name == arms[1].name:
        trouble = f"has {len(arms)} arms" if len(arms) != 2 else f"has two arms called {arms[0].name!r}"
        raise FootwiseError(path, trouble, "Name two [[arms]], the control last")
    if {arm.name for arm in arms} & {"A", "B"}:
        raise FootwiseError(path, "has an arm called A or B", "These letters are kept for blinded tables")
    randomisation = words.section("randomisation").only("block_sizes", "strata")
    strata = _strata(randomisation)
    visits = words.section("visits").only("weeks", "window_days", "outside")
    weeks = visits.whole_numbers("weeks", least=0)
    outcomes = tuple(_outcome(one.only(*_OUTCOME_WORDS), weeks) for one in words.sections("outcomes"))
    names = [outcome.name for outcome in outcomes]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise FootwiseError(path, f"has the outcome {twice!r} twice", "Give each outcome once")
    hypotheses = tuple(
        _hypothesis(one.only("name", "outcome", "week", "statement"), outcomes) for one in words.sections("hypotheses")
    )
    tested = [hypothesis.outcome for hypothesis in hypotheses]
    if len(set(tested)) < len(tested):
        raise FootwiseError(path, "has two hypotheses about one outcome", "A primary outcome has one hypothesis")
    words.only("trial", "arms", "randomisation", "visits", "outcomes", "hypotheses")
    return TrialDesign(
        path=path,
        name=trial.text("name"),
        people=trial.whole("people", 4, _MOST_PEOPLE),
        alpha=trial.number("alpha", 1e-6, 0.5, usual=0.05),
        seed=trial.whole("seed", 0, 2**63 - 1),
        imputations=trial.whole("imputations", 2, 1000, usual=50),
        kenward_roger=trial.choice("kenward_roger", INFORMATION, usual=OBSERVED),
        arms=(arms[0], arms[1]),
        strata=strata,
        block_sizes=_block_sizes(randomisation, sum(arm.ratio for arm in arms)),
        weeks=weeks,
        windows=read_windows(visits, weeks, {o.name: (o.baseline_week, *o.weeks) for o in outcomes}),
        outcomes=outcomes,
        hypotheses=hypotheses,
    )


_OUTCOME_WORDS = ("name", "label", "unit", "baseline_week", "weeks", "better", "range", "decimals")


def _strata(words: Settings) -> dict[str, tuple[str, ...]]:
    """Factors with two or more levels each; none at all where the word is missing."""
    factors = words.table.get("strata")
    factors = {} if factors is None else factors
    if not isinstance(factors, Mapping):
        raise words.trouble("strata is no table", 'Write strata = { sex = ["female", "male"] }, for example')
    for factor, levels in factors.items():
        texts = isinstance(levels, list) and all(isinstance(level, str) and level for level in levels)
        if not texts or len(levels) < 2 or len(set(levels)) < len(levels):
            raise words.trouble(f"the stratum {factor} has no two different levels", "Write its levels as texts")
    return {str(factor): tuple(levels) for factor, levels in factors.items()}


def _range(words: Settings) -> tuple[float, float]:
    """A pair [lowest, highest]; infinite where it is not given."""
    value = words.table.get("range")
    if value is None:
        return float("-inf"), float("inf")
    numbers = isinstance(value, list) and all(isinstance(v, int | float) and not isinstance(v, bool) for v in value)
    if not numbers or len(value) != 2 or not value[0] < value[1]:
        raise words.trouble(f"range is {quoted(value)}", "Write range = [0, 10], for example")
    return float(value[0]), float(value[1])


def _arm(words: Settings) -> Arm:
    name = words.text("name")
    return Arm(name, words.text("label", usual=name), words.whole("ratio", 1, 10, usual=1))


def _block_sizes(words: Settings, ratio: int) -> tuple[int, ...]:
    sizes = words.whole_numbers("block_sizes", least=1)
    wrong = next((size for size in sizes if size % ratio), None)
    if wrong is not None:
        trouble = f"has blocks of {wrong}, which the arms cannot share {ratio} ways"
        raise FootwiseError(words.path, trouble, f"Choose multiples of {ratio}")
    return sizes


def _outcome(words: Settings, visits: tuple[int, ...]) -> Outcome:
    name = words.text("name")
    baseline = words.whole("baseline_week", 0, 10_000)
    weeks = words.whole_numbers("weeks", least=0)
    strange = next((week for week in (baseline, *weeks) if week not in visits), None)
    if strange is not None:
        trouble = f"measures {name} in week {strange}, which is no visit"
        raise FootwiseError(words.path, trouble, "Add the week to [visits] or correct it")
    if weeks[0] <= baseline:
        trouble = f"measures {name} after treatment in week {weeks[0]}, not later than its baseline in week {baseline}"
        raise FootwiseError(words.path, trouble, "Baseline comes first")
    low, high = _range(words)
    better = words.text("better")
    if better not in ("lower", "higher"):
        raise FootwiseError(words.path, f"says that {better!r} is better for {name}", "Write lower or higher")
    return Outcome(
        name=name,
        label=words.text("label", usual=name),
        unit=words.text("unit", usual=""),
        baseline_week=baseline,
        weeks=weeks,
        better=better,
        low=low,
        high=high,
        decimals=words.whole("decimals", 0, 6, usual=2),
    )


def _hypothesis(words: Settings, outcomes: tuple[Outcome, ...]) -> Hypothesis:
    name, outcome = words.text("name"), words.text("outcome")
    found = next((one for one in outcomes if one.name == outcome), None)
    if found is None:
        trouble = f"asks in {name} about {outcome!r}, which is no outcome"
        raise FootwiseError(words.path, trouble, f"Outcomes are {', '.join(one.name for one in outcomes)}")
    week = words.whole("week", 0, 10_000)
    if week not in found.weeks:
        trouble = f"asks in {name} about week {week}, when {outcome} is not measured"
        raise FootwiseError(words.path, trouble, f"Its weeks are {', '.join(map(str, found.weeks))}")
    return Hypothesis(name, outcome, week, words.text("statement", usual=f"{found.label} differs in week {week}"))
