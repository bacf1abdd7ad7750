from dataclasses import replace
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest
from tests.video.board_pictures import board_on_floor

from footwise.errors import FootwiseError
from footwise.samples import sample_path
from footwise.simulation import placed_camera
from footwise.video.cameras.board import Board, BoardView, board_picture, board_svg, find_board
from footwise.video.cameras.lens import Lens, lens_from_board, lens_from_views, read_picture, usual_lens
from footwise.video.cameras.places import place_cameras

BENT = (-0.05, 0.13, 0.001, 0.0005, 0.0)
CHARUCO = Board(7, 5, 0.055)
BOARDS = (CHARUCO, Board(5, 7, 0.055), Board(6, 4, 0.06), Board(8, 5, 0.04, "chessboard"))


def _camera(name="a", angle=-65.0, distance=1.5):
    return placed_camera(
        name, distance_m=distance, angle_deg=angle, height_m=1.4, aim_m=(0.2, -0.1, 0.1), distortion=BENT
    )


def _lens(camera):
    return Lens(replace(camera, rotation=np.eye(3), translation_m=np.zeros(3)), 0.1, 0.1, ("board.jpg",))


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: f"{board.kind} {board.columns}x{board.rows}")
@pytest.mark.parametrize("angle", [-65.0, 100.0, 200.0])
def test_corners_are_found_where_they_are_and_known_by_number(board, angle):
    camera = _camera(angle=angle)
    view = find_board(board_on_floor(camera, board), board)
    assert view is not None and len(view.numbers) >= 0.8 * len(board.corners_m())
    off = np.linalg.norm(view.points_px - camera.project(board.corners_m()[view.numbers]), axis=1)
    assert np.median(off) < 0.15 and off.max() < 0.5


def test_the_frame_of_a_board_is_right_handed_with_x_along_its_longer_side():
    for board in BOARDS:
        corners = board.corners_m()
        spans = np.ptp(corners, axis=0)
        assert spans[0] > spans[1] > 0 and spans[2] == 0
    # Seen from above as printed: corner 1 is to the right of corner 0, the next row is below.
    flat = CHARUCO.corners_m()
    np.testing.assert_allclose(flat[1] - flat[0], [0.055, 0, 0], atol=1e-12)
    np.testing.assert_allclose(flat[6] - flat[0], [0, -0.055, 0], atol=1e-12)
    # In the portrait print x runs down and y to the right: the same hand.
    tall = Board(5, 7, 0.055).corners_m()
    right, below = tall[1] - tall[0], tall[4] - tall[0]
    np.testing.assert_allclose(np.cross(right, -below) / 0.055**2, [0, 0, 1], atol=1e-9)


def test_another_board_and_no_board_are_not_found():
    picture = board_on_floor(_camera(), CHARUCO)
    assert find_board(picture, Board(8, 5, 0.04, "chessboard")) is None
    assert find_board(np.full((600, 800), 128, np.uint8), CHARUCO) is None
    rng = np.random.default_rng(0)
    assert find_board(rng.integers(0, 255, (600, 800, 3), dtype=np.uint8), CHARUCO) is None


@pytest.mark.parametrize(("columns", "rows", "square"), [(2, 5, 0.04), (7, 5, 38.0), (7, 5, 0.0), (20, 20, 0.04)])
def test_impossible_boards_are_refused(columns, rows, square):
    with pytest.raises(FootwiseError, match=r"^board: "):
        Board(columns, rows, square)


def test_the_print_is_a_board_of_the_right_size():
    board = Board(7, 5, 0.038)
    root = ElementTree.fromstring(board_svg(board))
    assert root.get("width") == "297mm" and root.get("height") == "210mm"
    picture = np.full((2100, 2970), 255, np.uint8)
    for bar in root.iter("{http://www.w3.org/2000/svg}rect"):
        if bar.get("fill") != "white":
            x, y, width, height = (10 * float(bar.get(key, "0")) for key in ("x", "y", "width", "height"))
            picture[round(y) : round(y + height), round(x) : round(x + width)] = 0
    view = find_board(picture, board)
    assert view is not None and len(view.numbers) == 24
    apart = view.points_px[1] - view.points_px[0]
    np.testing.assert_allclose(apart, [380, 0], atol=1.0)
    with pytest.raises(FootwiseError, match="does not fit on A4"):
        board_svg(Board(7, 5, 0.06))


def test_colours_and_grey_give_the_same():
    grey = board_on_floor(_camera(), CHARUCO)
    one, other = find_board(grey, CHARUCO), find_board(np.repeat(grey[..., None], 3, axis=2), CHARUCO)
    np.testing.assert_allclose(one.points_px, other.points_px, atol=0.05)


class TestLens:
    def _views(self, count, noise=0.1, seed=0):
        """A board held in front of a camera at the origin in many ways."""
        rng = np.random.default_rng(seed)
        camera = replace(_camera(), rotation=np.eye(3), translation_m=np.zeros(3))
        flat = CHARUCO.corners_m() - CHARUCO.corners_m().mean(axis=0)
        views = []
        while len(views) < count:
            turn, _ = cv2.Rodrigues(np.array([np.pi, 0, 0]) + rng.uniform(-0.6, 0.6, 3))
            place = np.array([*rng.uniform(-0.2, 0.2, 2), rng.uniform(0.5, 1.0)])
            seen = camera.project(flat @ turn.T + place)
            if ((seen > 0) & (seen < [1080, 1920])).all():
                seen = seen + noise * rng.standard_normal(seen.shape)
                views.append(BoardView(np.arange(len(flat)), seen, (1080, 1920), f"view {len(views)}"))
        return camera, views

    def test_a_lens_is_measured_to_a_thousandth(self):
        camera, views = self._views(25)
        lens = lens_from_views("a", views, CHARUCO)
        assert lens.measured and not lens.notes
        assert lens.rms_px == pytest.approx(0.1 * np.sqrt(2), rel=0.15)
        np.testing.assert_allclose(lens.camera.matrix_px[:2], camera.matrix_px[:2], rtol=0.004, atol=3.0)
        np.testing.assert_allclose(lens.camera.distortion[:4], BENT[:4], atol=0.03)
        assert 0 < lens.focal_sd_pct < 0.5

    def test_a_moved_view_is_left_out_and_named(self):
        _, views = self._views(15)
        rng = np.random.default_rng(5)
        views[4] = replace(views[4], points_px=views[4].points_px + rng.normal(0, 6, (24, 2)))
        lens = lens_from_views("a", views, CHARUCO)
        assert "view 4 left out" in lens.notes[0].text and lens.rms_px < 0.3

    def test_few_views_are_said_and_fewer_refused(self):
        _, views = self._views(5)
        assert any("from 4 views" in note.text for note in lens_from_views("a", views[:4], CHARUCO).notes)
        with pytest.raises(FootwiseError, match=r"3 usable views.*Film the board"):
            lens_from_views("a", views[:3], CHARUCO)

    def test_mixed_sizes_and_boards_that_are_not_flat_are_refused(self):
        _, views = self._views(12)
        mixed = [*views[:6], replace(views[6], size_px=(1920, 1080))]
        with pytest.raises(FootwiseError, match="one video mode"):
            lens_from_views("a", mixed, CHARUCO)
        rng = np.random.default_rng(1)
        bad = [replace(view, points_px=view.points_px + rng.normal(0, 8, (24, 2))) for view in views]
        with pytest.raises(FootwiseError, match="does not show a flat board"):
            lens_from_views("a", bad, CHARUCO)

    def test_pictures_without_the_board_are_refused(self, tmp_path):
        cv2.imwrite(str(tmp_path / "grey.png"), np.full((400, 400), 100, np.uint8))
        with pytest.raises(FootwiseError, match=r"no charuco board of 7 by 5 squares in 1 pictures"):
            lens_from_board("a", [tmp_path], CHARUCO)
        (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8 not a picture")
        with pytest.raises(FootwiseError, match="not a picture"):
            read_picture(tmp_path / "broken.jpg")
        with pytest.raises(FootwiseError, match="no such file"):
            read_picture(tmp_path / "none.jpg")
        (tmp_path / "empty").mkdir()
        with pytest.raises(FootwiseError, match="no pictures"):
            lens_from_board("a", [tmp_path / "empty"], CHARUCO)

    def test_an_assumed_lens_says_so(self):
        lens = usual_lens("front", (1080, 1920))
        assert not lens.measured and "assumed" in lens.notes[0].text
        angle = 2 * np.degrees(np.arctan(960 / lens.camera.matrix_px[0, 0]))
        assert angle == pytest.approx(66, abs=1)

    @pytest.mark.slow
    def test_real_pictures_of_a_chessboard_give_the_lens_of_the_calibration(self):
        """Focal lengths within 0.6 % of Qualisys' file, corners within a quarter of a pixel."""
        from footwise.recordings.film.camera_files import read_cameras

        folder = sample_path("four-cameras") / "calibration"
        told = read_cameras(folder / "Calib.qca.txt")
        for camera in told:
            lens = lens_from_board(
                camera.name, [folder / "intrinsics" / f"int_{camera.name}_img"], Board(8, 5, 0.06, "chessboard")
            )
            assert lens.rms_px < 0.3
            assert lens.camera.matrix_px[0, 0] == pytest.approx(camera.matrix_px[0, 0], rel=0.006)
            # Not a 64th of it.
            assert lens.camera.distortion[0] == pytest.approx(camera.distortion[0], abs=0.015)


class TestPlaces:
    def _seen(self, board, angles=(-65.0, 40.0, 170.0)):
        cameras = tuple(_camera(f"cam{k}", angle) for k, angle in enumerate(angles))
        views = tuple(find_board(board_on_floor(camera, board), board, camera.name) for camera in cameras)
        return cameras, views

    @pytest.mark.parametrize(
        "board",
        [CHARUCO, pytest.param(Board(8, 5, 0.05, "chessboard"), marks=pytest.mark.slow)],
        ids=lambda board: board.kind,
    )
    def test_cameras_around_a_board_come_into_one_frame(self, board):
        cameras, views = self._seen(board)
        found = place_cameras(tuple(_lens(camera) for camera in cameras), views, board)
        for camera, true in zip(found.cameras, cameras, strict=True):
            np.testing.assert_allclose(camera.position_m, true.position_m, atol=0.01)
            turned = np.degrees(np.arccos((np.trace(camera.rotation @ true.rotation.T) - 1) / 2))
            assert turned < 0.4
        assert max(found.rms_px) < 0.5

    def test_a_camera_without_the_board_or_with_another_lens_is_named(self):
        cameras, views = self._seen(CHARUCO, (-65.0, 40.0))
        lenses = tuple(_lens(camera) for camera in cameras)
        with pytest.raises(FootwiseError, match=r"^cam1: does not see the board"):
            place_cameras(lenses, (views[0], None), CHARUCO)
        wrong = replace(lenses[1].camera, matrix_px=lenses[1].camera.matrix_px * np.array([[0.5], [1.4], [1.0]]))
        with pytest.raises(FootwiseError, match=r"^cam1: does not fit the board"):
            place_cameras((lenses[0], replace(lenses[1], camera=wrong)), views, CHARUCO)
        with pytest.raises(FootwiseError, match="one video mode"):
            place_cameras(lenses, (views[0], replace(views[1], size_px=(2160, 3840))), CHARUCO)

    def test_a_chessboard_that_can_be_turned_by_half_is_for_one_camera_only(self):
        board = Board(8, 6, 0.04, "chessboard")
        cameras, views = self._seen(board, (-65.0, 170.0))
        with pytest.raises(FootwiseError, match="turned by half"):
            place_cameras(tuple(_lens(camera) for camera in cameras), views, board)
        alone = place_cameras((_lens(cameras[0]),), views[:1], board)
        assert alone.cameras[0].position_m[2] == pytest.approx(1.4, abs=0.02)


def test_a_picture_of_a_board_has_its_squares():
    picture = board_picture(Board(8, 5, 0.04, "chessboard"), 20)
    assert picture.shape == (6 * 20, 9 * 20)
    assert picture[20, 20] == 0 and picture[20, 40] == 255 and picture[0, 0] == 255
