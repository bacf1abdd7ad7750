"""The verb `coach` takes what the command takes: a file a foot, more outlets of cues, a map, who insists."""

import socket

import pytest
from tests.cli.test_coach_sources import write_walk

import footwise as fw
from footwise.errors import ErrorKind, FootwiseError

COLUMNS = 'time = "time"\ntime_unit = "s"\nacc = ["acc_x", "acc_y", "acc_z"]\nacc_unit = "m/s2"\n' \
          'gyr = ["gyr_x", "gyr_y", "gyr_z"]\ngyr_unit = "rad/s"\n'  # fmt: skip


@pytest.fixture
def columns(tmp_path):
    path = tmp_path / "map.toml"
    path.write_text(COLUMNS)
    return path


def test_a_file_a_foot_with_cues_over_open_sound_control(tmp_path, columns):
    files = [write_walk(tmp_path / f"walk_{side}.csv", side, strides=40) for side in ("left", "right")]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(2.0)
        course = fw.coach(
            tmp_path / "anna", source=files, side="both", change_deg=-10, speed="max", column_map=columns, gravity="up",
            cues=[f"osc:127.0.0.1:{receiver.getsockname()[1]}"],
        )  # fmt: skip
        heard = {receiver.recv(1000).split(b"\0")[0] for _ in range(70)}
    assert heard == {b"/footwise/cue", b"/footwise/stride"}
    (session,) = course.sessions
    assert session.plan.sides == ("left", "right")
    assert set(course.steps["side"]) == {"left", "right"}


def test_who_insists_goes_on_with_a_poor_sensor(tmp_path, columns):
    whole = write_walk(tmp_path / "walk_left.csv", "left", strides=60)
    header, *lines = whole.read_text().splitlines()
    # Every 6th sample is lost.
    poor = tmp_path / "poor_left.csv"
    kept = [line for k, line in enumerate(lines) if k % 6]
    poor.write_text("\n".join([header, *kept]) + "\n")
    how = {"source": poor, "side": "left", "change_deg": -10, "speed": "max", "column_map": columns, "gravity": "up",
           "on_cue": lambda cue: None}  # fmt: skip
    with pytest.raises(FootwiseError, match="not usable") as caught:
        fw.coach(tmp_path / "anna", **how)
    assert caught.value.kind is ErrorKind.REFUSAL
    course = fw.coach(tmp_path / "berta", **how, accept_sensor=True)
    assert any(record["kind"] == "cue" for record in course.sessions[0].records)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cues": 3}, "`cues`: is 3"),
        ({"cues": "telegraph:here"}, "`cues`: is 'telegraph:here'"),
        ({"gravity": "sideways"}, "`gravity`: is 'sideways'"),
        ({"source": [1, 2]}, "`source`: is 1"),
        ({"source": "qtm:nowhere.invalid", "gravity": "up"}, "`gravity`: is for sensors"),
    ],
)
def test_what_cannot_be_is_told_by_its_argument(tmp_path, wrong, said):
    with pytest.raises(FootwiseError, match=said):
        fw.coach(tmp_path / "anna", **{"source": "simulated", "side": "left", "change_deg": -10, **wrong})
