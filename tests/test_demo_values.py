"""The values that the demonstration prints, pinned: a change of the code that is none of the method changes no digit.

What is stored in `demo_values` was written by the commands below. The demo's own course runs over a network in quick
motion, where a cue comes a step earlier or later from run to run; the course here walks in one process, so that its
values repeat. How long samples took on their way is left out.
"""

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from footwise.samples import sample_path

VALUES = Path(__file__).parent / "demo_values"
COMMAND = [sys.executable, "-c", "from footwise.cli import main; main()"]
LATENCIES = {"sample_to_decision", "sample_to_emission", "contact_to_decision"}


def footwise(*arguments: object) -> None:
    subprocess.run([*COMMAND, *map(str, arguments)], check=True, capture_output=True, timeout=300)


def assert_same(found: Any, stored: Any, where: str = "") -> None:
    """Equal in every key, word and count; numbers to the last digits that another machine's arithmetic may change."""
    if isinstance(stored, dict):
        assert isinstance(found, dict) and list(found) == list(stored), where
        for key, value in stored.items():
            assert_same(found[key], value, f"{where}.{key}")
    elif isinstance(stored, list):
        assert isinstance(found, list) and len(found) == len(stored), where
        for k, value in enumerate(stored):
            assert_same(found[k], value, f"{where}[{k}]")
    elif isinstance(stored, float):
        assert isinstance(found, float) and math.isclose(found, stored, rel_tol=1e-9, abs_tol=1e-12), where
    else:
        assert type(found) is type(stored) and found == stored, where


def stored_json(name: str) -> Any:
    return json.loads((VALUES / name).read_text(encoding="utf-8"))


def stored_text(name: str) -> str:
    return (VALUES / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "demo"
    footwise("demo", "--out", out)
    return out


def test_steps_of_the_demo(demo: Path) -> None:
    assert (demo / "steps.csv").read_text(encoding="utf-8") == stored_text("steps.csv")


def test_prescription_of_the_demo(demo: Path) -> None:
    found = json.loads((demo / "prescription.json").read_text(encoding="utf-8"))
    assert_same(found, stored_json("prescription.json"))


def test_steps_of_the_foot_sensors(tmp_path: Path) -> None:
    footwise("analyse", sample_path("foot-sensors") / "imu_sample.csv", "--out", tmp_path)
    assert (tmp_path / "steps.csv").read_text(encoding="utf-8") == stored_text("foot-sensor-steps.csv")


def test_summary_of_a_course(tmp_path: Path) -> None:
    for _ in range(6):
        footwise(
            "coach", "--source", "simulated", "--side", "left", "--change", -10, "--minutes", 2, "--speed", "max",
            "--no-markers", "--out", tmp_path / "course",
        )  # fmt: skip
    sessions = json.loads((tmp_path / "course" / "summary.json").read_text(encoding="utf-8"))
    found = [{key: value for key, value in session.items() if key not in LATENCIES} for session in sessions]
    assert_same(found, stored_json("summary.json"))
