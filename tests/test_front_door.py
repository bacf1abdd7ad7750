"""`import footwise as fw`: what it offers, that its examples run, what it costs, and what a type checker sees."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import footwise as fw
from footwise.jobs import verbs

VERBS = [name for name in fw.__all__ if name != "FootwiseError"]
# These look at films with a pose model, or analyse a whole trial.
SLOW = {"analyse_trial", "film"}


def test_it_offers_about_a_dozen_verbs():
    assert 12 <= len(VERBS) <= 18
    assert sorted(fw.__all__) == dir(fw) == list(fw.__all__)
    assert all(callable(getattr(fw, name)) for name in fw.__all__)
    assert issubclass(fw.FootwiseError, Exception)
    assert isinstance(fw.__version__, str)


def test_a_star_brings_the_verbs():
    space: dict[str, object] = {}
    exec("from footwise import *", space)
    assert set(fw.__all__) <= set(space)


@pytest.mark.parametrize("name", [pytest.param(n, marks=[pytest.mark.slow] if n in SLOW else []) for n in VERBS])
def test_the_example_of_a_verb_runs(name, tmp_path, monkeypatch, treadmill_c3d):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    verb = getattr(verbs, name)
    assert {"Parameters", "Returns", "Examples"} <= set(verb.__doc__.split()), f"{name} is not documented"
    (test,) = doctest.DocTestFinder(recurse=False).find(verb, name, globs={})
    assert test.examples, f"{name} has no example"
    told: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=told.append)
    assert not told, "".join(told)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("raed", "footwise has no 'raed': is it read?"),
        ("prescription", "footwise has no 'prescription': is it prescribe"),
        ("analyse", "footwise has no 'analyse': is it measure, or"),
        ("analyze", "footwise has no 'analyze': is it measure, or"),
        ("plot", "footwise has no 'plot': what a verb finds has it, as in measure(…).plot()"),
        ("xyzzy", "footwise has no 'xyzzy'; it has FootwiseError, analyse_trial, batch, coach"),
    ],
)
def test_an_unknown_verb_is_told_with_its_neighbours(name, said):
    # Loading a room puts it among the attributes: in a process of its own none is.
    code = f"import footwise\ntry:\n    footwise.{name}\nexcept AttributeError as error:\n    print(error)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.startswith(said) and run.stdout.count("\n") == 1


def test_the_import_costs_next_to_nothing():
    code = """
import json, sys
before = set(sys.modules)
import footwise
print(json.dumps(sorted(set(sys.modules) - before)))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = json.loads(run.stdout)
    assert len(loaded) < 40
    assert not {name.partition(".")[0] for name in loaded} & {"numpy", "pandas", "scipy", "matplotlib", "typer", "rich"}


def test_a_verb_loads_no_other_verbs_rooms():
    code = """
import json, sys
import footwise as fw
fw.read
print(json.dumps(sorted(name for name in sys.modules if name.startswith("footwise."))))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    rooms = {name.split(".")[1] for name in json.loads(run.stdout)}
    assert not rooms & {"trial", "followup", "coaching", "simulation", "reports", "loads", "video"}


def test_the_room_of_foot_sensors_is_also_the_verb():
    code = """
import footwise as fw
first = fw.foot_sensor
import footwise.foot_sensor.recorded as room
import footwise.foot_sensor
assert footwise.foot_sensor.recorded is room
for verb in (first, fw.foot_sensor):
    try:
        verb([0.0], [[0.0, 0.0, 9.81]], [[0.0] * 3], side="left", acc_unit="m/s2", gyr_unit="rad/s", gravity="sideways")
    except fw.FootwiseError as error:
        print(error)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == 2 * "`gravity`: is 'sideways'. Say 'up' or 'down'.\n"


SCRIPT = """
    import footwise as fw

    walk = fw.measure(fw.read("walk.c3d", static="standing.c3d", mass_kg=72, height_m=1.68))
    steps = walk.steps[walk.steps["used"]]
    for figure in walk.plot():
        figure.savefig("figure.png")
    fw.report(walk, "report.html")

    sensor = fw.foot_sensor(
        [0.0], [[0.0, 0.0, 9.81]], [[0.0, 0.0, 0.0]], side="left", acc_unit="m/s2", gyr_unit="deg/s", gravity="up"
    )
    angles = fw.measure([sensor], calibration="relative").steps["foot_progression_angle_deg"]
    markers = fw.recording({"LHEE": [[0.0, 0.0, 0.0]]}, 100, person={"mass_kg": 72, "height_m": 1.68})
    natural = fw.measure(markers, condition="natural")
    changed = fw.measure(markers, condition="toe-in-10", baseline=natural)
    target: float = fw.prescribe({"natural": [natural], "toe-in-10": changed}, side="left").target_change_deg
    view: str = fw.measure(fw.film(["left.mp4", "right.mp4"], calibration="Calib.toml")).walk.view
    course = fw.coach("anna", source="simulated", side="left", change_deg=-10)
    sessions: int = len(course.sessions)
    people: int = fw.analyse_trial("data", "design.toml").flow.randomised
    chance = fw.power("design.toml", people=[60]).table["power"]
    try:
        fw.sample("nothing")
    except fw.FootwiseError as error:
        trouble: str = error.trouble
"""


@pytest.mark.slow
def test_a_type_checker_knows_the_verbs(tmp_path):
    root = Path(__file__).parents[1]

    def checked(text: str) -> subprocess.CompletedProcess[str]:
        script = tmp_path / "script.py"
        script.write_text(textwrap.dedent(text))
        command = [sys.executable, "-m", "mypy", "--strict", "--config-file", str(root / "pyproject.toml")]
        command += ["--cache-dir", str(root / ".cache" / "mypy-script"), "--follow-imports", "silent", str(script)]
        return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)

    passed = checked(SCRIPT)
    assert passed.returncode == 0, passed.stdout
    failed = checked('import footwise as fw\nfw.raed("x")\nfw.measure(3)\nfw.foot_sensor([0.0], [], [], side="left")\n')
    assert failed.stdout.count("error:") >= 3
