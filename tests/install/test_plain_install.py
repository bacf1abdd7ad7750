"""The wheel alone in an empty environment, with what it brings: every command runs, or says what it lacks."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.cli.every_command import needing_an_extra, one_line, working

PROJECT = Path(__file__).parents[2]
BIN = "Scripts" if os.name == "nt" else "bin"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", str(folder), str(PROJECT)], check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def plain(wheel, tmp_path_factory):
    """The programs of an environment with the wheel and its dependencies, without extras and without pip."""
    folder = tmp_path_factory.mktemp("plain")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    programs = folder / BIN
    pip = [sys.executable, "-m", "pip", "--python", str(programs / "python"), "install", "--quiet", str(wheel)]
    subprocess.run(pip, check=True)
    return programs


def run(programs, *words, **environment):
    """Call the installed command, outside the checkout, as a user does."""
    known = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [str(programs / "footwise"), *words],
        cwd=programs.parent,
        env={**known, **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_the_wheel_holds_the_package_and_its_data_and_nothing_else(wheel):
    source = PROJECT / "src"
    files = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
    wanted = {file for file in files if "__pycache__" not in file}
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == wanted
    assert {"footwise/py.typed", "footwise/reports/templates/style.css"} < held


def test_none_of_the_extras_has_come_along(plain):
    code = (
        "import importlib.util as u; print([n for n in ('av', 'cv2', 'pylsl', 'statsmodels', 'pip') if u.find_spec(n)])"
    )
    told = subprocess.run([str(plain / "python"), "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "[]"


def test_what_needs_an_extra_says_which_in_one_line(plain, tmp_path):
    for words, package in needing_an_extra(tmp_path).items():
        result = run(plain, *words)
        assert (result.returncode, result.stderr) == (2, one_line(package, result.stderr)), words
    assert not (tmp_path / "out").exists()


def test_every_other_command_works(plain, treadmill_c3d, tmp_path):
    for words in [*working(treadmill_c3d, tmp_path), ("demo", "--out", str(tmp_path / "demo"))]:
        result = run(plain, *words)
        assert result.returncode == 0 and result.stdout, (words, result.stderr)


def test_a_sample_is_fetched_by_a_pip_that_is_elsewhere(plain, tmp_path):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    result = run(plain, "samples", "--path", "treadmill", FOOTWISE_CACHE=str(tmp_path), PATH=path)
    assert result.returncode == 0, result.stderr
    assert (Path(result.stdout.strip()) / "treadmill_events.c3d").stat().st_size == 3581696


def test_python_runs_it_too(plain):
    for words in (["-m", "footwise", "--version"], ["-c", "import footwise; print('footwise', footwise.__version__)"]):
        told = subprocess.run([str(plain / "python"), *words], capture_output=True, text=True, check=True, cwd=plain)
        assert told.stdout.startswith("footwise 0.")
