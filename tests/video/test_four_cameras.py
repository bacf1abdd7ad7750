"""The four-cameras sample through geometry: real landmarks, stored, of one walker in four calibrated cameras.

There is no optical reference for this walk: what is tested is that the cameras agree, and which one does not.
"""

from dataclasses import replace

import numpy as np
import pytest
from tests.video.stored_clips import stored_clip

from footwise.recordings.film.camera_files import read_cameras
from footwise.recordings.film.camera_match import cameras_of_clips
from footwise.recordings.film.picture_landmarks import LANDMARKS
from footwise.samples import sample_path
from footwise.video.room.calibration_quality import check_calibration
from footwise.video.room.clock import clock_from_walk
from footwise.video.room.even_clock import on_one_clock
from footwise.video.room.triangulation import camera_groups, reprojection_px, triangulate
from footwise.video.room.walk_frame import walk_frame

NAMES = ("cam01", "cam02", "cam03", "cam04")
FEET = [LANDMARKS.index(f"{side}_{name}") for side in ("left", "right") for name in ("heel", "foot_index")]


@pytest.fixture(scope="module")
def filmed():
    clips = tuple(stored_clip(name) for name in NAMES)
    path = sample_path("four-cameras") / "calibration" / "Calib.qca.txt"
    cameras, notes = cameras_of_clips(read_cameras(path), clips, path)
    # Two of the clips were trimmed to 1080 columns after the calibration.
    assert [note.text[:5] for note in notes] == ["cam01", "cam02"]
    return clips, cameras


def test_the_walk_itself_shows_that_the_clips_are_in_step(filmed):
    clips, cameras = filmed
    clock = clock_from_walk(clips, cameras, search_s=0.6)
    # The sample's clips are synchronised by hardware; a frame is 16.7 ms.
    np.testing.assert_allclose(clock.shift_s, 0.0, atol=0.005)
    assert len(clock.pairs) == 6 and clock.left_out == ()
    for pair in clock.pairs:
        assert abs(pair.shift_s) < 0.0125
    # A clip that is started later is found.
    late = replace(
        clips[2], time_s=clips[2].time_s[:-20], points_px=clips[2].points_px[20:], visibility=np.ones((80, 33))
    )
    clock = clock_from_walk((*clips[:2], late, clips[3]), cameras, search_s=0.6)
    assert clock.shift_s[2] == pytest.approx(20 / 60, abs=0.008)


def test_the_third_camera_is_named_as_the_bad_one(filmed):
    clips, cameras = filmed
    quality = check_calibration(on_one_clock(clips, (0.0,) * 4), cameras)
    assert quality.worst == "cam03" and quality.use == ("cam01", "cam02", "cam04")
    bad = quality.cameras[2]
    assert bad.against_others_px > 20 and bad.others_px < 9


def test_foot_points_are_seen_within_ten_pixels_of_where_they_are_placed(filmed):
    clips, cameras = filmed
    even = on_one_clock(clips, (0.0,) * 4)
    use = check_calibration(even, cameras).use
    body = triangulate(even, cameras, use=use)
    off = reprojection_px(body, even, cameras)[:, :, FEET]
    used = body.used[:, :, FEET]
    assert np.median(off[used]) < 9.0
    assert np.percentile(off[used], 90) < 16.0
    assert np.isfinite(body.positions_m[:, FEET]).all()
    assert used[[0, 1, 3]].mean() > 0.97
    # With the bad camera the agreement is worse, and still usable.
    whole = triangulate(even, cameras)
    off = reprojection_px(whole, even, cameras)[:, :, FEET]
    assert np.median(off[whole.used[:, :, FEET]]) < 12.0


def test_every_pair_and_every_three_agree_about_the_size_of_the_feet(filmed):
    """Heel to toe point of a man's foot; the groups' angles are the next layer's to compare."""
    clips, cameras = filmed
    even = on_one_clock(clips, (0.0,) * 4)
    lengths = {}
    for group, names in camera_groups(NAMES).items():
        body = triangulate(even, cameras, use=names)
        along = [body[f"{side}_foot_index"] - body[f"{side}_heel"] for side in ("left", "right")]
        lengths[group] = np.nanmedian([np.linalg.norm(foot, axis=1) for foot in along])
    assert len(lengths) == 10
    assert all(0.12 < length < 0.26 for length in lengths.values())


def test_the_walker_walks_forward_on_the_beam(filmed):
    clips, cameras = filmed
    body = triangulate(on_one_clock(clips, (0.0,) * 4), cameras, use=("cam01", "cam02", "cam04"))
    frame = walk_frame(body)
    turned = frame.body(body)
    assert turned["left_hip"][-1, 0] - turned["left_hip"][0, 0] > 0.5
    assert 1.2 < np.nanmedian(turned["nose"][:, 2]) < 1.8
    # The beam stands on the treadmill that the calibration's floor is on.
    assert "over the floor of the calibration" in frame.notes[0].text
