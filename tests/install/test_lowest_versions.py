"""The lowest versions that pyproject.toml allows, in an environment of their own: the core tests hold on them, too."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
EXTRAS = ("cartilage", "clinic", "live", "trial", "video", "xarray")
# From a file to a target and a report, and what each of the extras brings.
CORE = (
    "signals", "recordings", "gait", "loads", "foot_sensor", "prescription", "reports/walk", "reports/visit",
    "followup", "coaching/test_lsl.py", "trial/test_analysis.py", "trial/test_mmrm.py", "trial/test_power.py",
    "video/cameras", "clinic/test_audit.py", "clinic/test_log_in.py", "clinic/test_pages.py", "clinic/test_routes.py",
)  # fmt: skip

pytestmark = pytest.mark.slow


def promised(*groups):
    """The requirements of the project, or of some of its extras, by the name of the package."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [one for group in groups for one in extras[group]] if groups else project["dependencies"]
    return {re.split(r"[\[<>=]", one)[0]: one for one in wanted}


@pytest.fixture(scope="module")
def lowest(tmp_path_factory):
    """Python of an environment with the lowest versions of the dependencies and of the extras'."""
    folder = tmp_path_factory.mktemp("lowest")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = str(folder / ("Scripts" if os.name == "nt" else "bin") / "python")
    tools = promised("dev")
    uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", python, "--resolution", "lowest-direct"]
    project = f"{PROJECT}[{','.join(EXTRAS)}]"
    subprocess.run([*uv, project, tools["pytest"], tools["hypothesis"]], check=True)
    return python


def test_they_are_the_lowest(lowest):
    wanted = {**promised(), **promised(*EXTRAS)}
    code = f"from importlib.metadata import version; print(*(version(name) for name in {sorted(wanted)}))"
    found = subprocess.run([lowest, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    for name, version in zip(sorted(wanted), found, strict=True):
        floor = re.search(r">=([\d.]+)", wanted[name])[1]
        assert (version + ".0.0").startswith(floor), f"{name} {version} is not {floor}"


def test_the_core_tests_hold_on_them(lowest, tmp_path):
    tests = [str(PROJECT / "tests" / folder) for folder in CORE]
    quiet = ["-q", "-m", "not slow and not shared", "-k", "not quick", "-p", "no:cacheprovider", "-W", "ignore"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "src")}
    told = subprocess.run(
        [lowest, "-m", "pytest", *quiet, "--basetemp", str(tmp_path / "tests"), *tests],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stdout[-5000:]
    assert int(re.search(r"(\d+) passed", told.stdout)[1]) > 1000
