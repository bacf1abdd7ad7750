"""The design file: the example is sound, and each mistake is one clear line."""

from __future__ import annotations

from importlib import resources

import pytest
from tests.trial.trials import EXAMPLE, design_file

from footwise.errors import FootwiseError
from footwise.trial import read_design


def test_the_example():
    design = read_design(EXAMPLE)
    assert (design.people, design.alpha, design.primaries) == (
        68,
        0.05,
        ("nrs_medial_pain_0_10_worse", "kam_larger_peak_pct_bwht"),
    )
    assert [arm.name for arm in design.arms] == ["personalised", "sham"]
    assert design.outcome("t1rho_medial_weight_bearing_femur_ms").weeks == (52,)
    assert design.kenward_roger == "observed"
    assert design.all_strata() == [("female", "1-2"), ("female", "3"), ("male", "1-2"), ("male", "3")]


def test_the_demo_has_the_same_design():
    packed = resources.files("footwise.trial").joinpath("example_design.toml").read_bytes()
    assert packed == EXAMPLE.read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "trouble"),
    [
        ("[trial]", "[trial", "is not a trial's design"),
        ("people = 68", "people = 3", "people is 3"),
        ("people = 68", 'people = "many"', "people is 'many'"),
        ("alpha = 0.05", "alpha = 5", "alpha is 5"),
        ("seed = 20250710", "", r"\[trial\] does not say seed"),
        ("seed = 20250710", "seed = 20250710\npeple = 68", "unknown word 'peple'"),
        ("alpha = 0.05", 'alpha = 0.05\nkenward_roger = "sas"', r"kenward_roger is 'sas'.*observed, expected"),
        ("[visits]", "[visit]", r"has no \[visits\]"),
        ('name = "sham"', 'name = "personalised"', "two arms called 'personalised'"),
        ('name = "sham"', 'name = "A"', "called A or B"),
        ("block_sizes = [4, 6]", "block_sizes = [4, 5]", "blocks of 5"),
        ("block_sizes = [4, 6]", "block_sizes = []", "block_sizes is no list"),
        ("block_sizes = [4, 6]", "block_sizes = [4, 4]", "a number twice"),
        ('sex = ["female", "male"]', 'sex = ["female"]', "no two different levels"),
        ("weeks = [1, 2, 7, 11, 25, 39, 52]", "weeks = [1, 2, 7, 11, 25, 39]", "week 52, which is no visit"),
        ("baseline_week = 2", "baseline_week = 7", "not later than its baseline"),
        ('better = "lower"', 'better = "small"', "'small' is better"),
        ("range = [0, 10]", "range = [10, 0]", "range is"),
        (
            'name = "kam_larger_peak_pct_bwht"',
            'name = "nrs_medial_pain_0_10_worse"',
            "outcome 'nrs_medial_pain_0_10_worse' twice",
        ),
        (
            'outcome = "kam_larger_peak_pct_bwht"',
            'outcome = "nrs_medial_pain_0_10_worse"',
            "two hypotheses about one outcome",
        ),
        ('outcome = "kam_larger_peak_pct_bwht"', 'outcome = "kam"', "'kam', which is no outcome"),
        ("week = 52\nstatement", "week = 51\nstatement", "week 51, when nrs_medial_pain_0_10_worse is not measured"),
    ],
)
def test_each_mistake_is_one_line(tmp_path, old, new, trouble):
    with pytest.raises(FootwiseError, match=trouble) as caught:
        read_design(design_file(tmp_path, (old, new)))
    assert "\n" not in str(caught.value)
    assert "design.toml" in str(caught.value)


def test_no_such_file(tmp_path):
    with pytest.raises(FootwiseError, match="no such file"):
        read_design(tmp_path / "none.toml")


def test_three_arms_are_too_many(tmp_path):
    path = design_file(tmp_path, ("[randomisation]", '[[arms]]\nname = "third"\n\n[randomisation]'))
    with pytest.raises(FootwiseError, match="has 3 arms"):
        read_design(path)
