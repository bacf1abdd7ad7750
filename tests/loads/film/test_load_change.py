"""The exploratory change of knee load: the mechanics in closed form, the band, and the words."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.film.filmed_people import in_room, mirrored_body, stored_clip, walk

from footwise.errors import FootwiseError
from footwise.gait.film.motion import FilmedMotion, body_motion
from footwise.gait.film.room_view import walk_in_room
from footwise.gait.film.side_view import walk_past_phone
from footwise.loads.film.load_change import BAND_PCT_BWHT, LoadChange, load_change, mass_centre
from footwise.recordings.film.picture_landmarks import LANDMARKS

HEIGHT_M = 1.7


def filmed(left, *, knee_out_m=0.0):
    body = in_room(walk({"left": left, "right": 5.0}, duration_s=6.0))
    moved = body.positions_m.copy()
    moved[:, LANDMARKS.index("left_knee"), 1] += knee_out_m
    return walk_in_room(replace(body, positions_m=moved), name="w")


def test_nothing_changes_nothing():
    one = filmed(7.0)
    change = load_change(one, one, "left", HEIGHT_M)
    assert change.change_pct_bwht == 0 and change.angle_change_deg == 0 and not change.sign_known
    assert change.band_pct_bwht >= BAND_PCT_BWHT


def test_a_knee_further_out_has_a_longer_lever():
    """1 cm at about one body weight is 100 · 0.01 / height %BW·ht."""
    change = load_change(filmed(7.0), filmed(7.0, knee_out_m=0.01), "left", HEIGHT_M)
    assert change.change_pct_bwht == pytest.approx(1.08 * 100 * 0.01 / HEIGHT_M, rel=0.1)


def test_toe_in_moves_the_pressure_out_and_lowers_the_first_peak():
    change = load_change(filmed(7.0), filmed(-13.0), "left", HEIGHT_M)
    assert change.angle_change_deg == pytest.approx(-20, abs=0.3) and change.change_pct_bwht < -BAND_PCT_BWHT
    assert change.sign_known and "loaded less" in str(change) and "nobody has measured" in str(change)
    # The figure is of another method on better data, and says so.
    assert "a regression on optical markers" in str(change) and "if nobody moved a camera" in str(change)
    back = load_change(filmed(-13.0), filmed(7.0), "left", HEIGHT_M)
    assert back.change_pct_bwht == pytest.approx(-change.change_pct_bwht) and "loaded more" in str(back)


def test_both_legs_have_the_same_sign():
    bodies = [in_room(walk({"left": a, "right": 5.0}, duration_s=6.0)) for a in (7.0, -13.0)]
    left = load_change(*(walk_in_room(b, name="w") for b in bodies), "left", HEIGHT_M)
    right = load_change(*(walk_in_room(mirrored_body(b), name="w") for b in bodies), "right", HEIGHT_M)
    assert right.change_pct_bwht == pytest.approx(left.change_pct_bwht, abs=1e-9)


@pytest.mark.parametrize(
    ("change", "angle", "known"), [(-1.0, -20, True), (-1.0, -10, False), (-0.3, -20, False), (1.0, 16, True)]
)
def test_only_a_large_change_has_a_sign(change, angle, known):
    made = LoadChange("left", change, 0.6, angle, (10, 10))
    assert made.sign_known is known
    assert str(made).startswith("Exploratory:") and ("cannot be told" in str(made)) is not known


def test_the_band_is_never_narrower_than_the_method():
    rng = np.random.default_rng(0)
    body = in_room(walk(duration_s=6.0))
    noisy = replace(body, positions_m=body.positions_m + 0.01 * rng.standard_normal(body.positions_m.shape))
    one, two = walk_in_room(body, name="a"), walk_in_room(noisy, name="b")
    assert load_change(one, two, "left", HEIGHT_M).band_pct_bwht > BAND_PCT_BWHT


def test_mass_centre_of_a_body_in_one_place():
    points = np.tile([0.3, -0.2, 1.0], (4, 33, 1))
    np.testing.assert_allclose(mass_centre(FilmedMotion(60.0, 0.0, points, np.ones(4, bool))), points[:, 0], atol=1e-9)
    standing = mass_centre(body_motion(in_room(walk())))[:, 2]
    assert (standing > 0.8).all() and (standing < 1.1).all()


def test_refusals():
    one = filmed(7.0)
    with pytest.raises(FootwiseError, match=r"demo: was filmed by one phone.*two phones"):
        load_change(one, walk_past_phone(stored_clip("demo")), "left", HEIGHT_M)
    other = walk_in_room(replace(in_room(walk()), cameras=("a", "b", "c")), name="three")
    with pytest.raises(FootwiseError, match=r"three: comes from 3 cameras, and the walk before from 2.*nobody moved"):
        load_change(one, other, "left", HEIGHT_M)
    short = walk_in_room(in_room(walk(duration_s=2.5)), name="short")
    with pytest.raises(FootwiseError, match=r"short: has \d whole steps of the left foot, and an estimate needs 3"):
        load_change(one, short, "left", HEIGHT_M)
