"""The simulated learner: reaches the target on cues alone, forgets, and keeps what a course has taught."""

import numpy as np
import pytest

from footwise.coaching import DEFAULT_SCHEDULE, step_has_feedback
from footwise.simulation import Learner, LearningCurve

NATURAL, CHANGE, BAND, STRIDE_S = 6.0, -10.0, 3.0, 1.1


def walk_course(learner):
    """Changes of every block of the default course: {(session, purpose): array}."""
    found, session, number = {}, 1, 0
    for block in DEFAULT_SCHEDULE:
        if block.session != session:
            learner.rest()
            session, number = block.session, 0
        changes = []
        for step in range(int(block.block_s / STRIDE_S)):
            changes.append(learner.next_angle_deg() - learner.natural_deg)
            error = changes[-1] - CHANGE
            if abs(error) > BAND and step_has_feedback(block, 1, number, step):
                learner.cue("in" if error > 0 else "out")
        found[session, block.purpose.value] = np.array(changes)
        number += 1
    return found


@pytest.fixture(scope="module", params=[1, 2, 3])
def course(request):
    return walk_course(Learner(NATURAL, seed=request.param))


def test_the_target_is_near_within_the_first_session(course):
    first = course[1, "practice"]
    assert first[:10].mean() > -6.0
    assert abs(first[-200:].mean() - CHANGE) < BAND


def test_part_is_forgotten_without_feedback_and_between_sessions(course):
    assert course[1, "retention"].mean() > course[1, "practice"][-200:].mean() + 0.5
    learner = Learner(NATURAL)
    for _ in range(400):
        learner.next_angle_deg()
        learner.cue("in")
    learnt, slow = learner.change_deg, learner.slow_deg
    learner.rest()
    assert learnt < slow < learner.change_deg < 0.0


def test_the_course_leaves_a_change_that_holds_without_feedback(course):
    assert abs(course[6, "retention"].mean() - CHANGE) < BAND
    assert course[5, "retention"].mean() < course[1, "retention"].mean() - 0.5


def test_a_person_who_does_not_react_walks_on_as_ever():
    course = walk_course(Learner(NATURAL, LearningCurve.none()))
    assert all(abs(changes.mean()) < 0.6 for changes in course.values())


def test_the_step_to_step_spread_is_as_told_and_comes_from_the_seed():
    curve = LearningCurve.none()
    walks = [[learner.next_angle_deg() for _ in range(2000)] for learner in (Learner(4.0, curve, s) for s in (7, 7, 8))]
    assert walks[0] == walks[1] != walks[2]
    assert np.mean(walks[0]) == pytest.approx(4.0, abs=0.15)
    assert np.std(walks[0]) == pytest.approx(2.0, abs=0.1)


def test_cues_turn_the_foot_their_way_and_no_further_than_a_foot_goes():
    learner = Learner(0.0)
    learner.cue("keep")
    assert learner.change_deg == 0.0
    learner.cue("out")
    assert learner.change_deg > 0.0
    for _ in range(20_000):
        learner.next_angle_deg()
        learner.cue("in")
    assert learner.change_deg >= -25.0
    with pytest.raises(ValueError, match="sideways"):
        learner.cue("sideways")


def test_a_curve_that_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="share"):
        LearningCurve(fast_kept=1.2)
    with pytest.raises(ValueError, match="negative"):
        LearningCurve(step_sd_deg=-1.0)
