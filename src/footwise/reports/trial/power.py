"""The power of a design: a page with its curves, and a table for other programs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from footwise.reports.figures import legend_sample
from footwise.reports.numbers import number
from footwise.reports.pages import page
from footwise.reports.trial.power_curve import POWER_LOOKS, power_curve
from footwise.trial import SettingPower, TrialDesign


def power_report(design: TrialDesign, points: Sequence[SettingPower]) -> str:
    """Write the power of a design as one self-contained HTML page; the same for the same numbers."""
    shares = sorted({point.setting.drop_out for point in points})
    samples = [
        (legend_sample(look), f"{number(100 * share, 0)} % leave")
        for share, look in zip(shares, POWER_LOOKS * len(shares), strict=False)
    ]
    labels = [design.outcome(name).label for name in design.primaries]
    return page(
        "power.html.j2",
        design=design,
        simulated=True,
        figures=power_figures(design, points),
        samples=samples,
        labels=labels,
        rows=[_row(design, point) for point in points],
        trials=points[0].trials,
        effect=points[0].setting.effect,
    )


def power_figures(design: TrialDesign, points: Sequence[SettingPower]) -> tuple[Figure, ...]:
    """Draw the power of each primary hypothesis over the number of people."""
    return tuple(
        power_curve(
            f"{design.outcome(name).label}: power".replace("$", r"\$"),
            points,
            k,
            f"Power of {design.outcome(name).label} by people",
        )
        for k, name in enumerate(design.primaries)
    )


def power_table(design: TrialDesign, points: Sequence[SettingPower]) -> pd.DataFrame:
    """One row a setting and primary outcome: power, its Monte-Carlo standard error, and what the trials gave."""
    rows = []
    for point in points:
        for k, name in enumerate(design.primaries):
            rows.append(
                {
                    "people": point.setting.people,
                    "drop_out": point.setting.drop_out,
                    "effect": point.setting.effect,
                    "trials": point.trials,
                    "outcome": name,
                    "power": point.power[k],
                    "power_mc_se": round(point.error(point.power[k]), 6),
                    "power_unadjusted": point.power_unadjusted[k],
                    "any_primary": point.any_rejected,
                    "all_primaries": point.all_rejected,
                    "mean_difference": round(point.mean_effect[k], 6),
                    "mean_se": round(point.mean_se[k], 6),
                    "not_estimated": int(np.isnan(point.results[:, k, 0]).sum()),
                }
            )
    return pd.DataFrame(rows)


def _row(design: TrialDesign, point: SettingPower) -> list[str]:
    def share(value: float) -> str:
        return f"{number(100 * value, 1)} ± {number(100 * point.error(value), 1)} %"

    each = [share(value) for value in point.power]
    means = [
        f"{number(point.mean_effect[k], design.outcome(name).decimals)} ± {number(point.mean_se[k], 2)}"
        for k, name in enumerate(design.primaries)
    ]
    return [
        str(point.setting.people),
        f"{number(100 * point.setting.drop_out, 0)} %",
        *each,
        share(point.any_rejected),
        *means,
        str(point.not_estimated),
    ]
