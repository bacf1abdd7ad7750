"""The odds of one knee: how they scale, widen and refuse, and what would tell more."""

from dataclasses import replace

import numpy as np
import pytest

from footwise.errors import ErrorKind, FootwiseError
from footwise.prescription.odds import (
    NAMES,
    VARIABLES,
    WalkChanges,
    knee_odds,
    published_model,
    told_by,
)

USUAL = {"tibia_tilt": 2.3, "knee_adduction": -0.1, "pelvic_list": -0.3, "step_width": 0.005}


def changes(turned=-9.6, share_of_error=1.0, steps_share=0.0, **measured):
    change, error = np.full(12, np.nan), np.full(12, np.nan)
    for name, value in measured.items():
        at = NAMES.index(name)
        change[at], error[at] = value, share_of_error * (0.5 if VARIABLES[at].unit == "deg" else 0.005)
    steps = steps_share * error if steps_share else None
    return WalkChanges("left", turned, change, error, 60, 60, "made up", (), steps)


def test_a_shin_that_leans_in_more_is_good_news_and_one_that_leans_out_is_bad():
    lean = [knee_odds(changes(**{**USUAL, "tibia_tilt": tilt})).p_fall for tilt in (0.0, 2.3, 4.5)]
    assert lean == sorted(lean)
    assert lean[0] < 0.65 < 0.9 < lean[2]


def test_nothing_measured_gives_the_people_s_odds():
    odds = knee_odds(changes())
    assert odds.told == 0
    assert odds.p_fall == pytest.approx(published_model().share_fell, abs=0.03)


def test_probabilities_and_counts_hang_together():
    odds = knee_odds(changes(**USUAL), baseline=2.0)
    assert odds.enough == pytest.approx(0.1)
    assert odds.p_worse == pytest.approx(1 - odds.p_fall)
    assert odds.p_enough < odds.p_fall and odds.p_much_worse < odds.p_worse
    much, little, _, _ = odds.of_a_hundred()
    assert sum(odds.of_a_hundred()) == 100 and min(odds.of_a_hundred()) >= 0
    assert much + little == round(100 * odds.p_fall)
    # A larger peak asks for a larger fall.
    assert knee_odds(changes(**USUAL), baseline=4.0).p_enough < odds.p_enough


def test_it_scales_with_the_angle():
    at_half = knee_odds(changes(-4.81, **{name: value / 2 for name, value in USUAL.items()}))
    whole = knee_odds(changes(-9.62, **USUAL))
    assert at_half.fall.mean == pytest.approx(whole.fall.mean / 2, rel=0.05)
    # And less is known, for its size.
    assert at_half.fall.sd / at_half.fall.mean > whole.fall.sd / whole.fall.mean


@pytest.mark.parametrize(("inside", "outside"), [(-4.0, -3.1), (-13.0, -16.0)])
def test_bands_widen_outside_of_4_to_13_degrees(inside, outside):
    def relative(turned):
        odds = knee_odds(changes(turned, **{name: value * turned / -9.62 for name, value in USUAL.items()}))
        assert odds.outside_angles == (turned == outside)
        low, high = odds.fall.band(0.9)
        return (high - low) / abs(turned)

    assert relative(outside) > 1.1 * relative(inside)


@pytest.mark.parametrize("turned", [0.0, -2.9, 2.9, np.nan])
def test_a_change_of_less_than_3_degrees_is_refused(turned):
    with pytest.raises(FootwiseError, match="nothing can be said of less than 3°") as refused:
        knee_odds(changes(turned, **USUAL))
    assert refused.value.kind is ErrorKind.REFUSAL


def test_toe_out_has_the_odds_of_all_knees_whatever_was_measured():
    one, other = knee_odds(changes(8.0, tibia_tilt=6.0)), knee_odds(changes(8.0, tibia_tilt=-6.0))
    assert not one.of_this_knee and one.told == 0 and one.next == ()
    assert one.p_fall == other.p_fall == pytest.approx(0.5, abs=0.03)


def test_a_laboratory_s_model_of_toe_out_is_used_for_toe_out():
    model = published_model()
    mirrored = replace(model, centre=np.where(np.array(NAMES) == "foot_progression_angle", 10.0, model.centre))
    assert knee_odds(changes(9.0, **USUAL), mirrored).of_this_knee
    assert not knee_odds(changes(-9.0, **USUAL), mirrored).of_this_knee


def test_what_nobody_showed_is_named_widens_and_is_not_taken_further():
    usual, far = knee_odds(changes(tibia_tilt=4.5)), knee_odds(changes(tibia_tilt=15.0))
    assert usual.wider == 1 and usual.outside == ()
    assert far.outside == ("tibia_tilt",) and far.wider > 2
    assert far.fall.mean < 2 * usual.fall.mean
    assert far.p_fall < usual.p_fall
    low, high = far.fall.band(0.9)
    assert high - low > 2 * np.diff(usual.fall.band(0.9))[0]


def test_usual_values_that_never_came_together_widen_too():
    # Steps much wider and shins that lean out: each alone is seen, both together never.
    odds = knee_odds(changes(share_of_error=0.2, tibia_tilt=0.3, step_width=0.09))
    assert odds.outside == () and odds.wider > 1.2


def test_what_was_measured_badly_counts_little():
    odds = [knee_odds(changes(share_of_error=share, tibia_tilt=5.0)) for share in (0.1, 2, 10)]
    assert [one.p_fall for one in odds] == sorted((one.p_fall for one in odds), reverse=True)
    assert [one.told for one in odds] == sorted((one.told for one in odds), reverse=True)


def test_what_is_in_another_scale_does_not_count():
    with_it, without = knee_odds(changes(**USUAL, knee_flexion=3.0)), knee_odds(changes(**USUAL))
    assert with_it.p_fall == without.p_fall
    assert "knee_flexion" not in with_it.used


def test_the_next_measurement_is_the_one_that_tells_most():
    odds = knee_odds(changes())
    assert odds.next[0].name == "tibia_tilt"
    assert [one.more for one in odds.next] == sorted((one.more for one in odds.next), reverse=True)
    assert all(not VARIABLES[NAMES.index(one.name)].needs_plates for one in odds.next if one.name)
    # And it tells what was said, once it is there.
    again = knee_odds(changes(tibia_tilt=2.0))
    assert again.told == pytest.approx(odds.next[0].told, abs=0.005)


def test_more_steps_tell_more_where_the_error_is_theirs_and_nothing_where_it_is_the_device_s():
    own = changes(share_of_error=2, steps_share=1.0, tibia_tilt=2.0)
    device = changes(share_of_error=2, steps_share=0.05, tibia_tilt=2.0)
    assert told_by(own, more_steps=600) > 1.5 * told_by(own)
    assert told_by(device, more_steps=600) == pytest.approx(told_by(device), rel=0.01)
    assert told_by(replace(own, steps_sd=None), more_steps=600) == told_by(own)
