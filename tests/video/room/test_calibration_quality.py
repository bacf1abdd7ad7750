from dataclasses import replace

import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.signals import rotation_about
from footwise.simulation import FilmingImperfections, placed_camera, simulated_film, simulated_standing_film
from footwise.video.room.calibration_quality import check_calibration, check_scale
from footwise.video.room.even_clock import on_one_clock
from footwise.video.room.triangulation import triangulate
from footwise.video.room.walk_frame import walk_frame

CAMERAS = tuple(placed_camera(f"cam{k}", angle_deg=a) for k, a in enumerate((30, -30, 150, -150)))


def _filmed(imperfections=None, cameras=CAMERAS, **how):
    walk = simulated_film(cameras, imperfections=imperfections, duration_s=2.0, **how)
    return walk, on_one_clock(walk.landmarks, walk.true_shift_s)


def _moved(camera, turn_deg):
    """The same place, looking a little aside."""
    rotation = rotation_about([0.3, 0.8, 0.5], np.radians(turn_deg)) @ camera.rotation
    return replace(camera, rotation=rotation, translation_m=-rotation @ camera.position_m)


def test_a_good_calibration_has_nothing_to_say():
    walk, clips = _filmed(FilmingImperfections(noise_px=2.0, view_bias_m=0.003))
    quality = check_calibration(clips, walk.cameras)
    assert quality.notes == () and quality.worst == "" and quality.use == ("cam0", "cam1", "cam2", "cam3")
    assert 1.0 < quality.body_px < 4.0
    assert all(camera.seen_share > 0.9 for camera in quality.cameras)


def test_the_bad_camera_is_named_with_its_number_and_left_out():
    _, clips = _filmed(FilmingImperfections(noise_px=2.0))
    cameras = (*CAMERAS[:2], _moved(CAMERAS[2], 1.0), CAMERAS[3])
    quality = check_calibration(clips, cameras)
    assert quality.worst == "cam2" and quality.use == ("cam0", "cam1", "cam3")
    (note,) = quality.notes
    assert note.about == "cam2"
    assert note.text.startswith("cam2 does not fit the others") and "calibrate it again" in note.text
    bad = quality.cameras[2]
    assert bad.against_others_px > 15 and bad.others_px < 4 and f"{bad.against_others_px:.0f} px" in note.text


def test_a_calibration_of_another_room_is_refused_with_its_residual():
    _, clips = _filmed()
    wrong = tuple(_moved(camera, 6.0 * (-1) ** k) for k, camera in enumerate(CAMERAS))
    with pytest.raises(FootwiseError, match=r"calibration: does not fit the walk: joints are \d+ px") as caught:
        check_calibration(clips, wrong)
    assert "23 px are allowed" in caught.value.trouble and "cam3" in caught.value.trouble


def test_a_doubtful_calibration_is_said():
    _, clips = _filmed(FilmingImperfections(noise_px=1.0))
    wrong = tuple(_moved(camera, 1.6 * (-1) ** k) for k, camera in enumerate(CAMERAS))
    quality = check_calibration(clips, wrong)
    assert any("several degrees off" in note.text for note in quality.notes)


def test_cameras_that_see_nobody_or_seldom_are_named():
    walk, clips = _filmed(FilmingImperfections(blind=("cam1",)))
    clips.points_px[3, : int(0.7 * clips.points_px.shape[1])] = np.nan
    quality = check_calibration(clips, walk.cameras)
    assert quality.use == ("cam0", "cam2", "cam3")
    assert "cam1 sees nobody" in quality.notes[0].text
    assert "cam3 sees the person in 30%" in quality.notes[1].text
    walk, clips = _filmed(FilmingImperfections(blind=("cam1", "cam2", "cam3")))
    with pytest.raises(FootwiseError, match="cam1, cam2, cam3: sees nobody"):
        check_calibration(clips, walk.cameras)


@pytest.mark.parametrize(("height_m", "passes"), [(1.0, True), (1.7, True), (0.7, False), (3.0, False)])
def test_a_small_child_is_a_person_and_a_doll_is_not(height_m, passes):
    _, clips = _filmed()
    body = triangulate(clips, CAMERAS)
    # The simulated person is 1.7 m tall.
    body = replace(body, positions_m=body.positions_m * height_m / 1.7)
    if passes:
        assert check_scale(body, height_m) == ()
    else:
        with pytest.raises(FootwiseError, match="so that its scale is wrong"):
            check_scale(body)


def test_two_cameras_have_no_leave_one_out():
    walk, clips = _filmed(cameras=CAMERAS[:2])
    quality = check_calibration(clips, walk.cameras)
    assert np.isnan(quality.cameras[0].others_px) and quality.worst == ""


class TestWalkFrame:
    @pytest.mark.parametrize("heading", [0.0, 110.0, -160.0])
    def test_forward_is_the_way_of_the_pelvis(self, heading):
        cameras = tuple(placed_camera(f"cam{k}", angle_deg=a + heading) for k, a in enumerate((30, -30)))
        _, clips = _filmed(cameras=cameras, heading_deg=heading)
        body = triangulate(clips, cameras)
        frame = walk_frame(body)
        turned = frame.body(body)
        way = turned["left_hip"][-1] - turned["left_hip"][0]
        assert way[0] > 1.5 and abs(way[1]) < 0.08 * way[0] and frame.notes == ()
        assert np.nanmin(turned["left_foot_index"][:, 2]) == pytest.approx(0.025, abs=1e-6)
        left_of = turned["left_hip"] - turned["right_hip"]
        assert np.nanmin(left_of[:, 1]) > 0.1
        # A camera in the new frame sees the new places where it saw the old ones.
        for camera, seen in zip(cameras, clips.points_px, strict=True):
            off = frame.camera(camera).project(turned.positions_m) - seen
            assert np.nanmax(np.abs(off)) < 1e-6

    def test_a_calibration_with_y_up_or_another_floor_is_turned_with_a_note(self):
        _, clips = _filmed(cameras=CAMERAS)
        body = triangulate(clips, CAMERAS)
        straight = walk_frame(body).body(body)
        y_up = np.stack([body.positions_m[..., 0], body.positions_m[..., 2] + 0.3, -body.positions_m[..., 1]], axis=2)
        frame = walk_frame(replace(body, positions_m=y_up))
        turned = frame.body(replace(body, positions_m=y_up))
        np.testing.assert_allclose(turned.positions_m, straight.positions_m, atol=1e-9)
        assert "y up" in frame.notes[0].text and "300 mm over the floor" in frame.notes[1].text

    def test_two_people_taken_for_one_do_not_stand_on_the_floor(self):
        """Two phones in front follow two who walk beside each other: nothing else gives them away."""
        walk, _ = _filmed(cameras=CAMERAS[:2])
        beside = CAMERAS[1].project(walk.body_m + np.array([0.0, 1.0, 0.0]))
        other = replace(walk.landmarks[1], points_px=beside)
        body = triangulate(on_one_clock((walk.landmarks[0], other), (0.0, 0.0)), CAMERAS[:2])
        assert "check that all clips show the same person" in walk_frame(body).notes[0].text

    def test_who_stands_faces_forward(self):
        stance = simulated_standing_film(CAMERAS)
        clips = on_one_clock(stance.landmarks, stance.true_shift_s)
        body = triangulate(clips, CAMERAS)
        frame = walk_frame(body)
        np.testing.assert_allclose(frame.turn, np.eye(3), atol=1e-9)
        assert "hips face" in frame.notes[0].text

    def test_a_tilted_calibration_and_nobody_are_refused(self):
        _, clips = _filmed(cameras=CAMERAS)
        body = triangulate(clips, CAMERAS)
        tilted = body.positions_m @ rotation_about([1.0, 0.0, 0.0], np.radians(40)).T
        with pytest.raises(FootwiseError, match="no axis of its frame is up"):
            walk_frame(replace(body, positions_m=tilted))
        with pytest.raises(FootwiseError, match="hardly ever seen"):
            walk_frame(replace(body, positions_m=np.full_like(body.positions_m, np.nan)))
