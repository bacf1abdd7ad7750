"""What `--help` says is whole, and what it prints to be typed runs as it stands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from tests.cli.running import run
from tests.cli.test_app import every_command
from typer.testing import CliRunner

from footwise.cli import app as cli


def said(*words: str) -> str:
    result = CliRunner().invoke(cli.app, [*words, "--help"], prog_name="footwise")
    assert result.exit_code == 0
    return result.output


def test_every_command_is_told_in_a_whole_sentence():
    for words in ((), ("trial",), ("video",), ("odds",)):
        assert "..." not in said(*words).partition("Commands:")[2].replace("CLIP...", "")


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_values_have_names_for_people(words):
    assert re.findall(r"<\w+(?: \w+)?>", said(*words)) == []


def test_coach_shows_its_sources_and_its_cues():
    text = said("coach")
    for source in ("lsl", "dot", "witmotion", "qtm:HOST", "simulated", "FILE"):
        assert re.search(rf"^ {{2,}}(?:Sources: )?.*\b{source}\b", text.partition("Options:")[0], re.MULTILINE), source
    for cue in ("--sound", "--cue osc:HOST:PORT", "--cue serial:DEVICE"):
        assert cue in text.partition("Options:")[0]


def test_the_line_to_try_it_without_a_sensor_runs_as_it_is_printed(tmp_path):
    line = next(line for line in said("coach").splitlines() if line.strip().startswith("footwise coach --source sim"))
    words = shlex.split(line)
    result = run(*words[1:], cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "steps were right" in result.stdout and "Next: session 2" in result.stdout
    assert (tmp_path / "try" / "report.html").is_file()


def test_the_example_of_samples_runs_as_it_is_printed(tmp_path, treadmill_c3d: Path):
    text = " ".join(said("samples").split()).partition("Example: ")[2]
    assert text == "footwise analyse $(footwise samples --path treadmill)/treadmill_events.c3d"
    folder = run("samples", "--path", "treadmill").stdout.strip()
    result = run("analyse", f"{folder}/treadmill_events.c3d", cwd=tmp_path)
    assert result.returncode == 0 and (tmp_path / "footwise-analysis" / "report.html").is_file()
