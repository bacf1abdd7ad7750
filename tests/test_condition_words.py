"""Which way of walking a file's name says, as laboratories of three languages and five makers call them."""

from __future__ import annotations

import doctest

import pytest

from footwise import condition_words
from footwise.condition_words import condition_in


def test_the_examples():
    assert doctest.testmod(condition_words).failed == 0


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("natural", "natural"), ("baseline_01", "natural"), ("Normal walking 3", "natural"), ("NW1", "natural"),
        ("natürlicher Gang", "natural"), ("Gehen normal 02", "natural"), ("marcha normal", "natural"),
        ("self selected 1", "natural"), ("SSW 3", "natural"), ("Marcha cómoda", "natural"),
        ("toe-in-10", "toe-in-10"), ("toe_in_10", "toe-in-10"), ("TI10", "toe-in-10"), ("ti_5_trial2", "toe-in-5"),
        ("in5", "toe-in-5"), ("ToeIn10", "toe-in-10"), ("TOEIN5", "toe-in-5"), ("10deg toe in", "toe-in-10"),
        ("5_toe_in", "toe-in-5"), ("Zehen innen 10", "toe-in-10"), ("einwärts 5°", "toe-in-5"),
        ("puntas hacia dentro 10", "toe-in-10"), ("adentro5", "toe-in-5"), ("2024-01-05_toe_in_10", "toe-in-10"),
        ("normal_speed_TI10", "toe-in-10"),
        ("out5", "toe-out-5"), ("TO10", "toe-out-10"), ("toeout_5", "toe-out-5"), ("Fuß außen 10", "toe-out-10"),
        ("10 Grad auswärts", "toe-out-10"), ("puntas afuera 5", "toe-out-5"),
        # Vicon, Qualisys, OptiTrack, OpenCap, Theia.
        ("Static 01", "static"), ("Cal 01", "static"), ("Static_0001", "static"), ("static1", "static"),
        ("T-Pose", "static"), ("tpose_2", "static"), ("Stehen", "static"), ("estática", "static"), ("de pie", "static"),
    ],
)  # fmt: skip
def test_what_a_name_says(name, condition):
    assert condition_in(name) == condition


@pytest.mark.parametrize(
    "name",
    ["walk1", "Trial03", "Take 2024-01-01 10.12.33 AM", "Gait 0001", "", "10", "K-017", "MVNX-001", "2024-05-10 walk",
     # Without degrees, with a trial's number or with others.
     "toe_in", "TI1", "walkingTO1", "toe_in_02", "in_05", "toe_in_7",
     # Two that contradict each other.
     "toe in 5 toe out 10", "static toe-in 10",
     # Words of a language.
     "to 5 km", "walk to 10", "lab in vivo 10", "binary10", "winner5", "pie izquierdo"],
)  # fmt: skip
def test_what_a_name_does_not_say(name):
    assert condition_in(name) is None


def test_the_folder_says_it_where_the_name_does_not():
    assert condition_in("trial3", "K-017/toe-in 10") == "toe-in-10"
    assert condition_in("walk", "baseline") == "natural"
    # What is nearer says it better.
    assert condition_in("toe_out_5", "baseline/toe-in 10") == "toe-out-5"
