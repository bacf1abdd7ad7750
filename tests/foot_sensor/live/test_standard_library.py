"""The live path runs where there is nothing but Python: the very same files inside a phone's browser."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from footwise import coaching, extras, settings, text_files, toml_mistakes
from footwise.foot_sensor import live

# What reaches further does so inside its functions only.
REACH_OUT = {
    "link.py", "lsl_library.py", "lsl_streams.py", "marker_frames.py", "marker_tracker.py", "osc_cue.py",
    "qtm_source.py", "radio.py", "serial_cue.py",
}  # fmt: skip
LIVE = sorted(Path(live.__file__).parent.rglob("*.py"))
SHARED = ("footwise.errors", "footwise.extras", "footwise.settings", "footwise.text_files")
COACHING = sorted(Path(coaching.__file__).parent.rglob("*.py"))
ALLOWED = {
    **dict.fromkeys(LIVE, ("footwise.foot_sensor.live",)),
    **dict.fromkeys(COACHING, ("footwise.coaching", "footwise.foot_sensor.live", *SHARED)),
    # What the coach shares with all rooms is held to the same.
    Path(settings.__file__): ("footwise.errors", "footwise.text_files", "footwise.toml_mistakes"),
    Path(toml_mistakes.__file__): (),
    Path(text_files.__file__): ("footwise.errors",),
    Path(extras.__file__): ("footwise.errors",),
}


@pytest.mark.parametrize("file", ALLOWED, ids=lambda file: file.name)
def test_only_the_standard_library(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    nodes = tree.body if file.name in REACH_OUT else ast.walk(tree)
    for node in nodes:
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            assert name.split(".")[0] in sys.stdlib_module_names or name.startswith(ALLOWED[file]), name


ALONE = """
import sys

class Nothing:
    def find_spec(self, name, path=None, target=None):
        top = name.split(".")[0]
        if top != "footwise" and top not in sys.stdlib_module_names:
            raise ImportError(f"{name} is not here")

sys.meta_path.insert(0, Nothing())
from footwise.coaching import Block, CoachSession, SessionPlan
from footwise.foot_sensor.live import StrideTracker
plan = SessionPlan(1, ("left",), (Block(1, 60.0, 1.0),), change_deg=-10.0)
session = CoachSession(plan)
print(session.phase, StrideTracker("left").update(0.0, 0.0, 0.0, 9.81, 0.0, 0.0, 0.0))
"""


def test_it_runs_where_nothing_else_is_installed():
    result = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True)
    assert result.stdout == "calibration None\n", result.stderr
