"""Which foot carries which force: what is given is right, what cannot be known is missing."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import GRAVITY, ONE_BELT, SPLIT_BELTS, Plate, Walker

from footwise.gait import filtered_motion, find_steps, foot_forces, plate_loads
from footwise.signals import butterworth_lowpass

OVERGROUND = {"treadmill": False, "start_s": -1.0, "stop_s": 5.0}
ROW = tuple(Plate((x, x + 0.6), (-0.3, 0.3)) for x in (0.6, 1.2, 1.8, 2.4))
TWO = (Plate((0.2, 1.4), (0.0, 0.4)), Plate((0.9, 2.1), (-0.4, 0.0)))
WALKS = {
    "split belts": Walker(),
    "cross-over 5 cm": Walker(shift_m=0.05),
    "cross-over 6 cm": Walker(shift_m=0.06),
    "cross-over 8 cm": Walker(shift_m=0.08),
    "cross-over 12 cm": Walker(shift_m=0.12),
    "cross-over to the right": Walker(shift_m=-0.07),
    "both feet over the middle": Walker(width_m=0.06),
    "one belt": Walker(plates=ONE_BELT),
    "row of plates": Walker(plates=ROW, **OVERGROUND),
    "one plate overground": Walker(plates=ROW[:1], **OVERGROUND),
    "two plates": Walker(plates=TWO, **OVERGROUND),
    "slow": Walker(speed_m_s=0.6, stride_s=1.5, duty=0.7, shift_m=0.06),
    "fast": Walker(speed_m_s=1.8, stride_s=0.95, duty=0.58, shift_m=0.06),
    "child": Walker(mass_kg=20, height_m=1.1, stride_s=0.8, speed_m_s=0.9, width_m=0.1),
    "50 Hz": Walker(rate_hz=50, shift_m=0.06),
    "500 Hz": Walker(rate_hz=500, stop_s=4, shift_m=0.06),
    "noise": Walker(force_noise_n=8, marker_noise_m=0.001, shift_m=0.06),
    "left foot only": Walker(sides=("left",)),
    "left foot only, cross-over": Walker(sides=("left",), shift_m=0.06),
    "left foot only, row": Walker(sides=("left",), plates=ROW, **OVERGROUND),
    "there and back": Walker(treadmill=False, start_s=-1, straight_m=3.0, plates=(Plate((-1, 4), (-0.4, 1.1)),)),
    "there and back over rows": Walker(
        treadmill=False, start_s=-1, straight_m=3.0, plates=ROW + tuple(Plate(p.x, (0.3, 0.9)) for p in ROW)
    ),
}


def forces_of(recording):
    motion = filtered_motion(recording)
    loads = plate_loads(recording)
    return foot_forces(recording, motion, find_steps(recording, motion, loads), loads)


def compared(walker, recording=None):
    """Share of stance that is given, largest error in body weights and in m of lever, for each side.

    The truth is the foot's own wrench, as it is or low-passed as the analysis does: around contact and
    off the two differ by more than the plates' 30 N.
    """
    forces = forces_of(recording or walker.recording())
    t = walker.times(walker.rate_hz)
    weight = walker.mass_kg * GRAVITY
    found = {}
    for side in walker.sides:
        force, moment, cop = walker.wrench(side, t)
        smooth = butterworth_lowpass(np.concatenate((force, moment), axis=1), walker.rate_hz, 8.0)
        down = np.isfinite(cop[:, 0])
        given = np.isfinite(forces[side].force_n[:, 0])
        errors, levers = [], []
        for true in (smooth, np.concatenate((force, moment), axis=1)):
            more = forces[side].force_n - true[:, :3]
            errors.append(np.abs(more).max(axis=1))
            about = np.where(down[:, None], cop, 0)
            levers.append(np.abs(forces[side].moment_nm - true[:, 3:] - np.cross(about, more)).max(axis=1))
        error, lever = np.min(errors, axis=0)[given] / weight, np.min(levers, axis=0)[given & down] / weight
        found[side] = (given[down].mean(), error.max(initial=0), lever.max(initial=0))
    return found


@pytest.mark.parametrize("name", WALKS)
def test_what_is_given_is_right(name):
    # A contact that no plate shows comes from the markers, with noise up to 20 ms late: 10 % of body weight.
    for _, error, lever in compared(WALKS[name]).values():
        assert error < (0.1 if name == "noise" else 0.06)
        assert lever < 0.01


@pytest.mark.parametrize("name", ["split belts", "child", "fast"])
def test_feet_on_plates_of_their_own_are_known_throughout(name):
    walker = replace(WALKS[name], shift_m=0.0)
    for given, error, _ in compared(walker).values():
        assert given > 0.99
        assert error < 0.06


@pytest.mark.parametrize("name", ["cross-over 6 cm", "cross-over 12 cm", "both feet over the middle", "one belt"])
def test_single_support_is_known_wherever_the_feet_stand(name):
    walker = WALKS[name]
    forces = forces_of(walker.recording())
    t = walker.times(walker.rate_hz)
    shares = {side: walker.foot(side, t)["share"] for side in walker.sides}
    single = 2 * walker.duty - 1
    for side, other in (("left", "right"), ("right", "left")):
        alone = np.isfinite(shares[side]) & np.isnan(shares[other])
        # The ends of single support are left out where markers time the other foot.
        inside = alone & (np.abs(shares[side] - 0.5) < 0.5 - single / (2 * walker.duty) - 0.09)
        assert inside.sum() > 50
        assert np.isfinite(forces[side].force_n[inside]).all()


def test_forces_are_low_passed_at_8_hz_as_in_the_trial():
    recording = Walker(stop_s=3.0).recording()
    motion, loads = filtered_motion(recording), plate_loads(recording)
    steps = find_steps(recording, motion, loads)
    usual = foot_forces(recording, motion, steps, loads)["left"].force_n
    at = {cutoff: foot_forces(recording, motion, steps, loads, cutoff)["left"].force_n for cutoff in (8.0, 8.5)}
    np.testing.assert_array_equal(usual, at[8.0])
    assert np.nanmax(np.abs(usual - at[8.5])) > 1


def test_double_support_on_a_shared_belt_is_missing():
    walker = Walker(plates=ONE_BELT)
    forces = forces_of(walker.recording())
    t = walker.times(walker.rate_hz)
    both = np.isfinite(walker.foot("left", t)["share"]) & np.isfinite(walker.foot("right", t)["share"])
    # The true last 15 ms are where the marker events of this walker differ from the truth.
    certain = both & np.roll(both, 2) & np.roll(both, -2)
    for side in walker.sides:
        assert np.isnan(forces[side].force_n[certain]).all()


def test_the_other_foot_of_a_recording_of_one_is_left_out():
    walker = Walker(sides=("left",))
    given, error, _ = compared(walker)["left"]
    assert given > 0.99
    assert error < 0.03


def test_a_foot_half_beside_the_plates_has_no_force():
    """The right foot stands at x = 1.04 to 1.29; this plate ends at 1.2."""
    walker = Walker(plates=(Plate((0.0, 1.2), (-0.5, 0.5)),), **OVERGROUND)
    forces = forces_of(walker.recording())
    contact, off = walker.stances("right")[np.argmin(np.abs(walker.stances("right")[:, 0] - 1.55))]
    stance = slice(round(100 * contact) + 3, round(100 * off) - 3)
    assert np.isnan(forces["right"].force_n[stance]).all()
    assert forces["right"].touched[stance].any()
    assert not forces["right"].covered[stance].all()


def test_a_lost_foot_may_stand_on_any_plate():
    """While the right foot's markers are lost, no plate is the left foot's alone."""
    walker = Walker(shift_m=0.06)
    recording = walker.recording()
    positions = recording.markers.positions_m.copy()
    for label in ("Rheel", "Rtoe"):
        positions[300:420, recording.markers.labels.index(label)] = np.nan
    holed = replace(recording, markers=replace(recording.markers, positions_m=positions))
    for _, error, lever in compared(walker, holed).values():
        assert error < 0.1
        assert lever < 0.012


def test_swing_carries_nothing():
    walker = Walker(force_noise_n=5)
    forces = forces_of(walker.recording())
    t = walker.times(walker.rate_hz)
    for side in walker.sides:
        share = walker.foot(side, t)["share"]
        swing = np.isnan(share) & np.isnan(np.roll(share, 8)) & np.isnan(np.roll(share, -8))
        assert np.nanmax(np.abs(forces[side].force_n[swing])) < 0.02 * walker.mass_kg * GRAVITY


def test_no_plates_no_forces():
    assert forces_of(Walker(plates=()).recording()) == {}


def test_plates_without_corners():
    """Ground forces of an OpenSim file: the feet alone tell whose they are."""
    walker = Walker(corners=False, plates=SPLIT_BELTS)
    for given, error, _ in compared(walker).values():
        assert given > 0.99
        assert error < 0.06
