"""What is loaded when: a library that costs more than NumPy waits for the calculation that needs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from footwise.samples import sample_path

# Each of them takes a tenth of a second or more, or comes with an extra.
HEAVY = {
    "ai_edge_litert",
    "asyncio",
    "av",
    "cv2",
    "distributed",
    "ezc3d",
    "h5py",
    "nibabel",
    "pylsl",
    "pyxdf",
    "scipy.interpolate",
    "scipy.optimize",
    "scipy.signal",
    "scipy.spatial",
    "scipy.stats",
    "statsmodels",
    "typst",
}


def loaded_by(code: str, *arguments: str, folder: Path | None = None) -> set[str]:
    """Run code in a process of its own and give the names of the modules that it loaded."""
    told = "import atexit, json, sys\natexit.register(lambda: print(json.dumps(sorted(sys.modules))))\n"
    run = subprocess.run(
        [sys.executable, "-c", told + code, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return set(json.loads(run.stdout.splitlines()[-1]))


@pytest.mark.parametrize("face", ["footwise", "footwise.jobs", "footwise.cli", "footwise.coaching"])
def test_loads_no_numpy(face):
    assert not loaded_by(f"import {face}") & {"numpy", *HEAVY}


def test_no_folder_loads_what_only_some_of_its_calculations_need():
    code = """
import importlib, pkgutil, footwise
for module in pkgutil.walk_packages(footwise.__path__, "footwise."):
    if module.ispkg:
        importlib.import_module(module.name)
"""
    modules = loaded_by(code)
    assert {"footwise.reports.walk", "footwise.trial", "footwise.simulation", "footwise.followup"} <= modules
    assert not modules & HEAVY


def test_the_help_loads_no_numpy():
    modules = loaded_by("from footwise.cli import main; main()", "--help")
    assert "footwise.cli.app" in modules
    assert not modules & {"numpy", *HEAVY}


def test_a_walk_is_analysed_and_reported_without_what_it_does_not_need(tmp_path):
    recording = sample_path("treadmill", quiet=True) / "treadmill_events.c3d"
    modules = loaded_by("from footwise.cli import main; main()", "analyse", str(recording), folder=tmp_path)
    assert (tmp_path / "footwise-analysis" / "report.html").exists()
    assert {"footwise.reports.walk.report", "matplotlib.backends.backend_svg"} <= modules
    assert not modules & {"scipy", *HEAVY}
    # Nor the rooms of other jobs.
    others = {
        "coaching",
        "foot_sensor",
        "prescription",
        "reports.course",
        "reports.visit",
        "simulation",
        "trial",
        "video",
    }
    assert not modules & {f"footwise.{other}" for other in others}
    # Nor bars where nobody watches, nor a second library of types.
    assert not modules & {"rich", "pydantic"}
