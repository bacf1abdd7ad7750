"""Knee moments against cases whose answer is worked out by hand."""

import numpy as np
import pytest

from footwise.gait import FootForce, Motion
from footwise.loads import TRIAL_GRAVITY, lever_arm_moment, newton_euler_moment, percent_bwht
from footwise.loads.moments import adduction_per_lateral_mm
from footwise.loads.segments import FOOT_SEGMENT, SHANK_SEGMENT
from footwise.loads.shank_source import shank_from_markers
from footwise.signals import rotation_about

G = 9.80665
RATE = 200.0
MASS = 70.0
SHANK_M = 0.42
# A right leg that stands upright: x forward, y to the left, z up; its knee centre is the origin.
RIGHT = {
    "lateral_epicondyle": (0.0, -0.05, 0.0),
    "medial_epicondyle": (0.0, 0.05, 0.0),
    "lateral_malleolus": (0.0, -0.04, -SHANK_M),
    "medial_malleolus": (0.0, 0.04, -SHANK_M),
    "heel": (-0.06, 0.0, -SHANK_M - 0.05),
    "toe": (0.14, 0.0, -SHANK_M - 0.05),
}
SIDES = ("left", "right")


def leg(side, turn=None, knee=None, frames=60):
    """Motion of a rigid leg: turned by `turn` (n, 3, 3) about the knee centre, which is at `knee` (n, 3)."""
    mirror = np.array([1, -1 if side == "left" else 1, 1])
    turn = np.broadcast_to(np.eye(3), (frames, 3, 3)) if turn is None else turn
    knee = np.broadcast_to((0.0, 0.0, 0.5), (len(turn), 3)) if knee is None else knee
    points = {(side, role): np.einsum("nij,j->ni", turn, mirror * at) + knee for role, at in RIGHT.items()}
    motion = Motion(RATE, points, knee, np.broadcast_to((1.0, 0, 0), knee.shape))
    return motion, shank_from_markers(motion, side)


def force_at(force, cop, frames=60, free=0.0):
    force, cop = (
        np.broadcast_to(np.array(force, float), (frames, 3)),
        np.broadcast_to(np.array(cop, float), (frames, 3)),
    )
    moment = np.cross(cop, force) + np.array([0, 0, free])
    everywhere = np.ones(frames, dtype=bool)
    return FootForce(force, moment, cop, everywhere, everywhere, ~everywhere)


def nothing(frames=60):
    zero, everywhere = np.zeros((frames, 3)), np.ones(frames, dtype=bool)
    return FootForce(zero, zero, np.full((frames, 3), np.nan), everywhere, everywhere, ~everywhere)


@pytest.mark.parametrize("side", SIDES)
def test_a_force_that_passes_inside_of_the_knee_adducts(side):
    """600 N upwards, 30 mm inside of the knee centre: 600 · 0.03 = 18 N·m on either leg."""
    inside = 0.03 * (1 if side == "right" else -1)
    _, shank = leg(side)
    moment = lever_arm_moment(shank, force_at((0, 0, 600), (0.0, inside, 0)))
    np.testing.assert_allclose(moment.adduction_nm, 18)
    np.testing.assert_allclose(moment.flexion_nm, 0, atol=1e-12)


@pytest.mark.parametrize("side", SIDES)
def test_a_force_that_passes_behind_the_knee_flexes(side):
    """600 N upwards, 50 mm behind the knee centre: 30 N·m; 40 N backwards on the floor 0.5 m below: 20 N·m."""
    _, shank = leg(side)
    behind = lever_arm_moment(shank, force_at((0, 0, 600), (-0.05, 0, 0)))
    np.testing.assert_allclose(behind.flexion_nm, 30)
    np.testing.assert_allclose(behind.adduction_nm, 0, atol=1e-12)
    backwards = lever_arm_moment(shank, force_at((-40, 0, 600), (0, 0, 0)))
    np.testing.assert_allclose(backwards.flexion_nm, 20)


@pytest.mark.parametrize("side", SIDES)
def test_a_force_inwards_on_the_floor_adducts(side):
    """A medial force of 30 N at the foot, 0.5 m below the knee: 15 N·m."""
    _, shank = leg(side)
    inward = 30 * (1 if side == "right" else -1)
    np.testing.assert_allclose(lever_arm_moment(shank, force_at((0, inward, 600), (0, 0, 0))).adduction_nm, 15)


def test_percent_of_body_weight_times_height():
    """34.3 N·m of 70 kg and 1.75 m: 100 · 34.3 / (70 · 9.8 · 1.75) = 2.857."""
    assert percent_bwht(np.array(34.3), 70, 1.75) == pytest.approx(2.857142857)
    assert TRIAL_GRAVITY == 9.8


@pytest.mark.parametrize("side", SIDES)
def test_a_leg_that_stands_still(side):
    """Beside the lever arm only the weight of shank and foot turns the knee, and the free moment does not."""
    motion, shank = leg(side)
    inside = 0.03 * (1 if side == "right" else -1)
    ground = force_at((0, 0, 600), (0.02, inside, 0))
    moment = newton_euler_moment(shank, ground, motion, MASS)
    m_shank, m_foot = 0.0465 * MASS, 0.011 * MASS
    foot_length = np.hypot(0.14, 0.05)
    # Forward and outward places of the centres of mass, from the tables. The foot's axes are level.
    forward = (-0.0485 * SHANK_M * m_shank, 0.442 * foot_length * m_foot)
    outward = (0.019 * SHANK_M * m_shank, 0.0445 * foot_length * m_foot)
    # Weight acts downwards: in front of the knee it bends it, outside of it it adducts.
    np.testing.assert_allclose(moment.adduction_nm, 18 + G * sum(outward), atol=1e-9)
    np.testing.assert_allclose(moment.flexion_nm, -600 * 0.02 + G * sum(forward), atol=1e-9)


@pytest.mark.parametrize("side", SIDES)
def test_free_fall_needs_no_moment(side):
    """In free fall weight and acceleration cancel: nothing turns a knee that does not turn."""
    t = np.arange(80) / RATE
    knee = np.stack((0.3 * t, 0 * t, 2 - 0.5 * G * t**2), axis=1)
    tilted = np.broadcast_to(rotation_about([0.2, 1, 0.4], 0.6), (80, 3, 3))
    motion, shank = leg(side, tilted, knee)
    moment = newton_euler_moment(shank, nothing(80), motion, MASS)
    inside = slice(3, -3)  # the ends have one-sided derivatives
    np.testing.assert_allclose(moment.adduction_nm[inside], 0, atol=1e-6)
    np.testing.assert_allclose(moment.flexion_nm[inside], 0, atol=1e-6)


@pytest.mark.parametrize("side", SIDES)
def test_a_swinging_shank_is_a_pendulum(side):
    """Shank and foot swing as one rigid body about a fixed knee: M = I·α + weight, by hand from the tables."""
    t = np.arange(400) / RATE
    omega = 2 * np.pi * 0.8
    bend = 0.5 + 0.4 * np.sin(omega * t)
    alpha = -0.4 * omega**2 * np.sin(omega * t)
    # Flexion takes the foot backwards: a turn about the leg's axis to the left.
    motion, shank = leg(side, rotation_about([0, 1, 0], bend), np.broadcast_to((0.0, 0, 1.0), (400, 3)))
    moment = newton_euler_moment(shank, nothing(400), motion, MASS)

    foot_length = np.hypot(0.14, 0.05)
    bodies = []
    for segment, length, origin in ((SHANK_SEGMENT, SHANK_M, (0, 0)), (FOOT_SEGMENT, foot_length, (0, -SHANK_M))):
        mass = segment.mass_share * MASS
        x, up = origin[0] + segment.centre[0] * length, origin[1] + segment.centre[1] * length
        bodies.append((mass, x, up, mass * (segment.gyration[2] * length) ** 2))
    inertia = sum(own + mass * (x**2 + up**2) for mass, x, up, own in bodies)
    # Where each centre of mass is ahead of the knee once the shank is bent back by the angle.
    ahead = sum(mass * (x * np.cos(bend) + up * np.sin(bend)) for mass, x, up, _ in bodies)
    # The external moment is what gravity gives minus what the acceleration takes.
    expected = G * ahead - inertia * alpha
    inside = slice(4, -4)
    np.testing.assert_allclose(moment.flexion_nm[inside], expected[inside], atol=0.01 * np.abs(expected).max())


@pytest.mark.parametrize("side", SIDES)
def test_turning_about_the_long_axis_hardly_moves_the_knee(side):
    """A steady turn about the vertical: no angular acceleration, only what swings the off-axis mass round."""
    t = np.arange(200) / RATE
    spin = 2.0
    motion, shank = leg(side, rotation_about([0, 0, 1], spin * t), np.broadcast_to((0.0, 0, 1.0), (200, 3)))
    still, still_shank = leg(side, frames=200)
    more = [
        newton_euler_moment(a, nothing(200), b, MASS).flexion_nm[100]
        for a, b in ((shank, motion), (still_shank, still))
    ]
    # By hand: Σ ω²·(m·x·y - Ixy), with x forward of and y above the knee.
    foot_length = np.hypot(0.14, 0.05)
    centripetal = 0.0
    for segment, length, origin in ((SHANK_SEGMENT, SHANK_M, 0.0), (FOOT_SEGMENT, foot_length, -SHANK_M)):
        mass = segment.mass_share * MASS
        _, inertia = segment.scaled(length, mass, side)
        x, up = segment.centre[0] * length, origin + segment.centre[1] * length
        centripetal += spin**2 * (mass * x * up - inertia[0, 1])
    assert more[0] - more[1] == pytest.approx(centripetal, abs=2e-3)
    assert abs(centripetal) > 0.02


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("axis", [(1, 0, 0), (0, 0, 1), (0.4, 0.5, -0.7)])
def test_a_leg_that_swings_about_any_axis(side, axis):
    """Shank and foot turn as one rigid body about a fixed knee: Euler's equation with the true ω and α, not sampled."""
    t = np.arange(400) / RATE
    axis = np.array(axis) / np.linalg.norm(axis)
    swing = 2 * np.pi * 0.7
    turn = rotation_about(axis, 0.5 * np.sin(swing * t))
    motion, shank = leg(side, turn, np.broadcast_to((0.3, -0.2, 1.0), (400, 3)))
    moment = newton_euler_moment(shank, nothing(400), motion, MASS)

    omega = 0.5 * swing * np.cos(swing * t)[:, None] * axis
    alpha = -0.5 * swing**2 * np.sin(swing * t)[:, None] * axis
    # The leg's axes as it stands: forward, up, and to the right; the foot's are level, too.
    stand = np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]]).T
    expected = np.zeros((400, 3))
    for segment, length, above in ((SHANK_SEGMENT, SHANK_M, 0.0), (FOOT_SEGMENT, np.hypot(0.14, 0.05), -SHANK_M)):
        mass = segment.mass_share * MASS
        centre, inertia = segment.scaled(length, mass, side)
        arm = turn @ (stand @ centre + np.array([0, 0, above]))
        inertia = turn @ stand @ inertia @ stand.T @ turn.transpose(0, 2, 1)
        acceleration = np.cross(alpha, arm) + np.cross(omega, np.cross(omega, arm))
        spin = np.einsum("nij,nj->ni", inertia, omega)
        expected -= np.cross(arm, mass * (acceleration + np.array([0, 0, G])))
        expected -= np.einsum("nij,nj->ni", inertia, alpha) + np.cross(omega, spin)
    sign = 1 if side == "right" else -1
    inside = slice(4, -4)
    for found, about in ((moment.adduction_nm, shank.forward), (moment.flexion_nm, shank.medial)):
        by_hand = sign * np.einsum("ni,ni->n", expected, about)
        np.testing.assert_allclose(found[inside], by_hand[inside], atol=0.003 * np.abs(expected).max())


@pytest.mark.parametrize("side", SIDES)
def test_what_the_ground_adds_is_the_lever_arm(side):
    """Wherever the leg is and however it leans, a force without free moment adds its lever arm and nothing else."""
    lean = np.broadcast_to(rotation_about([0.3, 1, -0.2], 0.3), (60, 3, 3))
    motion, shank = leg(side, lean, np.broadcast_to((3.0, -2.0, 0.48), (60, 3)))
    ground = force_at((-60, 35, 640), (3.05, -1.93, 0.0))
    with_force = newton_euler_moment(shank, ground, motion, MASS)
    without = newton_euler_moment(shank, nothing(), motion, MASS)
    lever_arm = lever_arm_moment(shank, ground)
    np.testing.assert_allclose(with_force.adduction_nm - without.adduction_nm, lever_arm.adduction_nm, atol=1e-9)
    np.testing.assert_allclose(with_force.flexion_nm - without.flexion_nm, lever_arm.flexion_nm, atol=1e-9)
    assert abs(lever_arm.adduction_nm[0]) > 10


@pytest.mark.parametrize("side", SIDES)
def test_the_foot_points_to_the_middle_of_its_metatarsal_heads(side):
    """Where the first and the fifth are worn, wherever the toe marker is; one of them alone says nothing."""
    turn = rotation_about([0.2, 1, 0.5], 0.3 * np.sin(np.arange(100) / 12))
    motion, shank = leg(side, turn)
    expected = newton_euler_moment(shank, nothing(100), motion, MASS)
    toe, apart = motion[side, "toe"], 0.04 * shank.medial + np.array([0.02, 0.01, 0])
    heads = {(side, "first_metatarsal"): toe + apart, (side, "fifth_metatarsal"): toe - apart}
    for more in (heads | {(side, "toe"): toe + 0.05}, {(side, "first_metatarsal"): toe + apart}):
        worn = Motion(RATE, motion.points | more, motion.body_m, motion.forward)
        found = newton_euler_moment(shank, nothing(100), worn, MASS)
        np.testing.assert_allclose(found.adduction_nm, expected.adduction_nm, atol=1e-9)
        np.testing.assert_allclose(found.flexion_nm, expected.flexion_nm, atol=1e-9)


@pytest.mark.parametrize("side", SIDES)
def test_the_free_moment_counts_in_newton_euler_only(side):
    """Shank leaning 0.2 rad forward: a free moment of 10 N·m has 10 · sin 0.2 about its forward axis."""
    lean = np.broadcast_to(rotation_about([0, 1, 0], 0.2), (60, 3, 3))
    motion, shank = leg(side, lean)
    moments = {
        free: (lever_arm_moment(shank, ground), newton_euler_moment(shank, ground, motion, MASS))
        for free in (0.0, 10.0)
        for ground in [force_at((0, 0, 600), (0, 0, 0), free=free)]
    }
    np.testing.assert_array_equal(moments[10][0].adduction_nm, moments[0][0].adduction_nm)
    forward_z = shank.forward[0, 2]
    assert abs(forward_z) == pytest.approx(np.sin(0.2))
    sign = 1 if side == "right" else -1
    np.testing.assert_allclose(moments[10][1].adduction_nm - moments[0][1].adduction_nm, sign * 10 * forward_z)


@pytest.mark.parametrize("side", SIDES)
def test_one_millimetre_of_knee_centre(side):
    """Against the moment about a knee whose two epicondyle markers were both put 1 mm further out."""
    motion, shank = leg(side, np.broadcast_to(rotation_about([1, 0.3, 0.1], 0.1), (60, 3, 3)))
    ground = force_at((20, -30, 650), (0.03, 0.04, 0))
    moved = {key: path - 0.001 * shank.medial * ("epicondyle" in key[1]) for key, path in motion.points.items()}
    other = shank_from_markers(Motion(RATE, moved, motion.body_m, motion.forward), side)
    difference = lever_arm_moment(other, ground).adduction_nm - lever_arm_moment(shank, ground).adduction_nm
    np.testing.assert_allclose(adduction_per_lateral_mm(shank, ground), difference, rtol=0.05)
    # 650 N · 1 mm = 0.65 N·m: the further out the knee, the more the force passes inside of it.
    assert difference[0] == pytest.approx(0.65, rel=0.1)


@pytest.mark.parametrize("method", ["lever", "newton-euler"])
@pytest.mark.requirement("R-002")
def test_mirrored_legs_have_the_same_moments(method):
    random = np.random.default_rng(9)
    turn = rotation_about([0.2, 1, -0.3], 0.3 * np.sin(np.arange(100) / 12))
    mirror = np.diag([1.0, -1, 1])
    force, cop = random.uniform(-50, 50, 3) + np.array([0, 0, 600]), np.array([0.05, 0.04, 0.0])
    found = []
    for side, reflect in (("right", np.eye(3)), ("left", mirror)):
        motion, shank = leg(side, reflect @ turn @ reflect)
        ground = force_at(reflect @ force, reflect @ cop, 100, free=7 if side == "right" else -7)
        moment = (
            lever_arm_moment(shank, ground) if method == "lever" else newton_euler_moment(shank, ground, motion, MASS)
        )
        found.append((moment.adduction_nm, moment.flexion_nm))
    np.testing.assert_allclose(found[0], found[1], atol=1e-9)


def test_unknown_forces_give_unknown_moments_and_no_force_gives_none():
    motion, shank = leg("right")
    unknown = force_at((np.nan,) * 3, (np.nan,) * 3)
    assert np.isnan(lever_arm_moment(shank, unknown).adduction_nm).all()
    assert np.isnan(newton_euler_moment(shank, unknown, motion, MASS).adduction_nm).all()
    np.testing.assert_array_equal(lever_arm_moment(shank, nothing()).adduction_nm, 0)
