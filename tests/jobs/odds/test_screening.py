"""`screen` where no recording has force plates: what to walk next, and a stop when steps cannot change the odds."""

import pytest
from tests.cli.running import run
from tests.foot_sensor.body_walks import only, set_of

from footwise.errors import FootwiseError
from footwise.jobs import screen_visit
from footwise.jobs.odds import OddsScreening
from footwise.simulation import write_sensor_set


def visit(folder, **walks):
    """A study of folders of sensors; each walk is a list of (foot angle, steps, lean to the middle line)."""
    lines = ['person = "P1"', 'side = "left"', "[recordings]"]
    for condition, blocks in walks.items():
        names = []
        for k, (angle, steps, tilt) in enumerate(blocks):
            names.append(f"{condition}_{k}")
            sensors = only(
                set_of("left", angle, steps=steps, seed=len(condition) + k, tilt_deg=tilt)[0], "foot", "shank"
            )
            write_sensor_set(folder / names[-1], sensors)
        lines.append(f"{condition.replace('_', '-')} = {names}")
    (folder / "study.toml").write_text("\n".join(lines) + "\n")
    return folder


def test_natural_walking_alone_wants_toe_in(tmp_path):
    found = screen_visit(visit(tmp_path, natural=[(6.0, 14, 0.0)]))
    assert isinstance(found, OddsScreening)
    assert found.walk_next == "toe-in-10"


def test_it_goes_on_and_stops(tmp_path):
    few = visit(tmp_path, natural=[(6.0, 12, 0.0)], toe_in_10=[(-4.0, 12, 3.0)])
    found = screen_visit(few)
    assert found.advice["toe-in-10"].odds.p_fall > 0.5
    assert screen_visit(few, certain=0.51).stop
    said = found.sentences()
    assert said[0].startswith("No force plates: what follows are odds")
    assert said[-1].startswith(("Stop: ", "Walk next: "))


def test_the_same_from_the_command_line(tmp_path):
    result = run("screen", visit(tmp_path, natural=[(6.0, 12, 0.0)], toe_out_10=[(16.0, 12, 0.0)]))
    assert result.returncode == 0, result.stderr
    assert "these odds know nothing" in result.stdout.splitlines()[-1]


def test_walks_that_cannot_be_compared_are_told_of_by_name(tmp_path):
    folder = visit(tmp_path, natural=[(6.0, 14, 0.0)], toe_in_10=[(5.0, 14, 0.0)])
    with pytest.raises(FootwiseError, match=r"toe_in_10_0.*turns the left foot by"):
        screen_visit(folder)
