"""Every example of the gallery runs as it stands, and shows something."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "examples"
EXAMPLES = sorted(FOLDER.glob("*/*.py"))
# These take more than a few seconds.
SLOW = {"from_the_side.py", "one_target.py", "a_session.py", "analysis.py", "power.py"}
CASES = [pytest.param(path, marks=[pytest.mark.slow] if path.name in SLOW else []) for path in EXAMPLES]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_example(path, tmp_path):
    environment = {**os.environ, "MPLBACKEND": "agg", "PYTHONWARNINGS": "error::RuntimeWarning"}
    command = [sys.executable, str(path)]
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr


def test_each_has_a_title_and_a_picture():
    assert len(EXAMPLES) >= 10
    assert {path.name for path in EXAMPLES} > SLOW
    for path in EXAMPLES:
        text = path.read_text(encoding="utf-8")
        title, underline = text.splitlines()[1:3]
        assert underline == "=" * len(title), path
        assert ".plot()" in text or "plt.subplots(" in text, path
