"""`footwise analyse` after a laboratory's own model, and with measures from the command line."""

import pandas as pd
import pytest
from tests.shared import recording as shared
from typer.testing import CliRunner

from footwise.cli.values import lengths_of
from footwise.errors import FootwiseError


def test_a_length_is_for_both_legs_or_for_one():
    assert lengths_of("--knee-width", ["0.1"]) == {"left": 0.1, "right": 0.1}
    assert lengths_of("--knee-width", ["left=0.1", "right=0.11"]) == {"left": 0.1, "right": 0.11}
    assert lengths_of("--knee-width", None) == {}


@pytest.mark.parametrize("written", ["wide", "middle=0.1", "left=", "-0.1", "nan"])
def test_what_is_no_length_is_refused(written):
    with pytest.raises(FootwiseError, match="Give metres"):
        lengths_of("--knee-width", [written])


@pytest.mark.shared
def test_the_command_says_how_far_it_is_from_the_stored_moments(tmp_path):
    from footwise.cli.app import app

    walk = shared("small_four_plates/walk.c3d")
    ran = CliRunner().invoke(app, ["analyse", str(walk), "--like", "plug-in-gait", "--out", str(tmp_path / "o")])
    assert ran.exit_code == 0, ran.output
    assert "against the knee adduction moment stored in the file: r 0.99" in ran.output
    table = pd.read_csv(tmp_path / "o" / "against_stored.csv")
    assert table["side"].tolist() == ["right", "left", "right"]
