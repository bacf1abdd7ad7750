"""The commands `footwise trial ...`: from a design file to allocation, analysis and power."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from footwise.errors import FootwiseError
from footwise.outputs import write_text_whole
from footwise.simulation import outcome_defaults
from footwise.trial import (
    DESIGN,
    SEED,
    Setting,
    TrialDesign,
    TrialResult,
    allocations,
    analyse_trial,
    check_simulable,
    enrol,
    open_register,
    outcome_tables,
    read_data,
    read_design,
    read_redcap,
    reveal,
    simulate_power,
    simulated_answers,
    simulated_people,
    simulated_tables,
    strata_table,
    trial_data,
    verify,
    write_data,
    write_redcap,
    write_results,
)

Progress = Callable[[str], None]


def levels_of(texts: Sequence[str]) -> dict[str, str]:
    """Read ``--stratum sex=female`` given once or more."""
    levels = {}
    for text in texts:
        factor, equals, level = text.partition("=")
        if not equals or not factor.strip() or not level.strip():
            raise FootwiseError("--stratum", f"is {text!r}", "Say --stratum sex=female, for example")
        if factor.strip() in levels:
            raise FootwiseError("--stratum", f"gives {factor.strip()} twice", "Give each factor once")
        levels[factor.strip()] = level.strip()
    return levels


def write_allocations(register: Path, out: Path, unblinded: bool) -> str:
    """Write who is in which arm, as A and B unless the names are wanted; say how many people, and how blind it is."""
    table = allocations(register, blinded=not unblinded)
    write_text_whole(out, table.to_csv(index=False, lineterminator="\n"))
    told = f"{len(table)} people in {out}"
    if unblinded:
        return told
    first, other = (arm.ratio for arm in read_design(register / DESIGN).arms)
    if first == other:
        return f"{told}, blinded"
    return f"{told}, as A and B; but arms of {first}:{other} tell by their sizes which letter is which"


def verified(register: Path, head: str | None) -> list[str]:
    """Check a register, and say what that shows and what it does not."""
    found = verify(register, head)
    said = f"{found.people} people, and no entry breaks the chain. "
    if found.sealed:
        said += "Every entry has the seal of the seed, and every allocation follows the sealed list. "
    else:
        said += "Seals and allocations were not checked: the sealed seed is not here. "
    said += "The blinding has ended." if found.revealed else "The blinding holds."
    noted = (
        "The hash that was noted is there."
        if head
        else ("Not compared with a noted hash (--head): who has the seed could have written all entries anew.")
    )
    return [said, noted, f"Commitment, to be the one made public: {found.commitment}", f"Last hash: {found.head}"]


def analyse_into(
    folder: Path, data: Path, design_path: Path, register: Path | None, progress: Progress
) -> tuple[TrialResult, str]:
    """Write report.html, report.pdf and results.json; give the analysis, and why there is no PDF if so."""
    _needs_statsmodels()
    design = read_design(design_path)
    result = analyse_trial(read_data(data, design), design, progress, register)
    return result, _write_reports(folder, result, progress)


def power_into(
    folder: Path,
    design_path: Path,
    people: Sequence[int],
    drop_out: Sequence[float],
    trials: int,
    effect: float,
    workers: str,
    cohort: Path | None,
    progress: Callable[[int], None],
) -> str:
    """Write power.html and power.csv; give a sentence about the size that the design asks for."""
    from footwise.reports.trial import power_report, power_table

    design = read_design(design_path)
    settings = [Setting(n, share, effect) for share in drop_out for n in people or power_sizes(design)]
    if workers != "serial":
        _needs("distributed")
    _needs("threadpoolctl")
    points = simulate_power(
        design, settings, trials, workers=workers, numbers=outcome_defaults(cohort), progress=progress
    )
    (folder / "power.html").write_text(power_report(design, points), encoding="utf-8")
    write_text_whole(folder / "power.csv", power_table(design, points).to_csv(index=False, lineterminator="\n"))
    nearest = min(points, key=lambda p: (abs(p.setting.people - design.people), p.setting.drop_out))
    told = ", ".join(
        f"{design.outcome(name).label} {100 * power:.1f} ± {100 * nearest.error(power):.1f} %"
        for name, power in zip(design.primaries, nearest.power, strict=True)
    )
    return f"SIMULATED. {nearest.setting.people} people, {100 * nearest.setting.drop_out:g} % leaving: {told}"


def power_sizes(design: TrialDesign) -> list[int]:
    """Sizes around that of the design: a half to twice."""
    return sorted({max(4, 2 * round(design.people * factor / 2)) for factor in (0.5, 0.75, 1.0, 1.5, 2.0)})


def demo_into(folder: Path, seed: int, progress: Progress) -> tuple[TrialResult, str]:
    """Simulate a trial of the example design from the first person to the report."""
    _needs_statsmodels()
    design_path = folder / "trial_design.toml"
    shutil.copyfile(Path(__file__).parents[1] / "trial" / "example_design.toml", design_path)
    design = read_design(design_path)
    check_simulable(design)
    progress("randomise")
    register = folder / "register"
    # A simulated trial may say its seed; nobody has to be kept from foreseeing it.
    open_register(design_path, register, seed=f"{seed:064x}", clock=lambda: "simulated")
    people = simulated_people(design.people, seed)
    strata = strata_table(people, design)
    enrolled = [
        enrol(register, f"P{k:03d}", {str(name): str(strata[name].iloc[k - 1]) for name in strata}, lambda: "simulated")
        for k in range(1, design.people + 1)
    ]
    write_allocations(register, folder / "allocations_blinded.csv", unblinded=False)
    reveal(register, lambda: "simulated")
    progress("a year of outcomes")
    names, arms = [one.person for one in enrolled], [one.arm for one in enrolled]
    tables = simulated_tables(people, names, arms, design, seed)
    answers = simulated_answers(people, names, arms, design, seed)
    write_text_whole(folder / "answers.csv", answers.to_csv(index=False, lineterminator="\n"))
    data = folder / "data"
    data.mkdir()
    write_data(data, *tables)
    result = analyse_trial(read_data(data, design), design, progress, register)
    return result, _write_reports(folder, result, progress)


def to_redcap(folder: Path, data: Path, design_path: Path) -> tuple[str, ...]:
    """Write REDCap's files from the tables of a trial, once these have been checked; give what is not asked for."""
    design = read_design(design_path)
    read, measures = read_data(data, design), outcome_tables(data)
    write_redcap(folder, read.people, measures[~measures["outcome"].isin(read.not_asked)], design)
    return read.not_asked


def from_redcap(folder: Path, flat: Path, dictionary: Path, design_path: Path) -> None:
    """Write people.csv and outcomes.csv from REDCap's files, and check them."""
    design = read_design(design_path)
    people, measures = read_redcap(flat, dictionary, design)
    # Before they are written: what is wrong should not be sought in a folder that then is not there.
    trial_data(people, measures, design, where=Path(f"{flat}, converted"))
    write_data(folder, people, measures, None)


def kept_from_whom(register: Path) -> list[str]:
    """Say what must be kept from whom, for the allocation to be concealed."""
    return [
        f"Keep {register / SEED} from everybody who recruits or measures: whoever has it can read the next arm. One "
        "person who does neither keeps the folder and runs 'footwise trial enrol' when asked.",
        f"Keep {register / DESIGN} from those who recruit: it tells the sizes of the blocks.",
        *(f"Warning: {text}." for text in read_design(register / DESIGN).foreseen()),
    ]


def _write_reports(folder: Path, result: TrialResult, progress: Progress) -> str:
    from footwise.reports.trial import trial_pdf, trial_report

    progress("report")
    write_results(result, folder / "results.json")
    (folder / "report.html").write_text(trial_report(result), encoding="utf-8")
    try:
        trial_pdf(result, folder / "report.pdf")
    except FootwiseError as error:
        return str(error)
    return ""


def _needs_statsmodels() -> None:
    _needs("statsmodels")


def _needs(package: str) -> None:
    from importlib.util import find_spec

    if find_spec(package) is None:
        raise FootwiseError(package, "is not installed, and this command needs it", "pip install 'footwise[trial]'")
