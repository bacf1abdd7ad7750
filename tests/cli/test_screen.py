"""`footwise screen`: what it says, and one line when something is wrong."""

import pytest
from tests.cli.running import one_line_of_trouble, run

from footwise.recordings import read_recording
from footwise.simulation import read_response, simulate_study, write_study


@pytest.fixture(scope="module")
def visit(treadmill_c3d, tmp_path_factory):
    path = tmp_path_factory.mktemp("visit")
    write_study(path, simulate_study(read_recording(treadmill_c3d), read_response(), "left", steps=10))
    return path


def test_it_says_what_was_walked_and_what_comes_next(visit):
    result = run("screen", visit)
    assert result.returncode == 0, result.stderr
    walked, so_far, now = result.stdout.splitlines()
    assert walked.startswith("Used steps of the left leg: natural 1")
    assert so_far.startswith("So far: ")
    assert now.startswith(("Stop: ", "Walk next: "))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--certain", 1), "--certain: is 1. Choose more than 0.5 and less than 1"),
        (("--most-steps", 20), "--most-steps: is 20. Choose 60 or more"),
    ],
)
def test_options_out_of_range(visit, options, words):
    one_line_of_trouble(run("screen", visit, *options), words)
