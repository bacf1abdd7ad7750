"""From a stride to a cue: the edges of the band, one cue a step and foot, and what each mode tells."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from tests.foot_sensor.strides import stride

from footwise.coaching import FeedbackPolicy, FeedbackSettings, Mode, Polarity, Turn
from footwise.foot_sensor.live import Reason

BAND = 3.0


def policy(target=-10.0, **settings):
    return FeedbackPolicy(FeedbackSettings(target, **settings), clock=lambda: 7.5)


def told(feedback, *errors, side="left", told_of=lambda step: True):
    """Cues to strides 1.1 s apart that miss the target by these angles."""
    return [
        feedback.update(
            stride(
                side=side,
                mid_stance_s=10.0 + 1.1 * step,
                foot_progression_angle_deg=feedback.settings.target_deg + error,
            ),
            sample_s=7.25,
            feedback=told_of(step),
        )
        for step, error in enumerate(errors)
    ]


@pytest.mark.parametrize(
    ("error", "turn"),
    [(BAND, None), (-BAND, None), (0.0, None), (BAND + 1 / 64, Turn.IN), (-BAND - 1 / 64, Turn.OUT)],
)
def test_a_step_on_the_edge_of_the_band_is_right_and_one_beyond_is_not(error, turn):
    (cue,) = told(policy(), error)
    assert (cue.turn if cue else None) == turn


@pytest.mark.parametrize("band", [2.0, 5.0])
def test_the_narrowest_and_the_widest_band_can_be_chosen(band):
    inside, outside = told(policy(band_deg=band), band, band + 0.25)
    assert inside is None and outside is not None


def test_a_cue_says_what_it_was_decided_from():
    (cue,) = told(policy(), 12.0, side="right")
    assert (cue.side, cue.turn, cue.place, cue.error_deg) == ("right", Turn.IN, "inner", 12.0)
    assert (cue.mid_stance_s, cue.sample_s, cue.decision_s, cue.emission_s) == (10.0, 7.25, 7.5, None)


@pytest.mark.parametrize(
    ("polarity", "error", "place"),
    [("towards", 9.0, "inner"), ("towards", -9.0, "outer"), ("away", 9.0, "outer"), ("away", -9.0, "inner")],
)
def test_a_cue_pulls_or_pushes(polarity, error, place):
    """A foot that is too far out should turn in: felt on its inner side it is pulled, on the outer side pushed."""
    (cue,) = told(policy(polarity=polarity), error)
    assert cue.place == place


@pytest.mark.parametrize(("later_s", "cues"), [(0.0, 1), (0.375, 1), (0.4, 2), (1.0, 2), (-0.5, 2), (-3.0, 2)])
def test_what_comes_within_0_4_s_on_the_same_foot_is_the_same_step(later_s, cues):
    """Time that runs backwards is a device that began again: a new step."""
    feedback = policy()
    strides = (stride(mid_stance_s=at) for at in (0.0, later_s))
    assert sum(feedback.update(one, 0.0) is not None for one in strides) == cues


def test_each_foot_has_its_own_steps():
    """The other foot's mid-stance may come at any time; it neither takes a foot's cue nor gives it a second one."""
    feedback = policy()
    feet = ("left", "right", "left", "right")
    cues = [
        feedback.update(stride(side=side, mid_stance_s=at), 0.0)
        for side, at in zip(feet, (0.0, 0.1, 0.3, 0.4), strict=True)
    ]
    assert [cue and cue.side for cue in cues] == ["left", "right", None, None]


@pytest.mark.requirement("R-040")
def test_a_stride_that_is_not_valid_is_no_step():
    feedback = policy()
    assert feedback.update(stride(mid_stance_s=9.9, reason=Reason.TURNING), 0.0) is None
    assert feedback.update(stride(mid_stance_s=9.9, foot_progression_angle_deg=None), 0.0) is None
    assert feedback.update(stride(mid_stance_s=10.0), 0.0) is not None


def test_a_step_without_feedback_is_the_step_all_the_same():
    feedback = policy()
    assert feedback.update(stride(mid_stance_s=10.0), 0.0, feedback=False) is None
    assert feedback.update(stride(mid_stance_s=10.1), 0.0) is None


def test_every_step_is_told_and_one_within_the_band_confirmed():
    cues = told(policy(mode=Mode.EVERY), 8.0, BAND, -8.0)
    assert [(cue.turn, cue.place) for cue in cues] == [(Turn.IN, "inner"), (Turn.KEEP, ""), (Turn.OUT, "outer")]


def test_every_third_step_is_told_for_itself():
    cues = told(policy(mode="every-n"), 8.0, -8.0, 6.0, 7.0, 8.0, 1.0, 9.0)
    assert [cue and (cue.turn, cue.error_deg) for cue in cues] == [
        *(None, None, (Turn.IN, 6.0)),
        *(None, None, (Turn.KEEP, 1.0)),
        None,
    ]


def test_a_summary_tells_the_mean_of_its_steps_and_begins_anew():
    cues = told(policy(mode="summary-n", every=2), 8.0, -2.0, 4.0, 6.0)
    assert [cue and (cue.turn, cue.error_deg) for cue in cues] == [None, (Turn.KEEP, 3.0), None, (Turn.IN, 5.0)]


def test_a_summary_counts_the_steps_that_the_schedule_keeps_silent():
    cues = told(policy(mode="summary-n", every=2), 8.0, 6.0, 8.0, 4.0, told_of=lambda step: step >= 2)
    assert [cue and cue.error_deg for cue in cues] == [None, None, None, 6.0]


def test_a_summary_is_of_one_foot():
    feedback = policy(mode="summary-n", every=2)
    assert told(feedback, 8.0) == [None]
    assert told(feedback, 4.0, side="right") == [None]
    (cue,) = (cue for cue in [feedback.update(stride(side="right", mid_stance_s=30.0), 0.0)] if cue)
    assert (cue.side, cue.error_deg) == ("right", (4.0 + 10.0) / 2)


@pytest.mark.parametrize("every", ["every-n", "summary-n"])
def test_every_single_step_is_a_choice(every):
    assert all(told(policy(mode=every, every=1), 8.0, 9.0))


def test_settings_by_name_and_as_they_are_without_words():
    usual = FeedbackSettings(0.0)
    assert (usual.band_deg, usual.polarity, usual.mode, usual.every) == (3.0, Polarity.TOWARDS, Mode.BANDWIDTH, 3)
    assert FeedbackSettings(0.0, polarity="away").polarity is Polarity.AWAY
    assert FeedbackSettings(0.0, mode="summary-n").mode is Mode.SUMMARY_N


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"target_deg": 60.5}, "the target is 60.5°, and must lie between -60° and 60°"),
        ({"target_deg": -60.5}, "the target is -60.5°"),
        ({"target_deg": float("nan")}, "the target is nan°"),
        ({"band_deg": 1.9}, "the band is ±1.9°, and must lie between 2° and 5°"),
        ({"band_deg": 5.1}, "the band is ±5.1°"),
        ({"every": 0}, "feedback every 0 steps makes no sense; choose 1 or more"),
        ({"polarity": "upwards"}, "upwards"),
        ({"mode": "never"}, "never"),
    ],
)
def test_settings_that_make_no_sense(settings, words):
    with pytest.raises(ValueError, match=words):
        FeedbackSettings(**{"target_deg": 0.0, **settings})


def test_settings_that_were_checked_stay_as_they_are():
    with pytest.raises(FrozenInstanceError):
        FeedbackSettings(0.0).band_deg = 1.0


@pytest.mark.parametrize("target", [-60.0, 60.0])
def test_the_largest_targets_can_be_chosen(target):
    assert FeedbackSettings(target).target_deg == target
