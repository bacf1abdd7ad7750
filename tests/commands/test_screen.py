"""The command `footwise screen`, on simulated blocks."""

import pytest

from footwise.commands.screen import screen_study
from footwise.errors import FootwiseError
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
    return screen_study(path, certain, most_steps, lambda _: None)


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


def test_it_stops_at_the_number_of_steps_asked_for(folder):
    assert screen(folder, certain=0.999, most_steps=60)[2].startswith("Stop: ")


@pytest.mark.parametrize(("certain", "most_steps", "option"), [(1.0, 655, "--certain"), (0.95, 20, "--most-steps")])
def test_options_out_of_range(folder, certain, most_steps, option):
    with pytest.raises(FootwiseError, match=option):
        screen(folder, certain, most_steps)
