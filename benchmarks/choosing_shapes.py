"""Responses and noises that the model does not take for granted: are its intervals right, and its rule no worse?

The generator shares nothing with the model but how large responses at 10° are: shapes and noises are its own.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from footwise.condition_names import condition_in_words
from footwise.prescription import CHANGE_DEG, NATURAL
from footwise.prescription.model import (
    OUTCOMES,
    LegWalk,
    option_probabilities,
    person_response,
    response_populations,
)
from footwise.prescription.rule import expected_benefit_rule, trial_rule

OPTIONS = [c for c in CHANGE_DEG if c != NATURAL]
CHANGES = np.array([CHANGE_DEG[c] for c in OPTIONS])
PEOPLE = 400
STEPS = 50
# Natural walking, %BW·ht: mean and SD of the two peaks' levels and of the flexion moment's.
_LEVELS = ((2.9, 0.8), (2.3, 0.9), (2.0, 0.8))
_ANGLE_SCATTER_DEG, _WALK_SD, _STEP_SD = 1.65, 0.05, 0.31

Response = Callable[[np.ndarray], np.ndarray]
Shape = Callable[[np.random.Generator, np.ndarray], Response]
Noise = Callable[[np.random.Generator, int], np.ndarray]


def _each_side(ends: np.ndarray, of_share: Callable[[np.ndarray, int], np.ndarray]) -> Response:
    """A response that is a function of the share of 10° on either side, times what it is at 10°."""

    def response(change: np.ndarray) -> np.ndarray:
        share = np.abs(change) / 10
        return np.where(change < 0, ends[0] * of_share(share, 0), ends[1] * of_share(share, 1))

    return response


def proportional(rng: np.random.Generator, ends: np.ndarray) -> Response:
    """In proportion to the angle, each side by itself."""
    return _each_side(ends, lambda share, _: share)


def power(rng: np.random.Generator, ends: np.ndarray) -> Response:
    """A power of the angle between 0.3 and 2, each side its own."""
    exponents = rng.uniform(0.3, 2, 2)
    return _each_side(ends, lambda share, side: share ** exponents[side])


def saturating(rng: np.random.Generator, ends: np.ndarray) -> Response:
    """Nearly all of it in the first degrees."""
    at = rng.uniform(0.25, 0.5)
    return _each_side(ends, lambda share, _: (1 - np.exp(-share / at)) / (1 - np.exp(-1 / at)))


def u_shaped(rng: np.random.Generator, ends: np.ndarray) -> Response:
    """The load is least at one angle and rises with the square of the distance from it."""
    least, curvature = rng.normal(-2, 5), abs(rng.normal(0, 0.2)) / 100
    return lambda change: curvature * (least**2 - (change - least) ** 2)


def one_sided(rng: np.random.Generator, ends: np.ndarray) -> Response:
    """In proportion to one side, and nothing to the other."""
    return _each_side(ends * rng.permutation([1.0, 0.0]), lambda share, _: share)


def stepwise(rng: np.random.Generator, ends: np.ndarray) -> Response:
    """All at once, within two degrees about an angle between 2.5 and 8.5."""
    at = rng.uniform(0.25, 0.85, 2)
    return _each_side(ends, lambda share, side: np.clip((share - at[side]) / 0.2 + 0.5, 0, 1))


def knotted(rng: np.random.Generator, ends: np.ndarray) -> Response:
    """Two straight pieces a side, the first to any height."""
    at, height = rng.uniform(0.2, 0.8, 2), rng.uniform(-0.2, 1.2, 2)
    return _each_side(ends, lambda share, side: np.interp(share, [0, at[side], 1, 2], [0, height[side], 1, 1]))


def smooth(rng: np.random.Generator, ends: np.ndarray) -> Response:
    """Any smooth function of the angle, by eight waves."""
    waves, phases = rng.normal(0, 1 / 6, 8), rng.uniform(0, 2 * np.pi, 8)
    size = rng.normal(0, 0.125, 8)

    def at(change: np.ndarray) -> np.ndarray:
        return np.sum(size * np.cos(np.asarray(change)[..., None] * waves + phases), axis=-1)

    return lambda change: at(change) - at(np.zeros(1))


def alike(likeness: float, sd: float = _STEP_SD) -> Noise:
    """Make noise in which neighbouring steps are alike."""

    def noise(rng: np.random.Generator, steps: int) -> np.ndarray:
        made = rng.normal(0, 1, steps)
        for k in range(1, steps):
            made[k] = likeness * made[k - 1] + np.sqrt(1 - likeness**2) * made[k]
        return sd * made

    return noise


def heavy_tailed(rng: np.random.Generator, steps: int) -> np.ndarray:
    """Student's t with 3 degrees of freedom."""
    return _STEP_SD * rng.standard_t(3, steps) / np.sqrt(3)


def outliers(rng: np.random.Generator, steps: int) -> np.ndarray:
    """3 % of the steps are off by 1 %BW·ht."""
    return alike(0.2, 0.26)(rng, steps) + (rng.random(steps) < 0.03) * rng.choice([-1.0, 1.0], steps)


def uneven(rng: np.random.Generator, steps: int) -> np.ndarray:
    """Every walk its own scatter, 0.15 to 0.6 %BW·ht."""
    return alike(0.2, np.exp(rng.uniform(np.log(0.15), np.log(0.6))))(rng, steps)


def drifting(rng: np.random.Generator, steps: int) -> np.ndarray:
    """The load runs away within the walk, as the sum of small pushes: by 0.1 %BW·ht at its end."""
    return alike(0.2)(rng, steps) + np.cumsum(rng.normal(0, 0.1 / np.sqrt(steps), steps))


USUAL_NOISE = alike(0.2)


@dataclass(frozen=True)
class World:
    """People of one kind, and how they walk.

    Attributes
    ----------
    shape, noise : callable
    angle_sd_deg : float
        By how much the angle of a walk misses what was asked.
    walked_share : float
        Share of the asked angle that is walked.
    carried_over : float
        Share of a walk's response that is still there in the next.
    steps : int
    """

    shape: Shape
    noise: Noise = USUAL_NOISE
    angle_sd_deg: float = 0.5
    walked_share: float = 1.0
    carried_over: float = 0.0
    steps: int = STEPS


WORLDS = {
    "in proportion to each side": World(proportional),
    "a power of 0.3 to 2": World(power),
    "saturating": World(saturating),
    "U-shaped": World(u_shaped),
    "one-sided": World(one_sided),
    "stepwise": World(stepwise),
    "two straight pieces a side": World(knotted),
    "any smooth function": World(smooth),
    "in proportion, 20 steps a condition": World(proportional, steps=20),
    "in proportion, 200 steps a condition": World(proportional, steps=200),
    "in proportion, neighbours independent": World(proportional, alike(0.0)),
    "in proportion, neighbours alike by 0.6": World(proportional, alike(0.6)),
    "in proportion, heavy tails": World(proportional, heavy_tailed),
    "in proportion, outliers": World(proportional, outliers),
    "in proportion, scatter unlike between walks": World(proportional, uneven),
    "in proportion, drift within walks": World(proportional, drifting),
    "any smooth function, angles missed by 2°": World(smooth, angle_sd_deg=2.0),
    "in proportion, a fifth carried over to the next walk": World(proportional, carried_over=0.2),
    "a power of 0.3 to 2, six tenths of each angle walked": World(power, walked_share=0.6),
}


@dataclass(frozen=True)
class Judged:
    """What the model said of the people of one world, and what was true.

    Attributes
    ----------
    covered : array of bool, shape (people, 3, 4)
    p_best, is_best : array, shape (people, 2, 5)
        Who is best together shares it.
    trial, expected_benefit : array, shape (people,)
        True reduction of the larger peak by the choice of either rule, 0 after a refusal.
    """

    covered: np.ndarray
    p_best: np.ndarray
    is_best: np.ndarray
    trial: np.ndarray
    expected_benefit: np.ndarray

    @property
    def p_best_off(self) -> float:
        """Mean difference of what was said of being best and how often it was so, over tenths of what was said."""
        said, true = self.p_best.ravel(), self.is_best.ravel()
        tenth = np.minimum((said * 10).astype(int), 9)
        parts = [(said[tenth == k].mean() - true[tenth == k].mean(), np.mean(tenth == k)) for k in np.unique(tenth)]
        return float(sum(abs(apart) * share for apart, share in parts))


def judge(world: World, people: int, seed: int, progress: Callable[[], None] = lambda: None) -> Judged:
    """Let people walk all five conditions, and apply the model and both rules."""
    rng = np.random.default_rng(seed)
    covered = np.zeros((people, 3, 4), dtype=bool)
    p_best, is_best = np.zeros((people, 2, 5)), np.zeros((people, 2, 5))
    benefit = np.zeros((people, 2))
    for who in range(people):
        levels, responses = _person(world, rng)
        true = np.array([response(CHANGES) for response in responses])
        walks = list(_walks(world, levels, responses, rng))
        fitted = person_response(walks, OUTCOMES)
        for load, outcome in enumerate(OUTCOMES):
            low, high = fitted.posteriors[outcome].band(CHANGES, 0.9)
            covered[who, load] = (true[load] >= low) & (true[load] <= high)
        for peak in (0, 1):
            said = option_probabilities(fitted.posteriors[OUTCOMES[peak]], [*CHANGES, 0.0])
            p_best[who, peak] = [option.p_best for option in said]
            worth = np.append(true[peak], 0.0)
            best = worth > worth.max() - 1e-3
            is_best[who, peak] = best / best.sum()
        larger = int(np.argmax(levels[:2]))
        means = {w.condition: (w.loads["kam_peak1"].mean(), w.loads["kam_peak2"].mean()) for w in walks}
        reached = {c: means[c] for c in OPTIONS if fitted.reaches(c)}
        model = expected_benefit_rule(fitted, OPTIONS)
        chosen = (
            trial_rule(means[NATURAL], reached).condition if reached else None,
            model.condition if model else None,
        )
        benefit[who] = [true[larger, OPTIONS.index(c)] if c else 0.0 for c in chosen]
        progress()
    return Judged(covered, p_best, is_best, benefit[:, 0], benefit[:, 1])


def _person(world: World, rng: np.random.Generator) -> tuple[np.ndarray, list[Response]]:
    levels = np.array([max(rng.normal(*level), 1.0) for level in _LEVELS])
    responses = []
    for outcome in OUTCOMES:
        mean, covariance = response_populations()[outcome].ends()
        responses.append(world.shape(rng, rng.multivariate_normal(mean, covariance)))
    return levels, responses


def _walks(world: World, levels: np.ndarray, responses: list[Response], rng: np.random.Generator) -> Iterator[LegWalk]:
    before = 0.0
    for condition, asked in CHANGE_DEG.items():
        achieved = world.walked_share * asked + (rng.normal(0, world.angle_sd_deg) if asked else 0.0)
        change = achieved + rng.normal(0, _ANGLE_SCATTER_DEG, world.steps)
        loads = {}
        for outcome, level, response in zip(OUTCOMES, levels, responses, strict=True):
            left = world.carried_over * float(response(np.array([before]))[0])
            loads[outcome] = level - response(change) - left + rng.normal(0, _WALK_SD) + world.noise(rng, world.steps)
        before = achieved
        yield LegWalk(condition, 5.0 + change, loads, np.arange(world.steps))


def shapes_table(people: int, seed: int, progress: Callable[[], None] = lambda: None) -> tuple[tuple[str, ...], list]:
    """Coverage at every option, what was said of being best, and both rules, a row for each world."""
    rows = []
    for number, (name, world) in enumerate(WORLDS.items()):
        found = judge(world, people, seed + number, progress)
        apart = found.expected_benefit - found.trial
        rows.append((
            name, *(f"{100 * share:.1f} %" for share in found.covered.mean(axis=(0, 1))),
            f"{100 * found.p_best_off:.1f}", f"{found.trial.mean():.3f}", f"{found.expected_benefit.mean():.3f}",
            f"{apart.mean():+.4f} ± {apart.std() / np.sqrt(people):.4f}",
        ))  # fmt: skip
    header = (
        "people and their steps", *map(condition_in_words, OPTIONS),
        "P(best) off by, points", "trial", "expected-benefit", "difference ± SE",
    )  # fmt: skip
    return header, rows


if __name__ == "__main__":
    from markdown_table import markdown_table

    print(markdown_table(*shapes_table(PEOPLE, 40)))
