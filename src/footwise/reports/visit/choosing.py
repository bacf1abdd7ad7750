"""The part of a prescription's report that says how sure the choice is: the response model and both rules."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from matplotlib.figure import Figure

from footwise.condition_names import condition_in_words
from footwise.prescription import (
    THRESHOLD_PCT,
    Prescription,
    what_another_visit_can_show,
    within_visit,
)
from footwise.prescription.model import PersonResponse, ResponsePosterior, probability_in_words
from footwise.prescription.rule import BenefitChoice, BenefitOption
from footwise.reports.figures import legend_sample
from footwise.reports.numbers import number, signed
from footwise.reports.visit.changes import as_walked
from footwise.reports.visit.condition_looks import condition_look
from footwise.reports.visit.dose_response import (
    DoseBand,
    DoseOption,
    DoseSteps,
    beyond_the_picture,
    dose_response,
)

# The picture shows the trial's changes of foot angle in any case, and this share of the steps of each condition.
_LEAST_SHOWN_DEG, _SHOWN_PCT = 12.0, 98.0


@dataclass(frozen=True)
class OptionRow:
    """One option as a line of the table."""

    label: str
    sample: Markup
    change: str
    interval: str
    p_best: str
    p_reaches: str
    p_worse: str
    loss: str
    medial_force: str
    rules: str
    expected_benefit: bool


@dataclass(frozen=True)
class ChoosingPart:
    """What the template shows.

    Attributes
    ----------
    agree : str
        Whether both rules say the same.
    trial, expected_benefit : str
        What each rule says, briefly.
    figure : Figure or None
    beyond : int
        Steps beyond its axes.
    rows : list of OptionRow
    outside : list of (label, objections)
        Options that break a limit.
    limits : str
    certainty : list of str
        Within this visit, and between visits.
    notes : tuple of str
    """

    agree: str
    trial: str
    expected_benefit: str
    figure: Figure | None
    beyond: int
    rows: list[OptionRow]
    outside: list[tuple[str, tuple[str, ...]]]
    limits: str
    certainty: list[str]
    notes: tuple[str, ...]


def choosing_part(result: Prescription) -> ChoosingPart:
    """Put together the part of one prescription; where nothing can be estimated it says why."""
    model = result.model
    trial = _trial(result)
    choice, response = model.choice, model.response
    if choice is None or response is None:
        return ChoosingPart("", trial, model.trouble, None, 0, [], [], "", _certainty(result), ())
    posterior = response.peak(choice.peak)
    assert posterior is not None
    figure, beyond = _figure(result, response, choice, posterior)
    same = choice.condition == result.choice.condition
    return ChoosingPart(
        agree="Both rules say the same." if same else "The rules differ: look at the probabilities before deciding.",
        trial=trial,
        expected_benefit=model.finding(),
        figure=figure,
        beyond=beyond,
        rows=[_row(result, choice, option, posterior) for option in choice.options],
        outside=[(condition_in_words(o.condition), o.objections) for o in choice.options if o.objections],
        limits=_limits(choice),
        certainty=_certainty(result),
        notes=model.notes,
    )


def _trial(result: Prescription) -> str:
    if result.chosen is None:
        return "no change of foot angle" if result.judged else "not judged, too few steps"
    told = [f"peak {result.choice.peak}", as_walked(result.chosen)]
    return f"{result.chosen.in_words} ({', '.join(filter(None, told))})"


def _figure(
    result: Prescription, response: PersonResponse, choice: BenefitChoice, posterior: ResponsePosterior
) -> tuple[Figure, int]:
    """Draw the picture, and count the steps that lie beyond it."""
    per_cent = 100 / posterior.level
    steps = [
        _known(
            DoseSteps(
                condition_look(walk.condition),
                walk.foot_angle_deg - response.natural_angle_deg,
                walk.loads[f"kam_peak{choice.peak}"] * per_cent - 100,
            )
        )
        for walk in response.walks
    ]
    # As far as was asked for or walked, and the trial's changes in any case.
    shown = [option.probabilities.change_deg for option in choice.options] + list(response.reached_deg)
    shown += [float(np.percentile(np.abs(s.change_deg), _SHOWN_PCT)) for s in steps if len(s.change_deg)]
    furthest = np.ceil(max(_LEAST_SHOWN_DEG, *map(abs, shown)))
    changes = np.linspace(-furthest, furthest, 4 * int(furthest) + 1)
    bands = []
    for share in (0.9, 0.5):
        low, high = posterior.band(changes, share)
        bands.append((-high * per_cent, -low * per_cent))
    band = DoseBand(changes, -posterior.expected_reduction(changes) * per_cent, bands)
    options = [
        DoseOption(
            condition_look(o.condition),
            o.probabilities.change_deg,
            -o.probabilities.reduction_pct,
            _chosen_by(result, choice, o),
        )
        for o in choice.options
    ]
    told = ", ".join(
        f"{condition_in_words(o.condition)} {signed(-o.probabilities.reduction_pct, 1)} %" for o in choice.options
    )
    alt = (
        f"Expected change of peak {choice.peak} of the knee adduction moment over the change of foot angle, with bands "
        f"of 50 and 90 % probability and every used step as a point: {told}. Needed: −{THRESHOLD_PCT:.0f} %"
    )
    what = f"Change of KAM peak {choice.peak}, % of natural"
    drawn = dose_response(what, band, steps, options, -THRESHOLD_PCT, response.reached_deg, alt)
    return drawn, beyond_the_picture(band, steps, -THRESHOLD_PCT)


def _known(steps: DoseSteps) -> DoseSteps:
    keep = np.isfinite(steps.change_deg) & np.isfinite(steps.load_pct)
    return DoseSteps(steps.look, steps.change_deg[keep], steps.load_pct[keep])


def _chosen_by(result: Prescription, choice: BenefitChoice, option: BenefitOption) -> str:
    # A trial's choice for the other peak is no point of this picture.
    trial = option.condition == result.choice.condition and choice.peak == result.choice.peak
    benefit = option.condition == choice.condition
    return "both rules" if trial and benefit else "trial" if trial else "expected benefit" if benefit else ""


def _row(result: Prescription, choice: BenefitChoice, option: BenefitOption, posterior: ResponsePosterior) -> OptionRow:
    probabilities = option.probabilities
    low, high = (100 * bound / posterior.level for bound in probabilities.bands[0.9])
    force = next((f for f in result.model.medial_force if f.change_deg == probabilities.change_deg), None)
    return OptionRow(
        label=condition_in_words(option.condition),
        sample=legend_sample(condition_look(option.condition)),
        change=signed(-probabilities.reduction_pct, 1),
        interval=f"{signed(-high, 0)} to {signed(-low, 0)}",
        p_best=probability_in_words(probabilities.p_best),
        p_reaches=probability_in_words(probabilities.p_reaches),
        p_worse=probability_in_words(probabilities.p_worse),
        loss=number(100 * probabilities.expected_loss / posterior.level, 1),
        medial_force=number(None)
        if force is None
        else f"{signed(-force.reduction)} ({signed(-force.bands[0.9][1])} to {signed(-force.bands[0.9][0])})",
        rules=", ".join(
            name
            for name, condition in (("trial", result.choice.condition), ("expected benefit", choice.condition))
            if option.condition == condition
        ),
        expected_benefit=option.condition == choice.condition,
    )


def _limits(choice: BenefitChoice) -> str:
    limits = choice.limits
    worse, reached, other = (f"{100 * v:.0f} %" for v in (limits.p_worse, limits.p_reaches, limits.other_peak))
    return (
        f"Limits of expected benefit: the peak rises with a probability of at most {worse}; it falls by "
        f"{THRESHOLD_PCT:.0f} % or more with one of at least {reached}; the other peak stays at or below {other} of "
        f"what the larger one is now; the flexion moment rises by no more than {limits.kfm_per_kam:g} times the fall "
        "of the adduction moment."
    )


def _certainty(result: Prescription) -> list[str]:
    """Say what this visit tells, and what another visit can tell, apart."""
    condition = result.choice.condition or (result.model.choice.condition if result.model.choice else None)
    compared = next((c for c in result.conditions if c.condition == condition), None)
    if compared is None:
        usable = [c for c in result.conditions[1:] if c.usable and np.isfinite(c.reduction.value)]
        compared = max(usable, key=lambda c: c.reduction.value, default=None)
    if compared is None:
        return []
    peak = result.choice.peak
    here = within_visit(result.natural.leg.kam_peak(peak), compared.leg.kam_peak(peak))
    return [
        f"{condition_in_words(compared.condition).capitalize()} against natural walking as measured, peak {peak}: "
        f"{here.sentence}",
        what_another_visit_can_show(here.fall),
    ]
