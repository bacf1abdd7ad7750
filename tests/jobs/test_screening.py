"""Screening on simulated blocks: what was walked, and which block comes next."""

import re

import pytest
from tests.walked_again import write_walked_again

from footwise.errors import FootwiseError
from footwise.jobs import screen_visit
from footwise.jobs.screening import _so_far
from footwise.prescription import ScreeningAdvice
from footwise.recordings import read_recording
from footwise.simulation import read_response, simulate_study, write_study


@pytest.fixture(scope="module")
def folder(treadmill_c3d, tmp_path_factory):
    path = tmp_path_factory.mktemp("visit")
    write_study(path, simulate_study(read_recording(treadmill_c3d), read_response(), "left", steps=20))
    return path


def keep(folder, target, conditions):
    """The same visit with only some of its blocks walked yet."""
    lines = (folder / "study.toml").read_text(encoding="utf-8").splitlines()
    options = ("toe-in-5", "toe-in-10", "toe-out-5", "toe-out-10")
    kept = [line for line in lines if not line.startswith(options) or line.split(" ")[0] in conditions]
    (target / "study.toml").write_text("\n".join(kept), encoding="utf-8")
    for file in folder.glob("*.c3d"):
        (target / file.name).write_bytes(file.read_bytes())
    return target


def screen(path, certain=0.95, most_steps=655):
    return screen_visit(path, certain=certain, most_steps=most_steps).sentences()


def test_after_natural_walking_an_end_comes_next(folder, tmp_path):
    walked, so_far, now = screen(keep(folder, tmp_path, ()))
    assert walked.startswith("Used steps of the left leg: natural 2")
    assert "nothing can be said" in so_far
    assert now.startswith("Walk next: toe-in-10, 20 steps or more of the left leg")


def test_after_all_conditions_it_says_how_sure_it_is(folder):
    walked, so_far, now = screen(folder)
    assert "toe-out-10" in walked
    assert "with probability" in so_far
    assert now.startswith(("Stop: ", "Walk next: "))


def test_it_says_how_far_the_foot_was_turned(folder):
    turned = dict(re.findall(r"(toe-\w+-\d+) \d+ \(turned by ([+-]\d+\.\d)°\)", screen(folder)[0]))
    assert set(turned) == {"toe-in-5", "toe-in-10", "toe-out-5", "toe-out-10"}
    assert float(turned["toe-in-10"]) == pytest.approx(-10, abs=0.5)


def test_an_end_that_was_not_walked_is_walked_again(folder, tmp_path):
    visit = keep(folder, tmp_path, ("toe-in-10", "toe-out-10"))
    # The person walks naturally although toe-in is asked for.
    text = (visit / "study.toml").read_text(encoding="utf-8")
    write_walked_again(visit / "natural.c3d", visit / "again.c3d", 1)
    (visit / "study.toml").write_text(text.replace('"toe-in-10.c3d"', '"again.c3d"'), encoding="utf-8")
    walked, so_far, now = screen(visit)
    assert "(turned by +0.0°)" in walked
    assert "nothing can be said of changes that were not reached" in so_far
    assert now.startswith("Walk next: toe-in-10") and "not reached: walked +0.0° at most; practise it first" in now


def test_a_peak_that_is_no_load_is_no_nan():
    advice = ScreeningAdvice(True, None, None, 1, 1.0, float("nan"), 60, "no load")
    assert "nan" not in _so_far(advice)


def test_it_stops_at_the_number_of_steps_asked_for(folder):
    assert screen(folder, certain=0.999, most_steps=60)[2].startswith("Stop: ")


@pytest.mark.parametrize(("certain", "most_steps", "parameter"), [(1.0, 655, "`certain`"), (0.95, 20, "`most_steps`")])
def test_parameters_out_of_range(folder, certain, most_steps, parameter):
    with pytest.raises(FootwiseError, match=parameter):
        screen(folder, certain, most_steps)
