"""The `footwise` command: one thin command per job. Heavy imports stay inside the commands."""

import io
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from footwise import __version__
from footwise.cli.trial import trial_app
from footwise.cli.video import video_app
from footwise.errors import FootwiseError

app = typer.Typer(
    help="Personalised gait retraining for knee osteoarthritis. Research software: a clinician decides.",
    # Plain help text starts twice as fast as the decorated one.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=False,
    invoke_without_command=True,
)
app.add_typer(video_app, name="video")
app.add_typer(trial_app, name="trial")

_TROUBLE = 2
# What typer makes of ctrl-C inside a command.
_INTERRUPTED = 130
_STOPPED = "stopped before it was done. Nothing was written; run the command again."


def main() -> NoReturn:
    """Run the command line: trouble is told in one line, with exit code 2, and never as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console without arrows or degree signs shows something in their place.
            stream.reconfigure(errors="replace")
    try:
        code = app(prog_name="footwise", standalone_mode=False)
        if code != _INTERRUPTED:
            _leave(code if isinstance(code, int) else 0)
        _say(_STOPPED)
    except KeyboardInterrupt:
        _say(_STOPPED)
    except BrokenPipeError:
        _leave(1)
    except FootwiseError as error:
        _say(str(error))
    except Exception as error:
        _say(_misuse(error) or _surprise(error))
    _leave(_TROUBLE)


def _misuse(error: Exception) -> str:
    """Say what is wrong with the command line; empty if the trouble is another.

    Typer's own errors of usage know how to say themselves; its classes for them are not public.
    """
    context, told = getattr(error, "ctx", None), getattr(error, "format_message", None)
    if told is None:
        return ""
    command = context.command_path if context is not None else "footwise"
    return f"{str(told()).rstrip('.')}. See '{command} --help'."


def _surprise(error: Exception) -> str:
    kind = type(error).__name__
    return f"this should not have happened ({kind}: {error}). Run again with 'footwise --debug ...' and report it."


def _say(message: str) -> None:
    if _debugging():
        traceback.print_exc()
    print("footwise:", " ".join(message.splitlines()), file=sys.stderr)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[str], None]]:
    """Show a bar on stderr; the caller names each thing when its turn comes. Nothing where nobody watches."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total)
        begun = False

        def step(name: str) -> None:
            nonlocal begun
            bar.update(task, description=name, advance=1 if begun else 0)
            begun = True

        yield step


def _debugging() -> bool:
    return os.environ.get("FOOTWISE_DEBUG", "") not in {"", "0"}


def _leave(code: int) -> NoReturn:
    """Exit, quietly also where the reader of our output has gone."""
    if sys.stdout is None:
        sys.exit(code)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"footwise {__version__}")
        raise typer.Exit


@app.callback(epilog="Example: footwise samples treadmill")
def _options(
    context: typer.Context,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where in the code trouble arose (or set FOOTWISE_DEBUG=1).")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Say the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    if debug:
        # The environment also tells processes that a command starts.
        os.environ["FOOTWISE_DEBUG"] = "1"
    if context.invoked_subcommand is None:
        print(context.get_help())


# The commands, in the order of the work.


@app.command(epilog="Example: footwise analyse $(footwise samples --path treadmill)/treadmill_events.c3d")
def samples(
    name: Annotated[str | None, typer.Argument(help="Fetch this sample; without it, list all.")] = None,
    path: Annotated[
        str | None, typer.Option("--path", metavar="NAME", help="Print the sample's folder, fetching it if needed.")
    ] = None,
) -> None:
    """Get public recordings to try Footwise with."""
    from footwise.samples import sample_path

    if path is not None:
        print(sample_path(path))
    elif name is not None:
        print(f"{name} is in {sample_path(name)}")
    else:
        _list_samples()


def _list_samples() -> None:
    from rich.console import Console
    from rich.table import Table

    from footwise.samples import is_cached, samples

    table = Table("name", "what", "from", "licence", "here")
    for sample in samples():
        package = f"{sample.package} {sample.version}"
        table.add_row(sample.name, sample.what, package, sample.licence, "yes" if is_cached(sample) else "no")
    Console().print(table)


_Mass = Annotated[float | None, typer.Option("--mass", metavar="KG", help="Body mass in kg, where the file has none.")]
_Height = Annotated[float | None, typer.Option("--height", metavar="M", help="Body height in m, e.g. 1.72.")]
_Markers = Annotated[
    Path | None, typer.Option("--markers", metavar="MAP.toml", help="Which marker is which, for a set of your own.")
]

_ClinicAngle = Annotated[
    list[str] | None,
    typer.Option("--clinic-angle", metavar="DEG", help="Foot angle from the clinic, toe-out +; or left=DEG twice."),
]
_FootToLine = Annotated[
    list[str] | None,
    typer.Option("--foot-to-line", metavar="DEG", help="Angle of the standing foot to the line; or left=DEG twice."),
]


@app.command(epilog="Example: footwise analyse walk1.c3d walk2.c3d --static standing.c3d --out results")
def analyse(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Recordings of walking: .c3d or .trc, or of foot sensors: .csv, .zip, .xdf or a folder.",
        ),
    ],
    forces: Annotated[
        Path | None, typer.Option("--forces", metavar="FILE.mot", help="Ground forces that belong to a .trc file.")
    ] = None,
    static: Annotated[
        Path | None, typer.Option("--static", metavar="FILE", help="Standing trial with all knee and ankle markers.")
    ] = None,
    mass: _Mass = None,
    height: _Height = None,
    markers: _Markers = None,
    angles_only: Annotated[
        bool, typer.Option("--angles-only", help="Foot angles without knee loads: leave force plates alone.")
    ] = False,
    side: Annotated[
        str | None, typer.Option("--side", help="Foot of a foot sensor, left or right, where its file does not say it.")
    ] = None,
    columns: Annotated[
        Path | None,
        typer.Option("--columns", metavar="MAP.toml", help="What the columns of a foot sensor's table are."),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option("--rate", metavar="HZ", help="Samples a second of a foot sensor's table without time."),
    ] = None,
    calibration: Annotated[
        str | None, typer.Option("--calibration", help="Foot sensor: relative (default), stand-then-walk, or clinic.")
    ] = None,
    clinic_angle: _ClinicAngle = None,
    foot_to_line: _FootToLine = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for steps.csv and report.html.")] = Path(
        "footwise-analysis"
    ),
) -> None:
    """Measure foot angle and knee load of every step of one or more recordings.

    Recordings of foot sensors, which are known by their content, give foot angles, strides and speed.
    """
    from footwise.jobs import are_foot_sensor_files

    if are_foot_sensor_files(
        files,
        marker_options={
            "--forces": forces is not None,
            "--static": static is not None,
            "--mass": mass is not None,
            "--height": height is not None,
            "--markers": markers is not None,
            "--angles-only": angles_only,
        },
        sensor_options={
            "--side": side is not None,
            "--columns": columns is not None,
            "--rate": rate is not None,
            "--calibration": calibration is not None,
            "--clinic-angle": bool(clinic_angle),
            "--foot-to-line": bool(foot_to_line),
        },
    ):
        how = (calibration or "relative", clinic_angle or [], foot_to_line or [])
        _analyse_sensors(files, out, how, side, columns, rate)
        return
    from footwise.loads import analyse_walk
    from footwise.outputs import whole_folder
    from footwise.recordings import read_recording

    if forces is not None and len(files) != 1:
        raise FootwiseError(forces, f"belongs to one recording, and {len(files)} were given", "Analyse them one by one")
    with whole_folder(out) as folder, _progress(len(files) + 1) as step:
        standing = (
            read_recording(static, marker_map=markers, mass_kg=mass, height_m=height) if static is not None else None
        )
        walks = []
        for file in files:
            step(file.name)
            recording = read_recording(file, forces=forces, marker_map=markers, mass_kg=mass, height_m=height)
            walks.append(analyse_walk(recording, static=standing, angles_only=angles_only))
        step("report")
        from footwise.reports.walk import analysis_report
        from footwise.steps_table import write_steps

        write_steps([walk.steps for walk in walks], folder / "steps.csv")
        (folder / "report.html").write_text(analysis_report(walks), encoding="utf-8")
    for walk in walks:
        used = walk.steps["used"]
        print(f"{walk.steps['recording'].iloc[0]}: {used.sum()} of {len(used)} steps used")
        if not walk.has_loads:
            print(f"  {'foot angles only' if angles_only else '; '.join(walk.notes)}")
    print(f"Report: {out / 'report.html'}")


def _analyse_sensors(
    files: list[Path],
    out: Path,
    how: tuple[str, list[str], list[str]],
    side: str | None,
    columns: Path | None,
    rate: float | None,
) -> None:
    from footwise.cli.calibration_options import how_to_calibrate
    from footwise.jobs import analyse_sensors
    from footwise.outputs import whole_folder

    wanted = how_to_calibrate(*how)
    with whole_folder(out) as folder, _progress(len(files) + 1) as step:
        walks = analyse_sensors(files, folder, wanted, side=side, columns=columns, rate_hz=rate, progress=step)
    for walk in walks:
        print(f"{walk.source.stem}: {walk.steps['used'].sum()} of {len(walk.steps)} steps used")
        for foot in walk.feet:
            print(f"  {foot.calibration or f'{foot.side} foot: no foot angles, {foot.uncalibrated}'}")
    print(f"Report: {out / 'report.html'}")


@app.command(epilog="Example: footwise prescribe visit1 --out visit1/results")
def prescribe(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="Folder with study.toml and the recordings it names.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for report.html, steps.csv and prescription.json.")
    ] = Path("footwise-prescription"),
    before: Annotated[
        Path | None, typer.Option("--before", metavar="DIR", help="Results of an earlier visit, to compare with.")
    ] = None,
) -> None:
    """Find the one change of foot angle that unloads this person's knee most, or say that there is none.

    With --before it also says what has changed since an earlier visit, as far as that is beyond the error of measuring.
    """
    from footwise.outputs import whole_folder

    with whole_folder(out) as folder:
        sentences = _prescribe_into(folder, study, before)
    print(sentences)
    print(f"Report: {out / 'report.html'}")


def _prescribe_into(folder: Path, study_path: Path, before: Path | None = None) -> str:
    """Write the three files of a prescription and give its sentence, and what has changed since an earlier visit."""
    from dataclasses import replace

    from footwise.prescription import compare_visits, prescribe, read_earlier_visit, read_study

    study = read_study(study_path)
    earlier = read_earlier_visit(before) if before is not None else None
    with _progress(sum(len(files) for files in study.recordings.values()) + 1) as step:
        result = prescribe(study, progress=step)
        step("report")
        if earlier is not None:
            result = replace(result, earlier=compare_visits(earlier, result))
        from footwise.reports.visit import earlier_visit_lines, prescription_report, write_prescription
        from footwise.steps_table import write_steps

        write_steps([walk.steps for walks in result.walks.values() for walk in walks], folder / "steps.csv")
        write_prescription(result, folder / "prescription.json")
        (folder / "report.html").write_text(prescription_report(result), encoding="utf-8")
    sentence = ("SIMULATED. " if result.simulated else "") + result.sentence()
    return "\n".join([sentence, *earlier_visit_lines(result.earlier)])


@app.command(epilog="Example: footwise screen visit1")
def screen(
    study: Annotated[
        Path, typer.Argument(metavar="STUDY", help="Folder with study.toml; every recording is a block of steps.")
    ],
    certain: Annotated[
        float, typer.Option("--certain", metavar="P", help="Stop when the choice is right with this probability.")
    ] = 0.95,
    most_steps: Annotated[
        int, typer.Option("--most-steps", help="Stop after so many steps of the leg; default: the trial's design.")
    ] = 655,
) -> None:
    """Say after each block of steps which condition to walk next, or that enough is known to choose or to refuse."""
    from footwise.jobs import screen_study
    from footwise.prescription import read_study

    with _progress(sum(len(files) for files in read_study(study, fewest=1).recordings.values())) as step:
        lines = screen_study(study, certain, most_steps, step)
    print("\n".join(lines))


@app.command(epilog="Example: footwise simulate --from walk.c3d --side left --out simulated")
def simulate(
    source: Annotated[
        Path | None, typer.Option("--from", metavar="RECORDING", help="A real treadmill walk with force plates.")
    ] = None,
    imu: Annotated[
        bool, typer.Option("--imu", help="Instead: a walk with a motion sensor on each foot, as tables.")
    ] = False,
    lsl: Annotated[
        bool, typer.Option("--lsl", help="With --imu: one foot as a live stream, of a person who learns from cues.")
    ] = False,
    speed: Annotated[str, typer.Option("--speed", metavar="FACTOR|max", help="Of the live stream.")] = "1",
    minutes: Annotated[
        float | None, typer.Option("--minutes", help="Length of the sensors' walk; a stream has no end without it.")
    ] = None,
    response: Annotated[
        Path | None,
        typer.Option("--response", metavar="FILE.toml", help="How the knee answers; default: published means."),
    ] = None,
    draw: Annotated[
        int | None, typer.Option("--draw", metavar="SEED", help="Draw one person from the response's spread.")
    ] = None,
    side: Annotated[str, typer.Option("--side", help="Leg whose foot turns: left or right.")] = "left",
    steps: Annotated[int, typer.Option("--steps", help="At least so many steps a condition on each side.")] = 60,
    seed: Annotated[int, typer.Option("--seed", help="Of the order in which strides are repeated.")] = 1,
    mass: _Mass = None,
    height: _Height = None,
    markers: _Markers = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the study.")] = Path(
        "footwise-simulated"
    ),
) -> None:
    """Make the five conditions of one person from one real walk, with the truth beside them.

    The folder can be given to `footwise prescribe`. Everything made from it says "simulated".
    With --imu: the sensors of two walking feet as files, or with --lsl one foot as a live stream.
    """
    from footwise.outputs import whole_folder

    if imu or lsl:
        _simulate_sensor(out, source, imu, lsl, side, minutes, speed, seed)
        return
    if source is None:
        raise FootwiseError("simulate", "has nothing to start from", "Give --from RECORDING, or --imu for foot sensors")
    with whole_folder(out) as folder:
        _simulate_into(folder, source, response, draw, side, steps, seed, mass, height, markers)
    print(f"Study: {out} (now: footwise prescribe {out}). The truth is in {out / 'truth.json'}")


def _simulate_sensor(
    out: Path, source: Path | None, imu: bool, lsl: bool, side: str, minutes: float | None, speed: str, seed: int
) -> None:
    from footwise.outputs import whole_folder

    if not imu:
        raise FootwiseError("--lsl", "streams the sensor of a simulated foot", "Say --imu --lsl")
    if source is not None:
        raise FootwiseError("--from", "is not used by --imu, whose feet walk by themselves", "Leave one of them out")
    if side not in ("left", "right"):
        raise FootwiseError("--side", f"is {side!r}", "Choose left or right")
    if seed < 0:
        raise FootwiseError("--seed", f"is {seed}", "Choose 0 or a larger number")
    from footwise.jobs import stream_walk, write_walk

    if lsl:
        print(stream_walk(side, minutes, _speed(speed), seed))
        return
    with whole_folder(out) as folder:
        said = write_walk(folder, minutes, seed)
    print(f"{said}. Tables: {out / 'walk_left.csv'} and walk_right.csv; the truth is in {out / 'truth.csv'}")


def _simulate_into(
    folder: Path,
    source: Path,
    response: Path | None,
    draw: int | None,
    side: str,
    steps: int,
    seed: int,
    mass: float | None,
    height: float | None,
    markers: Path | None,
) -> None:
    from footwise.recordings import read_recording
    from footwise.simulation import read_response, simulate_study, write_study

    if side not in ("left", "right"):
        raise FootwiseError("--side", f"is {side!r}", "Choose left or right")
    if not 5 <= steps <= 5000:
        raise FootwiseError("--steps", f"is {steps}", "Choose 5 to 5000 steps")
    answer = read_response(response, draw)
    recording = read_recording(source, marker_map=markers, mass_kg=mass, height_m=height)
    with _progress(5) as step:
        write_study(folder, simulate_study(recording, answer, side, steps=steps, seed=seed, progress=step))


@app.command(epilog="Example: footwise coach --source lsl --side left --change -10 --out anna")
def coach(
    source: Annotated[
        str,
        typer.Option(
            "--source", metavar="lsl|lsl:NAME|simulated|FILE", help="A live stream, a simulated walker, or a recording."
        ),
    ] = "lsl",
    side: Annotated[str | None, typer.Option("--side", help="Foot that is coached: left, right or both.")] = None,
    change: Annotated[
        float | None, typer.Option("--change", metavar="DEG", help="Target as a change: -10 is 10° more toe-in.")
    ] = None,
    target: Annotated[
        float | None, typer.Option("--target", metavar="DEG", help="Target as a foot angle, toe-out positive.")
    ] = None,
    prescription: Annotated[
        Path | None,
        typer.Option("--prescription", metavar="FILE.json", help="Foot and change of 'footwise prescribe'."),
    ] = None,
    session: Annotated[
        int | None,
        typer.Option("--session", min=1, help="Number in the course; default: the interrupted or next one."),
    ] = None,
    schedule: Annotated[
        Path | None, typer.Option("--schedule", metavar="FILE.toml", help="Blocks of the course; kept in its folder.")
    ] = None,
    minutes: Annotated[
        float | None, typer.Option("--minutes", help="Length of this session's practice, not the schedule's.")
    ] = None,
    band: Annotated[
        float | None, typer.Option("--band", metavar="DEG", help="Dead band of this session, 2 to 5.")
    ] = None,
    polarity: Annotated[
        str | None, typer.Option("--polarity", help="Where a cue is felt: towards the turn, or away from it.")
    ] = None,
    calibration: Annotated[
        str | None, typer.Option("--calibration", help="relative (default), stand-then-walk, or clinic.")
    ] = None,
    clinic_angle: _ClinicAngle = None,
    foot_to_line: _FootToLine = None,
    recalibrate: Annotated[bool, typer.Option("--recalibrate", help="The sensor was moved: calibrate again.")] = False,
    sound: Annotated[
        bool, typer.Option("--sound", help="Give cues as tones: low is toes in, high is toes out.")
    ] = False,
    sounds: Annotated[
        Path | None, typer.Option("--sounds", metavar="DIR", help="Sounds of your own: in.wav, out.wav, keep.wav.")
    ] = None,
    markers: Annotated[
        bool, typer.Option("--markers/--no-markers", help="Send cues and strides as a marker stream (LSL).")
    ] = True,
    speed: Annotated[
        str, typer.Option("--speed", metavar="FACTOR|max", help="Of a recording or a simulated walker.")
    ] = "1",
    seed: Annotated[
        int | None, typer.Option("--seed", min=0, help="Which steps of a faded block are told; default 1.")
    ] = None,
    columns: Annotated[
        Path | None, typer.Option("--columns", metavar="MAP.toml", help="What the columns of a recording are.")
    ] = None,
    rate: Annotated[
        float | None, typer.Option("--rate", metavar="HZ", help="Samples a second of a recording without time.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the person's course.")] = Path(
        "footwise-course"
    ),
) -> None:
    """Coach a walk: one foot sensor, and a cue while the foot is still on the ground.

    Finds the sensor's stream by itself, or lists what it sees. A session that was interrupted goes on with the same
    command. Every session adds its log to the course's folder; report.html shows the whole course.
    """
    from footwise.cli.calibration_options import how_to_calibrate
    from footwise.jobs import Wishes, coach_session

    chosen = calibration is not None or clinic_angle or foot_to_line
    wishes = Wishes(
        source=source,
        side=side,
        change_deg=change,
        target_deg=target,
        prescription=prescription,
        session=session,
        schedule=schedule,
        minutes=minutes,
        how=how_to_calibrate(calibration or "relative", clinic_angle or [], foot_to_line or []) if chosen else None,
        band_deg=band,
        polarity=_one_of("--polarity", polarity, ("towards", "away")),
        recalibrate=recalibrate,
        sound=sound,
        sounds=sounds,
        markers=markers,
        speed=_speed(speed),
        seed=seed,
        columns=columns,
        rate_hz=rate,
    )
    walked, ended = coach_session(out, wishes)
    number, minute = walked.plan.session, walked.elapsed_s / 60
    if ended:
        print(f"Session {number} is done: {minute:.1f} min.")
    else:
        print(f"Session {number} stopped after {minute:.1f} min. The same command goes on with it.")
    print(f"Report: {out / 'report.html'}")


def _speed(text: str) -> float:
    if text == "max":
        return float("inf")
    try:
        speed = float(text)
    except ValueError:
        speed = -1.0
    if not 0.0 < speed <= 1e4:
        raise FootwiseError("--speed", f"is {text!r}", "Give a factor such as 2, or max")
    return speed


def _one_of(option: str, given: str | None, known: tuple[str, ...]) -> str | None:
    if given is not None and given not in known:
        raise FootwiseError(option, f"is {given!r}", f"Choose {', '.join(known[:-1])} or {known[-1]}")
    return given


@app.command(epilog="Example: footwise score answers.csv --baseline-week 2 --out scores")
def score(
    table: Annotated[
        Path,
        typer.Argument(metavar="TABLE.csv", help="One row a person and visit: person, week, nrs_medial, P1 ... Q4."),
    ],
    baseline_week: Annotated[
        float | None, typer.Option("--baseline-week", metavar="WEEK", help="Also compare later visits with this one.")
    ] = None,
    total: Annotated[bool, typer.Option("--total", help="Also a KOOS total: the mean of its five subscales.")] = False,
    missing: Annotated[
        list[float] | None, typer.Option("--missing", metavar="CODE", help="Number that stands for no answer, e.g. -9.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for scores.csv and changes.csv.")] = Path(
        "footwise-scores"
    ),
) -> None:
    """Score pain ratings (NRS), KOOS and WOMAC by their manuals.

    The name of a score says its range and whether high is better or worse. A score that the manual does not allow is
    missing, with the reason beside it.
    """
    from footwise.jobs import score_table
    from footwise.outputs import whole_folder

    with whole_folder(out) as folder:
        said = score_table(folder, table, baseline_week, total, missing or [])
    print(f"{said}. Scores: {out / 'scores.csv'}")


@app.command(
    epilog="Example: footwise cartilage tsl_*.nii.gz --times 0,10,20,30,40,60,80 --labels L.nii.gz --out t1rho"
)
def cartilage(
    images: Annotated[
        list[Path],
        typer.Argument(metavar="IMAGE...", help="NIfTI images in the order of their times, or one 4D image."),
    ],
    times: Annotated[
        str | None,
        typer.Option("--times", metavar="MS,MS,...", help="Spin-lock or echo times; default: from the JSON files."),
    ] = None,
    map_: Annotated[str, typer.Option("--map", help="What is measured: T1rho or T2.")] = "T1rho",
    labels: Annotated[
        Path | None, typer.Option("--labels", metavar="IMAGE", help="Label image with the regions, on the same grid.")
    ] = None,
    regions: Annotated[
        Path | None, typer.Option("--regions", metavar="NAMES", help="Names of the labels: .toml or .csv.")
    ] = None,
    person: Annotated[str, typer.Option("--person", help="Name for the table.")] = "",
    week: Annotated[float | None, typer.Option("--week", help="Visit, for the table.")] = None,
    before: Annotated[
        Path | None, typer.Option("--before", metavar="regions.csv", help="Earlier visit to compare with.")
    ] = None,
    noise: Annotated[
        float | None, typer.Option("--noise", metavar="SD", help="Noise of the images; default: from their scatter.")
    ] = None,
    ready: Annotated[bool, typer.Option("--ready", help="The image is a map in ms already.")] = False,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for maps and regions.csv.")] = Path(
        "footwise-cartilage"
    ),
) -> None:
    """Map T1rho or T2 of the cartilage, and sum it up by regions."""
    from footwise.jobs import CartilageWishes, measure_cartilage
    from footwise.outputs import whole_folder

    _one_of("--map", map_, ("T1rho", "T2"))
    wishes = CartilageWishes(images, times, map_, labels, regions, person, week, before, noise, ready)
    with whole_folder(out) as folder, _progress(3) as step:
        said = measure_cartilage(folder, wishes, step)
    print(f"{said}. Results: {out}")


@app.command(epilog="Example: footwise demo --out demo")
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for everything the demo makes.")] = Path(
        "demo"
    ),
    sensor: Annotated[
        bool, typer.Option("--sensor", help="Instead: a real walk with foot sensors, then a simulated course of six.")
    ] = False,
    video: Annotated[
        bool, typer.Option("--video", help="Instead: films of a walk, four cameras together and one alone.")
    ] = False,
) -> None:
    """Show the main job on a public recording: measure a real walk, simulate the changes, find the target.

    With --sensor: measure a real walk with a sensor on each shoe, then coach a simulated person through six sessions.
    With --video: measure a walk in the films of four cameras, then what one camera alone can tell.
    """
    from footwise.outputs import whole_folder

    if video:
        if sensor:
            raise FootwiseError("--video", "and --sensor are two demos", "Run one after the other")
        from footwise.cli.clip_bars import clip_bars
        from footwise.jobs import FOUR, video_demo

        with whole_folder(out) as folder:
            video_demo(folder, clip_bars)
        print(f"Report: {(out / FOUR / 'report.html').resolve()}, with films beside it")
        return

    if sensor:
        from footwise.jobs import sensor_demo

        with whole_folder(out) as folder, _progress(8) as step:
            sensor_demo(folder, progress=step)
        print(f"Reports: {(out / 'foot-sensor.html').resolve()} and {(out / 'course' / 'report.html').resolve()}")
        return
    from footwise.loads import analyse_walk
    from footwise.recordings import read_recording
    from footwise.reports.walk import analysis_report
    from footwise.samples import sample_path

    recording_path = sample_path("treadmill") / "treadmill_events.c3d"
    with whole_folder(out) as folder:
        walk = analyse_walk(read_recording(recording_path), condition="natural")
        counts = walk.steps[walk.steps["used"]].groupby("side").size()
        print(f"1. A real walk: {recording_path.name}, used steps: " + ", ".join(f"{n} {s}" for s, n in counts.items()))
        (folder / "real-walk.html").write_text(analysis_report([walk]), encoding="utf-8")
        study = folder / "study"
        study.mkdir()
        _simulate_into(study, recording_path, None, None, "left", 60, 1, None, None, None)
        print("2. Four changed ways of walking, simulated from it with a known answer")
        sentence = _prescribe_into(folder, study)
        print(f"3. {sentence}")
    print(f"Report: {(out / 'report.html').resolve()}")
