"""The command line of `footwise trial`: one thin command a job. Heavy imports stay inside the commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

trial_app = typer.Typer(
    help="A randomised trial: sealed allocation, analysis by intention to treat, power.",
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    epilog="Example: footwise trial demo --out trial-demo",
)

_Design = Annotated[Path, typer.Argument(metavar="DESIGN.toml", help="Design of the trial; see docs/trial.md.")]
_Data = Annotated[Path, typer.Argument(metavar="DATA", help="Folder with people.csv and outcomes.csv.")]
_Register = Annotated[Path, typer.Argument(metavar="REGISTER", help="Folder that 'footwise trial randomise' made.")]


@trial_app.command(epilog="Example: footwise trial randomise design.toml --out register")
def randomise(
    design: _Design,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the register.")] = Path("register"),
) -> None:
    """Seal the seed of the allocation and open the register. The list is drawn, and nobody can see it."""
    from footwise.jobs import kept_from_whom
    from footwise.trial import open_register

    print(f"Commitment, to be made public before the first person: {open_register(design, out)}")
    for text in kept_from_whom(out):
        print(text)
    print(f"Now: footwise trial enrol {out} --person P001 ...")


@trial_app.command(
    epilog="Example: footwise trial enrol register --person P001 --stratum sex=female --stratum kl_grade=3"
)
def enrol(
    register: _Register,
    person: Annotated[str, typer.Option("--person", metavar="NAME", help="Pseudonym of the person.")],
    stratum: Annotated[
        list[str] | None, typer.Option("--stratum", metavar="FACTOR=LEVEL", help="Once for every factor.")
    ] = None,
) -> None:
    """Enrol a person for good, and only then show the arm."""
    from footwise.jobs import levels_of
    from footwise.trial import enrol as enrol_person

    done = enrol_person(register, person, levels_of(stratum or []))
    print(f"{done.person} is number {done.number}: {done.arm}")
    print(f"Note this hash elsewhere: {done.hash}")


@trial_app.command(epilog="Example: footwise trial allocations register --out people_blinded.csv")
def allocations(
    register: _Register,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.csv", help="The table to write.")],
    unblinded: Annotated[
        bool, typer.Option("--unblinded", help="The arms' names instead of A and B: for who treats, not who measures.")
    ] = False,
) -> None:
    """Write who is in which arm, as A and B."""
    from footwise.jobs import write_allocations

    print(write_allocations(register, out, unblinded))


@trial_app.command(epilog="Example: footwise trial verify register --head 1f0c...")
def verify(
    register: _Register,
    head: Annotated[
        str | None, typer.Option("--head", metavar="HASH", help="A hash noted at an enrolment: is it still there?")
    ] = None,
) -> None:
    """Check the register for changes: its chain, and with the seed every seal and allocation."""
    from footwise.jobs import verified

    for text in verified(register, head):
        print(text)


@trial_app.command(epilog="Example: footwise trial unblind register --yes")
def unblind(
    register: _Register,
    yes: Annotated[bool, typer.Option("--yes", help="Say that the data are closed and the blinding may end.")] = False,
) -> None:
    """End the blinding for good: reveal the seed, and which letter was which arm."""
    from footwise.errors import FootwiseError
    from footwise.trial import reveal

    if not yes:
        raise FootwiseError(register, "would be unblinded for good", "Say --yes once the data are closed")
    print(", ".join(f"{letter} was {arm}" for letter, arm in sorted(reveal(register).items())))


@trial_app.command(epilog="Example: footwise trial analyse data design.toml --register register --out results")
def analyse(
    data: _Data,
    design: _Design,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the reports and results.json.")] = Path(
        "footwise-trial"
    ),
    register: Annotated[
        Path | None,
        typer.Option("--register", metavar="REGISTER", help="Refuse data that lack anybody who was randomised."),
    ] = None,
) -> None:
    """Analyse everybody as randomised: mixed model, ANCOVA, imputation, flow diagram, HTML and PDF."""
    from footwise.jobs import analyse_into
    from footwise.outputs import whole_folder

    with whole_folder(out) as folder, _steps() as step:
        result, no_pdf = analyse_into(folder, data, design, register, step)
    _say(result, out, no_pdf)


@trial_app.command(
    epilog="Example: footwise trial power design.toml --people 68 --people 100 --drop-out 0.15 --trials 1000"
)
def power(
    design: _Design,
    people: Annotated[
        list[int] | None, typer.Option("--people", help="Size; may be given again. Default: half to twice the design.")
    ] = None,
    drop_out: Annotated[
        list[float] | None, typer.Option("--drop-out", metavar="SHARE", help="Who leave; default 0.05 and 0.15.")
    ] = None,
    trials: Annotated[int, typer.Option("--trials", help="Simulated trials of each point.")] = 1000,
    effect: Annotated[float, typer.Option("--effect", help="Factor on the assumed effects; 0 is none.")] = 1.0,
    workers: Annotated[
        str, typer.Option("--workers", metavar="local|serial|ADDRESS", help="All cores, one, or a Dask scheduler.")
    ] = "local",
    cohort: Annotated[
        Path | None, typer.Option("--cohort", metavar="FILE.toml", help="Own numbers of the simulated people.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for power.html and power.csv.")] = Path(
        "footwise-power"
    ),
) -> None:
    """Simulate how often the trial would find what is there. The numbers do not depend on the workers."""
    from footwise.jobs import power_into, power_sizes
    from footwise.outputs import whole_folder
    from footwise.trial import read_design

    shares = drop_out or [0.05, 0.15]
    sizes = people or power_sizes(read_design(design))
    with whole_folder(out) as folder, _count(len(shares) * len(sizes) * trials) as done:
        told = power_into(folder, design, sizes, shares, trials, effect, workers, cohort, done)
    print(told)
    print(f"Report: {out / 'power.html'}")


@trial_app.command(epilog="Example: footwise trial demo --out trial-demo")
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for everything the demo makes.")] = Path(
        "trial-demo"
    ),
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the simulated people and their year.")] = 1,
) -> None:
    """Simulate a trial of 68 people, randomise, analyse, and write the full report. Nobody took part."""
    from footwise.jobs import demo_into
    from footwise.outputs import whole_folder

    with whole_folder(out) as folder, _steps() as step:
        result, no_pdf = demo_into(folder, seed, step)
    _say(result, out, no_pdf)


@trial_app.command(name="to-redcap", epilog="Example: footwise trial to-redcap data design.toml --out redcap")
def to_redcap(
    data: _Data,
    design: _Design,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for REDCap's two files.")] = Path("redcap"),
) -> None:
    """Write the tables of a trial as REDCap's flat CSV with its data dictionary."""
    from footwise.jobs import to_redcap as convert
    from footwise.outputs import whole_folder

    with whole_folder(out) as folder:
        left_out = convert(folder, data, design)
    print(f"redcap_data.csv and redcap_dictionary.csv are in {out}")
    if left_out:
        print(f"Not in them, as the design does not ask: {', '.join(left_out)}")


@trial_app.command(
    name="from-redcap", epilog="Example: footwise trial from-redcap data.csv dictionary.csv design.toml --out data"
)
def from_redcap(
    flat: Annotated[Path, typer.Argument(metavar="DATA.csv", help="REDCap: Export Data, CSV, raw.")],
    dictionary: Annotated[Path, typer.Argument(metavar="DICTIONARY.csv", help="REDCap: Download Data Dictionary.")],
    design: _Design,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for people.csv and outcomes.csv.")] = Path(
        "data"
    ),
) -> None:
    """Write the tables of a trial from REDCap's flat CSV and its data dictionary."""
    from footwise.jobs import from_redcap as convert
    from footwise.outputs import whole_folder

    with whole_folder(out) as folder:
        convert(folder, flat, dictionary, design)
    print(f"people.csv and outcomes.csv are in {out}")


def _say(result: object, out: Path, no_pdf: str) -> None:
    """Tell the findings of an analysis, and where the report is."""
    from footwise.reports.trial import finding
    from footwise.trial import TrialResult

    assert isinstance(result, TrialResult)
    for one in result.primaries:
        print(("SIMULATED. " if result.data.simulated else "") + finding(one, result))
    print(f"Report: {out / 'report.html'}" + (f" (no PDF: {no_pdf})" if no_pdf else f" and {out / 'report.pdf'}"))


@contextmanager
def _steps() -> Iterator[Callable[[str], None]]:
    """Name on stderr what is being done; nothing where nobody watches."""
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("") as status:
        yield lambda name: status.update(name)


@contextmanager
def _count(total: int) -> Iterator[Callable[[int], None]]:
    """Show on stderr how many of many are done, and how long the rest will take."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("simulated trials"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total)
        yield lambda count: bar.advance(task, count)
