"""A simulated trial of the example design, from the first person to the report. Nobody took part."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from footwise.extras import require
from footwise.jobs.progress import Progress, counting, no_progress
from footwise.jobs.trial.analysis import write_trial_analysis
from footwise.jobs.trial.register import read_allocations, write_allocations
from footwise.outputs import whole_folder
from footwise.tables import write_csv
from footwise.trial import (
    TrialResult,
    analyse_trial,
    check_simulable,
    enrol,
    open_register,
    read_data,
    read_design,
    reveal,
    simulated_answers,
    simulated_people,
    simulated_tables,
    strata_table,
    write_data,
)


def trial_demo(out: Path, *, seed: int = 1, progress: Progress = no_progress) -> tuple[TrialResult, str]:
    """Simulate a trial: randomise, let a year go by, analyse, and report.

    Parameters
    ----------
    out : Path
        Folder that gets design, register, data, results and report, all or none.
    seed : int
        Of the people and their year.
    progress : Progress

    Returns
    -------
    result : TrialResult
    no_pdf : str
        Why there is no PDF; empty where there is one.
    """
    require("statsmodels")
    begins = counting(progress)
    with whole_folder(out) as folder:
        path = folder / "trial_design.toml"
        path.write_bytes((resources.files("footwise.trial") / "example_design.toml").read_bytes())
        design = read_design(path)
        check_simulable(design)
        begins("randomise")
        register = folder / "register"
        # A simulated trial may say its seed; nobody has to be kept from foreseeing it.
        open_register(path, register, seed=f"{seed:064x}", clock=_no_time)
        people = simulated_people(design.people, seed)
        strata = strata_table(people, design)
        enrolled = [
            enrol(register, f"P{k:03d}", {str(name): str(strata[name].iloc[k - 1]) for name in strata}, _no_time)
            for k in range(1, design.people + 1)
        ]
        write_allocations(read_allocations(register), folder / "allocations_blinded.csv")
        reveal(register, _no_time)
        begins("a year of outcomes")
        names, arms = [one.person for one in enrolled], [one.arm for one in enrolled]
        tables = simulated_tables(people, names, arms, design, seed)
        answers = simulated_answers(people, names, arms, design, seed)
        write_csv(answers, folder / "answers.csv")
        data = folder / "data"
        data.mkdir()
        write_data(data, *tables)
        result = analyse_trial(read_data(data, design), design, begins, register)
        begins("report")
        return result, write_trial_analysis(result, folder)


def _no_time() -> str:
    return "simulated"
