"""One phone beside the walk: times, knees, and the foot angle that it does not give."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.film.filmed_people import mirrored_clip, side_phone, stored_clip, walk

from footwise.errors import FootwiseError
from footwise.gait.film.knee import knee_flexion
from footwise.gait.film.motion import FilmedMotion, picture_motion
from footwise.gait.film.side_view import picture_ahead, walk_past_phone
from footwise.gait.film.view import view_of
from footwise.notes import Note
from footwise.recordings.film.picture_landmarks import LANDMARKS
from footwise.simulation.simulated_film import (
    FilmingImperfections,
    placed_camera,
    simulated_film,
    simulated_standing_film,
)


def test_no_foot_angle_and_why():
    found = walk_past_phone(walk().landmarks[0])
    assert found.view == "side" and found.label == "" and not found.angle_deg
    assert np.isnan(found.steps.foot_progression_angle_deg).all() and found.steps.used.sum() >= 3
    (refusal,) = found.refusals
    for words in ("no foot angle", "along the camera's axis", "30°", "1.5 to 2 m high", "3 to 4 m away"):
        assert words in refusal


@pytest.mark.parametrize("bend", [-8.0, 0.0, 15.0, 65.0, 120.0])
@pytest.mark.parametrize("roll", [0.0, 20.0])
@pytest.mark.parametrize("ahead", [1.0, -1.0])
def test_knee_flexion_of_a_drawn_leg(bend, roll, ahead):
    points = np.full((1, 33, 2), np.nan)
    turn, thigh = np.radians(roll), np.radians(10.0)
    hip = np.array([500.0, 300.0])

    def down(angle):
        x, y = ahead * np.sin(angle), np.cos(angle)
        return np.array([np.cos(turn) * x - np.sin(turn) * y, np.sin(turn) * x + np.cos(turn) * y])

    knee = hip + 200 * down(thigh)
    ankle = knee + 190 * down(thigh - np.radians(bend))
    for name, place in (("hip", hip), ("knee", knee), ("ankle", ankle)):
        points[0, LANDMARKS.index(f"left_{name}")] = place
    motion = FilmedMotion(60.0, 0.0, points, np.ones(1, dtype=bool))
    assert knee_flexion(motion, "left", np.array([ahead, 0.0]))[0] == pytest.approx(bend, abs=1e-9)


def test_times_and_knees_of_a_walk_that_is_known():
    film = walk(duration_s=5.0)
    found = walk_past_phone(film.landmarks[0])
    assert found.cadence_per_min == pytest.approx(120 / 1.1, abs=1.0)
    strides = found.steps.stride_s[found.steps.used]
    np.testing.assert_allclose(strides[np.isfinite(strides)], 1.1, atol=0.02)
    motion = picture_motion(film.landmarks[0])
    for side in ("left", "right"):
        peak = found.steps.knee_flexion_peak_deg[found.steps.side == side]
        assert np.nanmax(peak) == pytest.approx(np.nanmax(found.knee_flexion_deg[side][motion.inside]), abs=4.0)


def test_a_mirror_exchanges_the_legs():
    clip = stored_clip("demo")
    one, two = walk_past_phone(clip).steps, walk_past_phone(mirrored_clip(clip)).steps
    for side, other in (("left", "right"), ("right", "left")):
        for measure in ("contact_s", "off_s", "knee_flexion_peak_deg"):
            np.testing.assert_allclose(
                getattr(one, measure)[one.side == side], getattr(two, measure)[two.side == other], atol=0.01
            )


def test_the_public_clip():
    """One person walks from right to left and out of the picture; strides between frames last 1.20 to 1.26 s."""
    found = walk_past_phone(stored_clip("demo"))
    steps = found.steps
    stride = steps.stride_s[steps.used & np.isfinite(steps.stride_s)]
    assert len(stride) >= 5
    assert (stride > 1.19).all() and (stride < 1.27).all() and 1.20 <= np.median(stride) <= 1.24
    peak = steps.knee_flexion_peak_deg[np.isfinite(steps.knee_flexion_peak_deg)]
    assert len(peak) >= 5 and (peak >= 60).all() and (peak <= 75).all()
    # What happens while the person leaves is kept and not used.
    late = steps.contact_s > 5.6
    assert not steps.used[late].any() and "edge of the picture" in f"{steps.fault[-2]} {steps.fault[-1]}"
    assert found.cadence_per_min == pytest.approx(97.7, abs=1.5)


def test_who_stands_does_not_walk():
    stood = simulated_standing_film((side_phone(),), imperfections=FilmingImperfections(noise_px=2.0)).landmarks[0]
    with pytest.raises(FootwiseError, match="side: shows nobody who walks"):
        walk_past_phone(stood)


@pytest.mark.parametrize("rate_hz", [0.5, 1.0])
def test_who_jumps_on_the_spot_with_legs_apart_or_squats_does_not_walk(rate_hz):
    """As the man of the public clip does: the feet go far from the pelvis and back, and never under it."""
    stood = simulated_standing_film(
        (side_phone(),), imperfections=FilmingImperfections(noise_px=2.0), duration_s=6.0
    ).landmarks[0]
    way = 100 * (1 - np.cos(2 * np.pi * rate_hz * stood.time_s)) / 2
    jumped, squatted = stood.points_px.copy(), stood.points_px.copy()
    for side, sign in (("left", 1), ("right", -1)):
        for name in ("ankle", "heel", "foot_index"):
            jumped[:, LANDMARKS.index(f"{side}_{name}"), 0] += sign * way
        squatted[:, LANDMARKS.index(f"{side}_hip"), 0] += way
    for points in (jumped, squatted):
        with pytest.raises(FootwiseError, match=r"side: (shows nobody who walks|holds no step)"):
            walk_past_phone(replace(stood, points_px=points))


def test_feet_that_are_cut_off_by_the_picture():
    clip = walk().landmarks[0]
    with pytest.raises(FootwiseError, match=r"never shows hips, knees and both feet.*lower edge.*Tilt the phone down"):
        walk_past_phone(replace(clip, size_px=(1920, 600)))
    with pytest.raises(FootwiseError, match="never shows hips"):
        walk_past_phone(replace(clip, points_px=np.full_like(clip.points_px, np.nan)))


@pytest.mark.parametrize("frames", [0, 1, 2, 20])
def test_clips_that_are_too_short(frames):
    clip = walk().landmarks[0]
    short = replace(
        clip, points_px=clip.points_px[:frames], time_s=clip.time_s[:frames], visibility=clip.visibility[:frames]
    )
    with pytest.raises(
        FootwiseError, match=r"side: (has [01] pictures|shows nobody who walks|never shows hips|holds no step)"
    ):
        walk_past_phone(short)


def test_a_camera_that_does_not_stand_beside_the_walk_is_told():
    phone = placed_camera("p", distance_m=5, angle_deg=45, size_px=(1920, 1080))
    found = walk_past_phone(simulated_film((phone,)).landmarks[0])
    assert any("obliquely" in note.text for note in found.notes)
    assert not any("obliquely" in note for note in walk_past_phone(walk().landmarks[0]).notes)


@pytest.mark.parametrize(
    ("angle", "kind"), [(0, "front"), (-15, "front"), (15, "front"), (180, "behind"), (90, "side"), (-90, "side"),
                        (50, "oblique"), (130, "oblique")],
)  # fmt: skip
def test_views_of_a_walk(angle, kind):
    phone = placed_camera(
        "p", distance_m=4.5, angle_deg=angle, size_px=(1080, 1920) if angle % 180 < 20 else (1920, 1080)
    )
    seen = view_of(simulated_film((phone,), imperfections=FilmingImperfections(noise_px=2.0)).landmarks[0])
    assert seen.kind == kind
    assert seen.certainty > 0.5
    assert seen.angle_deg == pytest.approx(abs(angle), abs=25)


def test_views_of_the_public_clips():
    """The cameras stand 13, 43, 135 and 153° from where the person faces; widths tell it to about 25°."""
    seen = {name: view_of(stored_clip(name)) for name in ("cam01", "cam02", "cam03", "cam04", "demo")}
    for name, true in (("cam01", 43), ("cam02", 13), ("cam03", 135), ("cam04", 153), ("demo", 90)):
        assert seen[name].angle_deg == pytest.approx(true, abs=28)
    assert (seen["cam02"].kind, seen["demo"].kind) == ("front", "side")
    assert seen["cam02"].growth_pct_s > 0 > seen["cam04"].growth_pct_s
    assert seen["demo"].travel_legs_s < -1


def test_a_way_that_contradicts_the_widths_is_uncertain():
    clip = simulated_film((placed_camera("p"),)).landmarks[0]
    assert view_of(clip).kind == "front" and view_of(clip).certainty > 0.9
    backwards = replace(clip, points_px=clip.points_px[::-1])
    assert view_of(backwards).kind == "front" and view_of(backwards).certainty == 0.5
    assert view_of(replace(clip, points_px=np.full_like(clip.points_px, np.nan))).certainty == 0.0


def there_and_back(gap_s):
    """One clip: past the phone to one side, out of the picture for a while, and back."""
    there, back = (
        simulated_film((side_phone(),), heading_deg=way, duration_s=3.0).landmarks[0] for way in (0.0, 180.0)
    )
    gap = round(gap_s * 60)
    points = np.concatenate((there.points_px, np.full((gap, 33, 2), np.nan), back.points_px))
    return replace(
        there, points_px=points, time_s=np.arange(len(points)) / 60, visibility=np.ones(points.shape[:2])
    ), there.frames + gap  # fmt: skip


@pytest.mark.parametrize("gap_s", [0.0, 1.0])
def test_who_turns_and_comes_back_is_measured_both_ways(gap_s):
    """Contact and off were exchanged on the way back, and the knee bent the wrong way by 40°."""
    clip, begins = there_and_back(gap_s)
    found = walk_past_phone(clip)
    steps = found.steps
    used = steps.used & np.isfinite(steps.stance_s)
    for way in (steps.contact_s < begins / 60, steps.contact_s > begins / 60):
        assert (used & way).sum() >= 3
        np.testing.assert_allclose(steps.stance_s[used & way], 0.62 * 1.1 + 0.055, atol=0.02)
        np.testing.assert_allclose(steps.knee_flexion_contact_deg[used & way], 25, atol=3)
    assert set(steps.fault) >= {None, Note("the person turns")}
    ahead = picture_ahead(found.motion)
    np.testing.assert_array_equal(np.diff(ahead).nonzero()[0].size, 1)
    assert ahead[begins // 2] == -ahead[-begins // 2]


def test_the_way_is_that_of_the_feet_on_a_treadmill():
    clip = walk().landmarks[0]
    motion = picture_motion(clip)
    held = clip.points_px.copy()
    held[..., 0] -= np.polyval(np.polyfit(motion.time_s, motion.pelvis[:, 0], 1), motion.time_s)[:, None] - 960
    for points, sign in ((held, 1.0), (clip.size_px - held, -1.0)):
        ahead = picture_ahead(picture_motion(replace(clip, points_px=points)))
        np.testing.assert_array_equal(ahead, sign * picture_ahead(motion))


def test_feet_against_the_way_are_no_steps():
    clip = walk().landmarks[0]
    with pytest.raises(FootwiseError, match="the foot points against the way of the body"):
        walk_past_phone(replace(clip, points_px=clip.points_px[::-1]))


@pytest.mark.parametrize(("slower", "said"), [(2, "slow motion?"), (0.5, "sped up?"), (1, "")])
def test_a_film_that_plays_too_slowly_or_too_fast_is_told(slower, said):
    clip = simulated_film((side_phone(),), rate_hz=60 * slower).landmarks[0]
    notes = " ".join(map(str, walk_past_phone(replace(clip, time_s=clip.time_s * slower)).notes))
    assert ("steps a minute" in notes) is bool(said) and said in notes


def test_a_film_that_plays_far_too_slowly_is_refused_as_such():
    clip = simulated_film((side_phone(),), rate_hz=480.0).landmarks[0]
    with pytest.raises(FootwiseError, match=r"more than 2\.5 s.*Is it slow motion\?"):
        walk_past_phone(replace(clip, time_s=clip.time_s * 8))
