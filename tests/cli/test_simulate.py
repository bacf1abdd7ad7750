"""`footwise simulate`: refusals that say which option, and what a stream says while it runs."""

import pytest
from tests.cli.test_commands import one_line_of_trouble, run


def test_the_sensors_of_two_feet_are_written(tmp_path):
    result = run("simulate", "--imu", "--minutes", 0.2, "--out", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("11 strides of each foot")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "truth.csv",
        "walk_left.csv",
        "walk_right.csv",
    ]


def test_a_stream_says_how_it_goes():
    result = run("simulate", "--imu", "--lsl", "--minutes", 0.2, "--speed", "max", "--side", "right")
    assert result.stdout == "11 strides streamed as footwise_right, 0 cues heard\n"
    assert "footwise_right: 11 strides, foot angle" in result.stderr


@pytest.mark.parametrize(
    ("options", "trouble"),
    [
        ((), "Give --from RECORDING, or --imu"),
        (("--lsl",), "Say --imu --lsl"),
        (("--imu", "--lsl", "--side", "both"), "--side: is 'both'. Choose left or right"),
        (("--imu", "--minutes", 0), "--minutes: is 0. Choose 0.2 to 240"),
        (("--imu", "--seed", -1), "--seed: is -1. Choose 0 or a larger number"),
        (("--imu", "--from", "walk.c3d"), "--from: is not used by --imu"),
        (("--imu", "--lsl", "--speed", "fast"), "--speed: is 'fast'. Give a factor"),
        (("--imu", "--lsl", "--speed", -1), "--speed: is '-1'. Give a factor"),
        (("--from", "walk.c3d", "--side", "both"), "--side: is 'both'. Choose left or right"),
        (("--from", "walk.c3d", "--steps", 4), "--steps: is 4. Choose 5 to 5000 steps"),
    ],
)
def test_what_makes_no_sense_is_refused(options, trouble, tmp_path):
    one_line_of_trouble(run("simulate", *options, "--out", tmp_path / "out"), trouble)
    assert not (tmp_path / "out").exists()
