"""Virtual people of a clinic, and the walk of a real person as theirs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.jobs import AnotherBody, virtual_patients
from footwise.loads import analyse_walk
from footwise.recordings import Person, read_recording
from footwise.simulation import walked_by

WEEKS = (1, 4, 26, 52)


def test_the_same_seed_gives_the_same_people_and_another_gives_others():
    first, again, other = (virtual_patients(6, weeks=WEEKS, seed=seed) for seed in (3, 3, 4))
    assert first == again != other and len(first) == 6
    for one in first:
        assert one.side in ("left", "right") and 40 < one.mass_kg < 160 and 1.3 < one.height_m < 2.1
        assert set(one.pain) <= {0, *WEEKS} and all(0 <= rating <= 10 for rating in one.pain.values())
        assert set(one.answers) <= {0, *WEEKS} and 0 in one.answers
        assert all(0 <= answer <= 4 for form in one.answers.values() for answer in form.values())
        assert len(one.answers[0]) == 42


def test_another_body_has_its_own_size_and_foot_angle_and_the_same_moments(treadmill_c3d):
    recording = read_recording(treadmill_c3d)
    before = analyse_walk(recording).steps
    grown = walked_by(recording, AnotherBody(88.0, 1.60), "left")
    after = analyse_walk(grown).steps
    # A heavier body crosses the thresholds of force a little earlier, and a step or two more counts as doubtful.
    used = (before["used"] & after["used"]).to_numpy()
    assert used.sum() > 15
    angle = "foot_progression_angle_deg"
    # Half a marker's width does not grow with the body, nor do the thresholds of force.
    for name, within in (("kam_peak1_pct_bwht", 0.1), ("kam_peak2_pct_bwht", 0.1), (angle, 0.02)):
        np.testing.assert_allclose(after[name][used], before[name][used], atol=within)
    turned = analyse_walk(walked_by(recording, AnotherBody(88.0, 1.60, 7.0), "left")).steps
    change = turned[angle][used].to_numpy() - before[angle][used].to_numpy()
    left = (before["side"][used] == "left").to_numpy()
    np.testing.assert_allclose(change[left], 7.0, atol=0.05)
    np.testing.assert_allclose(change[~left], 0.0, atol=0.05)


def test_without_mass_and_height_of_who_was_recorded_nobody_else_can_walk(treadmill_c3d):

    recording = replace(read_recording(treadmill_c3d), person=Person())
    with pytest.raises(FootwiseError, match="does not say mass and height"):
        walked_by(recording, AnotherBody(88.0, 1.60), "left")
