"""The power of a trial: how often it would find what is there, from simulated trials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from footwise.extras import require
from footwise.jobs.progress import Progress, no_progress
from footwise.outputs import whole_folder
from footwise.simulation import outcome_defaults
from footwise.tables import write_csv
from footwise.trial import Setting, SettingPower, TrialDesign, read_design, simulate_power

DROP_OUTS = (0.05, 0.15)


@dataclass(frozen=True)
class TrialPower:
    """Simulated trials of several sizes.

    Attributes
    ----------
    design : TrialDesign
    points : list of SettingPower
        One for each size and share of people who leave.
    """

    design: TrialDesign
    points: list[SettingPower]

    def sentence(self) -> str:
        """Say what the size that the design asks for can find."""
        nearest = min(self.points, key=lambda p: (abs(p.setting.people - self.design.people), p.setting.drop_out))
        told = ", ".join(
            f"{self.design.outcome(name).label} {100 * power:.1f} ± {100 * nearest.error(power):.1f} %"
            for name, power in zip(self.design.primaries, nearest.power, strict=True)
        )
        return f"SIMULATED. {nearest.setting.people} people, {100 * nearest.setting.drop_out:g} % leaving: {told}"


def simulate_trial_power(
    design: Path,
    *,
    people: Sequence[int] = (),
    drop_out: Sequence[float] = (),
    trials: int = 1000,
    effect: float = 1.0,
    workers: str = "local",
    cohort: Path | None = None,
    progress: Progress = no_progress,
) -> TrialPower:
    """Simulate trials and analyse each. The numbers do not depend on the workers.

    Parameters
    ----------
    design : Path
        TOML file.
    people : sequence of int
        Sizes; half to twice that of the design where none is given.
    drop_out : sequence of float
        Shares of people who leave; `DROP_OUTS` where none is given.
    trials : int
        Of each size and share.
    effect : float
        Factor on the assumed effects; 0 is none.
    workers : str
        ``local`` for all cores, ``serial`` for one, or the address of a Dask scheduler.
    cohort : Path, optional
        TOML file with numbers of one's own for the simulated people.
    progress : Progress

    Raises
    ------
    FootwiseError
        A parameter out of range, a design that cannot be simulated, or a missing package.
    """
    plan = read_design(design)
    sizes = people or sizes_around(plan)
    settings = [Setting(size, share, effect) for share in drop_out or DROP_OUTS for size in sizes]
    if workers != "serial":
        require("distributed")
    require("statsmodels", "threadpoolctl")
    done, total = 0, len(settings) * trials

    def count(more: int) -> None:
        nonlocal done
        done += more
        progress("simulated trials", done, total)

    progress("simulated trials", 0, total)
    points = simulate_power(plan, settings, trials, workers=workers, numbers=outcome_defaults(cohort), progress=count)
    return TrialPower(plan, points)


def write_trial_power(power: TrialPower, out: Path) -> None:
    """Write ``power.html`` and ``power.csv`` into the folder `out`, both or neither."""
    from footwise.reports.trial import power_report, power_table

    with whole_folder(out) as folder:
        (folder / "power.html").write_text(power_report(power.design, power.points), encoding="utf-8")
        table = power_table(power.design, power.points)
        write_csv(table, folder / "power.csv")


def sizes_around(design: TrialDesign) -> list[int]:
    """Give sizes around that of the design: a half to twice."""
    return sorted({max(4, 2 * round(design.people * factor / 2)) for factor in (0.5, 0.75, 1.0, 1.5, 2.0)})
