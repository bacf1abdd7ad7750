"""Pictures of a board as a camera would take them."""

import cv2
import numpy as np

from footwise.recordings.film import Picture
from footwise.recordings.film.camera import Camera
from footwise.video.cameras.board import Board, board_picture

_FINE = 3


def board_on_floor(camera: Camera, board: Board, seed: int = 0, px_per_square: int = 48) -> Picture:
    """The board in its own frame, in front of grey, a little blurred and noisy, shape (height, width)."""
    rng = np.random.default_rng(seed)
    drawn = board_picture(board, px_per_square).astype(np.float32)
    width, height = camera.size_px
    # Only the part of the picture that the board is in, three times finer.
    reach = np.array([-1.5, 1.5]) * board.square_m
    around = camera.project(np.concatenate([board.corners_m() + np.array([dx, dy, 0]) for dx in reach for dy in reach]))
    left, top = np.clip(np.floor(around.min(axis=0)).astype(int), 0, [width, height])
    right, bottom = np.clip(np.ceil(around.max(axis=0)).astype(int), 0, [width, height])
    inner = (np.arange(_FINE) + 0.5) / _FINE - 0.5
    xs = (np.arange(left, right)[:, None] + inner).ravel()
    ys = (np.arange(top, bottom)[:, None] + inner).ravel()
    places = np.stack(np.meshgrid(xs, ys), axis=-1)
    rays = camera.rays(places)
    ground = camera.position_m + rays * (-camera.position_m[2] / rays[..., 2])[..., None]
    across, down = (ground[..., 1], ground[..., 0]) if board.rows > board.columns else (ground[..., 0], -ground[..., 1])
    # A margin of half a square; a pixel's place is that of its middle.
    column, row = (((side / board.square_m + 0.5) * px_per_square - 0.5).astype(np.float32) for side in (across, down))
    seen = cv2.remap(drawn, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=110)
    picture = np.full((height, width), 110.0)
    picture[top:bottom, left:right] = seen.reshape(bottom - top, _FINE, right - left, _FINE).mean(axis=(1, 3))
    picture = cv2.GaussianBlur(picture, (0, 0), 0.7) + 2.0 * rng.standard_normal(picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)
