"""The verbs of a trial: its analysis as randomised, and how many people it needs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from footwise.arguments import (
    given_number,
    given_path,
    given_whole_number,
    number_list,
    optional_path,
    whole_number_list,
)
from footwise.jobs.trial import TrialPower, analyse_trial_data, simulate_trial_power
from footwise.reports import number
from footwise.showing import counted, few_notes, html_table, lines
from footwise.trial import TrialResult

if TYPE_CHECKING:
    from footwise.reports.figures import Figures


class AnalysedTrial(TrialResult):
    """A trial, analysed as randomised. Its attributes are those of `footwise.trial.TrialResult`."""

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row an outcome in its last visit: the first arm less the second, by the mixed model."""
        holm = {one.hypothesis.outcome: one.p_holm for one in self.primaries}
        columns = ("value", "se", "low", "high", "p")
        return pd.DataFrame(
            {
                "outcome": one.outcome.name,
                "week": one.week,
                "unit": one.outcome.unit,
                **{name: nan if one.effect is None else getattr(one.effect, name) for name in columns},
                "p_holm": holm.get(one.outcome.name, nan),
                "hedges_g": nan if one.effect_size is None else one.effect_size.g,
            }
            for one in self.outcomes
        ).rename(columns={"value": "difference"})

    def __repr__(self) -> str:
        """Tell in three lines what was found."""
        from footwise.reports.trial import finding

        return lines(self._title(), " ".join(finding(one, self) for one in self.primaries), few_notes(self.notes))

    def _repr_html_(self) -> str:
        """Show the outcomes as a table in a notebook."""
        from footwise.reports.trial import effects_table

        return html_table(self._title(), *effects_table(self), self.notes)

    def _title(self) -> str:
        simulated = "SIMULATED. " if self.data.simulated else ""
        return f"{simulated}{self.design.name}: {self.flow.randomised} people randomised"

    def plot(self) -> Figures:
        """Draw what its report draws: flow of people, outcomes over time, differences, missing values, residuals."""
        from footwise.reports.figures import on_their_own
        from footwise.reports.trial import trial_figures

        return on_their_own(trial_figures(self))


class PowerOfTrial(TrialPower):
    """Simulated trials of several sizes. Its attributes are those of `footwise.jobs.trial.TrialPower`."""

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a size, share of people who leave, and primary outcome."""
        from footwise.reports.trial import power_table

        return power_table(self.design, self.points)

    def __repr__(self) -> str:
        """Tell what the size that the design asks for can find."""
        return lines(self.sentence(), f"{counted(len(self.points), 'setting')} of {self.points[0].trials} trials each")

    def _repr_html_(self) -> str:
        """Show the settings as a table in a notebook."""
        labels = [self.design.outcome(name).label for name in self.design.primaries]
        rows = [
            (
                str(point.setting.people),
                number(100 * point.setting.drop_out, 0),
                *(f"{number(100 * power, 1)} ± {number(100 * point.error(power), 1)}" for power in point.power),
            )
            for point in self.points
        ]
        head = ("people", "leaving, %", *(f"power of {label}, %" for label in labels))
        return html_table(f"SIMULATED. Power of {self.design.name}", head, rows)

    def plot(self) -> Figures:
        """Draw what its report draws: the power of each primary outcome over the number of people."""
        from footwise.reports.figures import on_their_own
        from footwise.reports.trial import power_figures

        return on_their_own(power_figures(self.design, self.points))


def analyse_trial(data: Path | str, design: Path | str, *, register: Path | str | None = None) -> AnalysedTrial:
    """Analyse everybody as randomised.

    Parameters
    ----------
    data : Path or str
        Folder with ``people.csv`` and ``outcomes.csv``.
    design : Path or str
        TOML file of the design.
    register : Path or str, optional
        Folder of the register: data that lack anybody who was randomised are refused.

    Returns
    -------
    AnalysedTrial
        `table` has one row an outcome, `plot()` draws the report's figures.

    Raises
    ------
    FootwiseError
        What is wrong with which file, or a package is missing.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import footwise as fw
    >>> from footwise.jobs.trial import trial_demo
    >>> folder = Path(tempfile.mkdtemp()) / "trial"
    >>> simulated = trial_demo(folder)
    >>> result = fw.analyse_trial(folder / "data", folder / "trial_design.toml", register=folder / "register")
    >>> result.table.set_index("outcome")["difference"].round(2).head(2).to_dict()
    {'nrs_medial_pain_0_10_worse': -0.83, 'kam_larger_peak_pct_bwht': -0.41}
    """
    folder = given_path("data", data, "Give the name of a folder")
    written, sealed = given_path("design", design), optional_path("register", register, "Give the name of a folder")
    return AnalysedTrial(**vars(analyse_trial_data(folder, written, register=sealed)))


def power(
    design: Path | str,
    *,
    people: Sequence[int] = (),
    drop_out: Sequence[float] = (),
    trials: int = 1000,
    effect: float = 1.0,
    workers: str = "serial",
) -> PowerOfTrial:
    """Say how often a trial would find what is there, from simulated trials.

    Parameters
    ----------
    design : Path or str
        TOML file of the design.
    people : sequence of int
        Sizes; half to twice that of the design where none is given.
    drop_out : sequence of float
        Shares of people who leave; 0.05 and 0.15 where none is given.
    trials : int
        Simulated trials of each size and share.
    effect : float
        Factor on the assumed effects; 0 is none.
    workers : str
        "serial" for one core, "local" for all, or the address of a Dask scheduler. The numbers are the same.

    Returns
    -------
    PowerOfTrial
        `table` has one row a size, share and primary outcome, `plot()` draws the report's figures.

    Raises
    ------
    FootwiseError
        An argument out of range, a design that cannot be simulated, or a missing package.

    Examples
    --------
    >>> from importlib.resources import files
    >>> import footwise as fw
    >>> found = fw.power(files("footwise.trial") / "example_design.toml", people=[68], drop_out=[0.1], trials=4)
    >>> found.table[["people", "trials", "outcome"]].to_dict("records")[0]
    {'people': 68, 'trials': 4, 'outcome': 'nrs_medial_pain_0_10_worse'}
    """
    found = simulate_trial_power(
        given_path("design", design),
        people=whole_number_list("people", people),
        drop_out=number_list("drop_out", drop_out),
        trials=given_whole_number("trials", trials),
        effect=given_number("effect", effect),
        workers=workers,
    )
    return PowerOfTrial(**vars(found))
