"""An outcome over the year, by arm, and what a shift of the missing values would change."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from footwise.reports.figures import ARM_LOOKS, INK, QUIET, Look, panel, plain_axes
from footwise.reports.numbers import number
from footwise.trial import Estimate, OutcomeResult

# The arms stand a little beside each other, so that their intervals do not cover each other; in weeks.
_BESIDE = 0.45


def change_curves(result: OutcomeResult, labels: tuple[str, str], alt: str) -> Figure | None:
    """Draw the adjusted change from baseline of both arms with its confidence interval; None without a model."""
    if result.mmrm is None:
        return None
    means, outcome = result.mmrm.means, result.outcome
    weeks = (outcome.baseline_week, *result.mmrm.weeks)

    def paint(axes: Axes) -> None:
        unit = outcome.unit if len(outcome.label) < 34 else ""
        plain_axes(axes, _plain(", ".join(filter(None, (outcome.label, unit)))))
        axes.axhline(0, color=INK, linewidth=0.9)
        for look, arm, beside, label in zip(ARM_LOOKS, means, (-_BESIDE, _BESIDE), labels, strict=True):
            _paint_arm(axes, look, weeks, arm, beside, _plain(label))
        axes.set_xticks(weeks)
        axes.set_xticklabels([str(week) for week in weeks])
        axes.set_xlabel("week")
        axes.set_ylabel("change from baseline")
        axes.margins(y=0.12)
        axes.yaxis.set_major_formatter(lambda value, _: _tick(value))

    return panel(paint, alt, left=58, bottom=44, height=270)


def _paint_arm(
    axes: Axes, look: Look, weeks: tuple[int, ...], means: tuple[Estimate, ...], beside: float, label: str
) -> None:
    at = np.array(weeks, dtype=float)
    at[1:] += beside
    values = np.array([0.0, *(mean.value for mean in means)])
    (line,) = axes.plot(
        at, values, color=look.colour, linewidth=1.7, marker=look.marker, markersize=6, markerfacecolor=look.fill,
        markeredgewidth=1.5 if look.hollow else 0, label=label,
    )  # fmt: skip
    if look.dashes:
        line.set_dashes(look.dashes)
    axes.vlines(at[1:], [m.low for m in means], [m.high for m in means], color=look.colour, linewidth=1.3, zorder=1)


def shift_curve(result: OutcomeResult, alt: str) -> Figure | None:
    """Draw the difference against the shift of the first arm's missing values; None where there is nothing to shift."""
    imputed = result.imputed
    if imputed is None or not imputed.shifts:
        return None
    deltas = np.array([shift.delta for shift in imputed.shifts])
    effects = [shift.effect for shift in imputed.shifts]

    def paint(axes: Axes) -> None:
        plain_axes(axes, _plain(result.outcome.label))
        axes.set_ylabel(f"difference, week {result.week}")
        axes.axhline(0, color=INK, linewidth=0.9)
        colour = ARM_LOOKS[0].colour
        axes.fill_between(
            deltas, [e.low for e in effects], [e.high for e in effects], color=colour, alpha=0.14, linewidth=0
        )
        axes.plot(deltas, [e.value for e in effects], color=colour, linewidth=1.8)
        if np.isfinite(imputed.tipping):
            axes.axvline(imputed.tipping, color=INK, linewidth=1.2, dashes=(4, 2.5))
            left = imputed.tipping > deltas[-1] / 2
            axes.annotate(
                f"tips at {number(imputed.tipping, result.outcome.decimals)}", (imputed.tipping, 0),
                xycoords=("data", "axes fraction"), xytext=(-5 if left else 5, 4), textcoords="offset points",
                ha="right" if left else "left", va="bottom", fontsize=11, color=QUIET,
            )  # fmt: skip
        axes.set_xlabel(_plain(", ".join(filter(None, ("missing worse by", result.outcome.unit.split(",")[0])))))
        axes.margins(x=0)
        axes.yaxis.set_major_formatter(lambda value, _: _tick(value))

    return panel(paint, alt, left=58, bottom=44, height=240)


def residual_quantiles(result: OutcomeResult, alt: str) -> Figure | None:
    """Draw the residuals of the analysis of covariance against what a normal distribution gives."""
    if result.ancova is None:
        return None
    from scipy.special import ndtri

    residuals = result.ancova.residuals[np.isfinite(result.ancova.residuals)]
    if not len(residuals):
        return None
    expected = ndtri((np.arange(len(residuals)) + 0.5) / len(residuals))

    def paint(axes: Axes) -> None:
        plain_axes(axes, _plain(result.outcome.label))
        axes.set_ylabel("studentised residual")
        reach = float(max(np.abs(expected).max(), 1.0))
        axes.plot((-reach, reach), (-reach, reach), color=QUIET, linewidth=1.1, dashes=(4, 2.5))
        axes.plot(expected, residuals, "o", color=ARM_LOOKS[0].colour, markersize=4.2, markeredgewidth=0)
        axes.set_xlabel("normal quantile")
        axes.yaxis.set_major_formatter(lambda value, _: _tick(value))
        axes.xaxis.set_major_formatter(lambda value, _: _tick(value))

    return panel(paint, alt, left=52, bottom=44, height=240)


def _plain(text: str) -> str:
    """Keep a dollar sign from beginning a formula."""
    return text.replace("$", r"\$")


def _tick(value: float) -> str:
    return f"{round(value, 6) + 0.0:g}".replace("-", "−")
