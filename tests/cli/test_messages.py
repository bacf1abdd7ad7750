"""What the library says names parameters; what the command line says names options. Every message is looked at."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from typer.testing import CliRunner

import footwise
from footwise.cli.app import app
from footwise.cli.command import Command, add, command, told, words_of
from footwise.errors import ErrorKind, FootwiseError

HOUSE = Path(footwise.__file__).parent
# Options of other people's programs: pip and npm.
OTHERS = {HOUSE / "samples" / name for name in ("package_download.py", "pip_client.py")}
# It asks other programs for their versions.
OTHERS |= {HOUSE / "jobs" / "machine" / "looking.py"}
BELOW = [path for path in sorted(HOUSE.rglob("*.py")) if HOUSE / "cli" not in path.parents and path not in OTHERS]
TEXTS = [path for suffix in ("j2", "typ", "toml") for path in sorted(HOUSE.rglob(f"*.{suffix}"))]
OPTION = re.compile(r"(?<![\w<!-])(?<!var\()--[a-z]")
# Only programs give these, so no command has a word for them: what never was a file, and what the front door is told.
ONLY_PROGRAMS = ("from_arrays.py", "verbs")
GIVEN_BY_PROGRAMS = {"recordings", "weekdays"}
PARAMETER = re.compile(r"`([a-z][a-z0-9_]*)(?:=[^`]*)?`")


def strings(path: Path, *, docstrings: bool) -> Iterator[tuple[int, str]]:
    """Every text in a file of Python; an f-string as one, with ``{}`` for its values."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    left_out = parts if docstrings else parts | docs
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.lineno, node.value


def commands(group: Any = None, words: tuple[str, ...] = ()) -> Iterator[tuple[str, Command]]:
    for name, one in (group or typer.main.get_command(app)).commands.items():
        if isinstance(one, Command):
            yield " ".join((*words, name)), one
        else:
            yield from commands(one, (*words, name))


def test_below_the_command_line_no_text_names_an_option_or_a_command():
    names = "|".join(name.split()[0] for name, _ in commands())
    called = re.compile(rf"footwise ({names})\b")
    found = {
        f"{path.relative_to(HOUSE)}:{line}": text
        for path in BELOW
        for docstrings, search in ((True, OPTION.search), (False, called.search))
        for line, text in strings(path, docstrings=docstrings)
        if search(text)
    }
    assert found == {}


def test_templates_and_settings_name_no_option():
    assert len(TEXTS) > 5
    found = {
        str(path.relative_to(HOUSE)): line
        for path in TEXTS
        for line in path.read_text(encoding="utf-8").splitlines()
        if OPTION.search(line)
    }
    assert found == {}


def test_the_search_would_find_one():
    for text in ("Give --forces", "(--person)", "--week: is 3", "'--out'"):
        assert OPTION.search(text), text
    for text in ("var(--ink)", "<!--note-->", "a -- b", "well--known"):
        assert not OPTION.search(text), text


def test_each_parameter_that_a_message_names_has_a_word():
    known = {name for _, one in commands() for name in words_of(one)}
    named = {
        found[1]: f"{path.relative_to(HOUSE)}:{line}"
        for path in BELOW
        if not {*ONLY_PROGRAMS} & {path.name, path.parent.name}
        for line, text in strings(path, docstrings=False)
        for found in PARAMETER.finditer(text)
    }
    assert len(named) > 30
    assert {name: place for name, place in named.items() if name not in known | GIVEN_BY_PROGRAMS} == {}


# How the words are put in.


@pytest.fixture
def said():
    """Run a command that raises, or prints, what the test wants."""

    def run(*texts: str) -> str:
        own = typer.Typer()

        @command("footwise try", words={"static": "static in study.toml"})
        def attempt(
            study: Annotated[str, typer.Argument(metavar="STUDY...")] = "",
            mass_kg: Annotated[float, typer.Option("--mass", metavar="KG")] = 70.0,
            films: Annotated[bool, typer.Option("--films/--no-films")] = True,
            angles_only: Annotated[bool, typer.Option("--angles-only")] = False,
            most_steps: int = 3,
        ) -> None:
            if len(texts) == 1:
                print(told(texts[0]))
            else:
                raise FootwiseError(*texts, kind=ErrorKind.REFUSAL)

        add(own, attempt)
        result = CliRunner().invoke(own, [])
        if result.exception is None:
            return result.output.strip()
        assert isinstance(result.exception, FootwiseError) and result.exception.kind is ErrorKind.REFUSAL
        return str(result.exception)

    return run


@pytest.mark.parametrize(
    ("library", "terminal"),
    [
        ("Give it with `mass_kg`", "Give it with --mass"),
        ("Give it with `mass_kg=...`", "Give it with --mass KG"),
        ("Say `mass_kg=72.5`", "Say --mass 72.5"),
        ("or `angles_only=True`", "or --angles-only"),
        ("or `films=False` and `films=True`", "or --no-films and --films"),
        ("`study` has no `most_steps=...`", "STUDY has no --most-steps MOST_STEPS"),
        ("Add it with `static=...`", "Add it with static in study.toml"),
        ("a `word` of a file's own, and `Another`", "a `word` of a file's own, and `Another`"),
        ("`mass_kg='72'`", "--mass 72"),
    ],
)
def test_options_stand_for_parameters(said, library, terminal):
    assert said(library) == terminal
    assert said("`mass_kg`", "is 3", library) == f"--mass: is 3. {terminal}."
    assert said("walk.c3d", library) == f"walk.c3d: {terminal}."


def test_a_path_is_left_alone():
    own = typer.Typer()

    @command("footwise try")
    def attempt(mass_kg: Annotated[float, typer.Option("--mass")] = 70.0) -> None:
        raise FootwiseError(Path("`mass_kg`"), "is odd")

    add(own, attempt)
    assert str(CliRunner().invoke(own, []).exception) == "`mass_kg`: is odd."


def test_outside_a_command_nothing_is_put_in():
    assert told("Give it with `mass_kg`") == "Give it with `mass_kg`"


# Which files a command reaches: each parameter that they name has a word in each of these commands.
MARKERS = ("recordings/*.py", "recordings/c3d/*.py", "gait/*.py", "loads/*.py")
CARTILAGE = ("followup/dicom/*.py", "jobs/cartilage*.py", "outputs/*.py")
SENSORS = ("recordings/foot_sensor/*.py", "foot_sensor/recorded/*.py")
REACHED = {
    "analyse": (*MARKERS, *SENSORS, "jobs/marker_walks.py", "jobs/recording_kinds.py", "jobs/foot_calibration.py"),
    "prescribe": (*MARKERS, "prescription/study*.py", "jobs/visit.py", "outputs/*.py"),
    "screen": (*MARKERS, "prescription/study*.py", "jobs/screening.py"),
    "simulate": (*MARKERS, "simulation/*.py", "jobs/simulated_*.py", "outputs/*.py"),
    "coach": (*SENSORS, "coaching/**/*.py", "jobs/session*.py", "jobs/foot_calibration.py"),
    "export c3d": (*MARKERS, "jobs/c3d_export.py", "outputs/*.py"),
    "export opensim": ("jobs/opensim_export.py", "recordings/opensim_export/*.py", "outputs/whole.py"),
    "export fhir": ("jobs/fhir_export.py", "reports/fhir/*.py", "outputs/whole.py"),
    "export bids": ("recordings/foot_sensor/*.py", "jobs/bids_export.py", "jobs/recording_kinds.py", "outputs/*.py"),
    "score": ("jobs/scores.py", "outputs/*.py"),
    "cartilage": ("followup/nifti.py", "followup/relaxation_*.py", *CARTILAGE),
    "demo": ("outputs/*.py",),
    "video walk": ("video/**/*.py", "gait/film/*.py", "recordings/film/*.py", "reports/film/*.py", "jobs/film/*.py"),
    "trial randomise": ("jobs/trial/register.py",),
    "trial enrol": ("trial/register.py",),
    "trial verify": ("jobs/trial/register.py", "trial/last_entry*.py"),
    "trial power": ("trial/power.py", "jobs/trial/power*.py", "outputs/*.py"),
}
# A register is opened by one command and people are enrolled by another.
ELSEWHERE = {"trial enrol": {"out"}, "trial randomise": {"head", "rebuild"}, "trial verify": {"out"}}


@pytest.mark.parametrize("name", REACHED)
def test_what_a_command_reaches_has_its_words(name):
    known = words_of(dict(commands())[name])
    unknown = {
        found[1]: f"{path.relative_to(HOUSE)}:{line}"
        for pattern in REACHED[name]
        for path in sorted(HOUSE.glob(pattern))
        if path.name not in ONLY_PROGRAMS
        for line, text in strings(path, docstrings=False)
        for found in PARAMETER.finditer(text)
        if found[1] not in {*known, *ELSEWHERE.get(name, ())}
    }
    assert not [pattern for pattern in REACHED[name] if not list(HOUSE.glob(pattern))]
    assert unknown == {}
