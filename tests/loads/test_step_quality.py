"""Which steps are used: each limit on both of its sides."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import GRAVITY, Walker

from footwise.gait import (
    filtered_motion,
    find_steps,
    foot_angle_curves,
    foot_progression_angle,
    plate_loads,
    walking_direction,
)
from footwise.loads import analyse_walk, find_shank
from footwise.loads.step_quality import impossible_loads, method_flag, step_faults


def scaled(recording, factor, start_s=-np.inf, stop_s=np.inf):
    """A recording whose plates show this share of their load during some time."""
    plates = []
    for plate in recording.plates:
        t = np.arange(len(plate.force_n)) / recording.plate_rate_hz
        share = np.where((t >= start_s) & (t <= stop_s), factor, 1.0)[:, None]
        plates.append(replace(plate, force_n=share * plate.force_n, moment_nm=share * plate.moment_nm))
    return replace(recording, plates=tuple(plates))


@pytest.mark.parametrize(("share", "used"), [(0.86, True), (0.84, False)])
def test_a_step_carries_at_least_85_percent_of_what_the_others_do(share, used):
    walker = Walker()
    recording = walker.recording()
    contact, off = walker.stances("left")[3]
    walk = analyse_walk(scaled(recording, share, contact - 0.05, off + 0.05))
    at = (walk.steps["side"] == "left") & ((walk.steps["contact_s"] - contact).abs() < 0.05)
    assert walk.steps[at]["used"].tolist() == [used]
    said = walk.steps[at]["reason"].iloc[0]
    assert said.startswith("plates carry only") is not used
    # The right foot stands on its own belt, and shares only double support with the light step.
    whole = (walk.steps["side"] == "left") & ~walk.steps["reason"].str.startswith("cut by")
    assert walk.steps[whole]["used"].sum() == whole.sum() - (not used)


@pytest.mark.parametrize(("support", "light"), [(0.61, False), (0.59, True)])
def test_feet_that_carry_less_than_60_percent_of_body_weight_lean_on_something(support, light):
    """Around mid-stance, where the walker's own feet carry what the force that they were given says."""
    walker = Walker(toe_out_deg={"left": 0.0, "right": 0.0})
    recording = walker.recording()
    contact, off = walker.stances("left")[3]
    middle = np.linspace(0.7 * contact + 0.3 * off, 0.3 * contact + 0.7 * off, 50) + walker.start_s
    carried = walker.wrench("left", middle)[0][:, 2].mean() / (walker.mass_kg * GRAVITY)
    reasons = analyse_walk(scaled(recording, support / carried)).steps["reason"]
    reasons = reasons[~reasons.str.startswith("cut by")]
    assert reasons.str.startswith("plates carry only").all() == light
    # The mass does not fit either way, and that is another reason.
    assert reasons.str.startswith("the plates weigh").all() == (not light)


def shank_fault(**changes):
    """What is said of steps whose right shank is as given."""
    recording = Walker().recording()
    motion = filtered_motion(recording)
    steps = find_steps(recording, motion, plate_loads(recording))
    direction = walking_direction(recording, motion, steps)
    shanks = {side: find_shank(recording, motion, side) for side in motion.sides}
    shanks["right"] = replace(shanks["right"], **{name: make(shanks["right"]) for name, make in changes.items()})
    angle = foot_progression_angle(foot_angle_curves(motion, steps, direction))
    turn = np.zeros(len(steps))
    faults = step_faults(motion, steps, angle, direction, turn, {}, shanks, None)
    whole = [(fault, side) for fault, side, cut in zip(faults, steps.side, steps.cut, strict=True) if not cut]
    assert all(fault is None for fault, side in whole if side == "left")
    (said,) = {str(fault or "") for fault, side in whole if side == "right"}
    return said


@pytest.mark.parametrize(
    ("off_mm", "said"), [(9.9, ""), (10.1, "shank markers are 10 mm from their shape in the static trial")]
)
def test_a_cluster_may_be_1_cm_from_its_shape(off_mm, said):
    assert shank_fault(residual_m=lambda shank: np.full(len(shank.forward), off_mm / 1000)) == said


@pytest.mark.parametrize(
    ("kam", "force", "said"),
    [
        (7.9, 2.0, ""),
        (8.1, 2.0, "impossible: a knee adduction moment of 8.1 %BW·ht, where walking has -2 to 8"),
        (-1.9, 2.0, ""),
        (-2.1, 2.0, "impossible: a knee adduction moment of -2.1 %BW·ht, where walking has -2 to 8"),
        (3.0, 5.9, ""),
        (3.0, 6.1, "impossible: a medial force of 6.1 body weights"),
        (3.0, np.nan, ""),
    ],
)
def test_loads_that_no_knee_carries(kam, force, said):
    curve = np.full((1, 101), 0.5)
    curve[0, 50] = kam
    (fault,) = impossible_loads(curve, np.array([force]))
    assert str(fault or "") == said


@pytest.mark.parametrize(("point", "counts"), [(9, False), (10, True), (90, True), (91, False)])
def test_landing_and_push_off_do_not_make_a_load_impossible(point, counts):
    curve = np.full((1, 101), 0.5)
    curve[0, point] = -5.0
    assert (impossible_loads(curve, np.array([2.0]))[0] is not None) is counts
    assert impossible_loads(np.full((1, 101), np.nan), np.array([np.nan])) == [None]


@pytest.mark.parametrize(("rmse", "flagged"), [(0.0, False), (0.25, False), (0.26, True)])
def test_two_methods_that_differ_by_over_a_quarter_flag_the_step(rmse, flagged):
    said = f"flag: lever arm and Newton-Euler differ by {rmse:.2f} %BW·ht over stance"
    assert str(method_flag(rmse) or "") == (said if flagged else "")
