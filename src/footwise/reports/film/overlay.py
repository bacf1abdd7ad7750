"""A film of the walk with what was measured drawn into it: skeleton, foot lines, walking direction, angles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.extras import require
from footwise.gait.film import IN_ROOM, RELATIVE, FilmedWalk
from footwise.recordings import SIDES
from footwise.recordings.film import LANDMARKS, Camera, Clip, Picture, PictureLandmarks, pictures
from footwise.reports.film.direction import PictureArrows, direction_arrows
from footwise.reports.film.drawing import (
    SIDE_COLOURS,
    Colour,
    draw_lines,
    draw_plate,
    draw_shape,
    jpeg,
    plate_size,
    rgb,
    write,
)
from footwise.reports.film.film_writer import film
from footwise.reports.film.labels import foot_labels, knee_words
from footwise.reports.numbers import number

LONGEST_SIDE_PX, POSTER_SIDE_PX = 1280, 720
# Height of the band below the picture, in heights of its letters; even, as the film must be.
_BAND_LETTERS = 4
_ARROW = rgb("#f2b01e")
_MIDDLE = rgb("#2f353b")
_BAND = rgb("#22282e")
_BAND_INK = (255, 255, 255)
_SIMULATED = rgb("#ff9a8f")
# No lines in the face: they say nothing about a walk.
_LIMBS = (
    ("shoulder", "elbow"), ("elbow", "wrist"), ("shoulder", "hip"), ("hip", "knee"), ("knee", "ankle"),
    ("ankle", "heel"),
)  # fmt: skip
_WHAT = {
    IN_ROOM: "angles: one constant of 5–10° per foot is not known",
    RELATIVE: "angles: further out or in than in your neutral stance",
}


def write_overlay(
    clip: Clip,
    landmarks: PictureLandmarks,
    walk: FilmedWalk,
    camera: Camera | None,
    out: Path,
    *,
    shift_s: float = 0.0,
    drift: float = 0.0,
    simulated: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> bytes:
    """Write the film of one camera with the walk drawn into it.

    The film is H.264 in MP4, at most 1280 pixels on its longer side, without sound; its pictures have the time stamps
    of the clip. A band below the picture says what the marks are; nothing is written on the feet. Pictures in which
    the person was not seen stay as they are. One picture is in memory at a time.

    Parameters
    ----------
    clip : Clip
        The clip.
    landmarks : PictureLandmarks
        Of the person who is measured, in this clip.
    walk : FilmedWalk
    camera : Camera or None
        Of this clip, in the lab frame of the walk. Without it the walking direction is drawn from the side only.
    out : Path
        The file to write, in a folder that exists; removed again where something goes wrong.
    shift_s, drift : float
        What this clip's clock is off that of the walk, as in :class:`footwise.video.room.CameraClock`: 0 for the first
        camera.
    simulated : bool
        Say so in the film.
    progress : callable, optional
        Called after every picture with how many were written and how many there are.

    Returns
    -------
    bytes
        One of its pictures, from the middle of the walk, as a JPEG: what a page and a print show in the film's place.

    Raises
    ------
    FootwiseError
        The clip cannot be read any more, or the film cannot be written.
    """
    size = _film_size(clip.picture_px)
    walk_s = clip.time_s / (1 + drift) + shift_s
    plan = _Plan(clip, landmarks, walk, camera, size, walk_s, simulated)
    shown, poster = plan.middle(), b""
    with film(out, (size[0], size[1] + plan.band_px), clip.rate_hz) as writer:
        for index, picture in pictures(clip):
            drawn = plan.drawn(picture, index)
            writer.add(drawn, float(clip.time_s[index]))
            if not poster and index >= shown:
                poster = jpeg(drawn, POSTER_SIDE_PX)
            if progress is not None:
                progress(index + 1, clip.frames)
    return poster


class _Plan:
    """All that is drawn, laid out before the first picture."""

    def __init__(
        self,
        clip: Clip,
        landmarks: PictureLandmarks,
        walk: FilmedWalk,
        camera: Camera | None,
        size: tuple[int, int],
        walk_s: Array,
        simulated: bool,
    ) -> None:
        self.size, self.walk, self.simulated = size, walk, simulated
        self.time_s = clip.time_s
        self.letters_px = max(12, round(max(size) / 58))
        self.small_px = _small_letters(size)
        self.thin = max(2, round(max(size) / 560))
        self.band_px = _BAND_LETTERS * self.small_px
        self.points_px = _of_frames(clip, landmarks) * (np.array(size) / landmarks.size_px)
        self.seen: NDArray[np.bool_] = np.asarray(np.isfinite(self.points_px).any(axis=(1, 2)))
        self.frames = np.array([walk.motion.at(t) for t in walk_s])
        self.labels = foot_labels(walk, self.points_px, walk_s, size, self.letters_px)
        self.arrows: PictureArrows = direction_arrows(walk, camera, self.points_px, walk_s, size)
        self.what = _WHAT.get(walk.label, "knee: 0° is straight" if walk.knee_flexion_deg else "")

    def middle(self) -> int:
        """Index of a picture that shows the person, as near as can be to the middle of the steps that count."""
        steps = self.walk.steps
        events = np.concatenate([steps.contact_s[steps.used], steps.off_s[steps.used]])
        seen = np.flatnonzero(self.seen)
        if not len(seen):
            return len(self.seen) // 2
        times = self.walk.motion.time_s[self.frames[seen]]
        wanted = float(np.nanmedian(events)) if np.isfinite(events).any() else float(np.median(times))
        return int(seen[np.abs(times - wanted).argmin()])

    def drawn(self, picture: Picture, index: int) -> Picture:
        """Picture of the film with the band below it."""
        require("cv2")
        import cv2

        wide, high = self.size
        page = np.empty((high + self.band_px, wide, 3), dtype=np.uint8)
        # The mean over areas keeps lines of the floor smooth when a picture gets smaller.
        cv2.resize(picture, self.size, dst=page[:high], interpolation=cv2.INTER_AREA)
        if self.seen[index]:
            self._draw_walk(page[:high], index)
        self._write_band(page[high:], index)
        return page

    def _draw_walk(self, page: Picture, index: int) -> None:
        arrow = self.arrows[index]
        if arrow is not None:
            draw_shape(page, arrow, _ARROW, 0.75)
        points = self.points_px[index]
        draw_lines(page, _skeleton(points, self.thin), 1)
        feet = []
        for side in SIDES:
            heel, toe = _points(points, f"{side}_heel", f"{side}_foot_index")
            feet.append((heel, toe, SIDE_COLOURS[side], 2 * self.thin))
        draw_lines(page, feet, 1)
        if not self.walk.label:
            self._write_knees(page, index)
        for label in self.labels:
            if label.shown[index]:
                draw_plate(page, label.text, label.corner_px, SIDE_COLOURS[label.side], self.letters_px)

    def _write_knees(self, page: Picture, index: int) -> None:
        """Write knee angles beside the knees, the left one's before and the right one's behind the person."""
        points = self.points_px[index]
        ahead = sum(points[LANDMARKS.index(f"{s}_foot_index")] - points[LANDMARKS.index(f"{s}_heel")] for s in SIDES)[0]
        knees = np.array([points[LANDMARKS.index(f"{side}_knee")] for side in SIDES])
        for side, text in knee_words(self.walk, int(self.frames[index])).items():
            wide, high = plate_size(text, self.letters_px)
            gap = 2.5 * self.letters_px
            before = (side == "left") == (ahead > 0)
            x = np.nanmax(knees[:, 0]) + gap if before else np.nanmin(knees[:, 0]) - gap - wide
            y = np.nanmean(knees[:, 1]) - high / 2
            if np.isfinite(x + y):
                corner = np.clip((x, y), 2, np.array(self.size) - (wide + 2, high + 2)).astype(int)
                draw_plate(page, text, (int(corner[0]), int(corner[1])), SIDE_COLOURS[side], self.letters_px)

    def _write_band(self, band: Picture, index: int) -> None:
        """Time, what the colours are, and what the numbers are, in two lines."""
        band[:] = _BAND
        small = self.small_px
        x, first, second = small, round(0.55 * small), round(2.3 * small)
        for side in SIDES:
            band[first : first + small, x : x + 2 * small] = SIDE_COLOURS[side]
            x += 2 * small + small // 2
            x += write(band, side, (x, first), _BAND_INK, small) + round(1.5 * small)
        if self.simulated:
            write(band, "SIMULATED", (x, first), _SIMULATED, small)
        time = f"{number(float(self.time_s[index]), 2)} s"
        # Right-aligned by its own width.
        write(band, time, (band.shape[1] - small - plate_size(time, small)[0] + small, first), _BAND_INK, small)
        words = "Footwise · research software" + (f" · {self.what}" if self.what else "")
        while plate_size(words, small)[0] > band.shape[1] and small > 8:
            small -= 1
        write(band, words, (self.small_px, second), _BAND_INK, small)


def _film_size(size: tuple[int, int]) -> tuple[int, int]:
    """Largest even size of the same shape with which the film, its band included, has at most 1280 pixels on a side."""
    shrink = min(1.0, LONGEST_SIDE_PX / max(size))
    wide, high = (max(2, 2 * round(side * shrink / 2)) for side in size)
    if high + _BAND_LETTERS * _small_letters((wide, high)) > LONGEST_SIDE_PX:
        room = LONGEST_SIDE_PX - _BAND_LETTERS * _small_letters((wide, high))
        wide, high = max(2, 2 * round(size[0] * room / size[1] / 2)), room // 2 * 2
    return wide, high


def _small_letters(size: tuple[int, int]) -> int:
    """Height of the letters in the band: enough to read, and two lines fit across a picture in portrait."""
    return max(11, round(max(size) / 80))


def _of_frames(clip: Clip, landmarks: PictureLandmarks) -> Array:
    """Landmarks of every frame of the clip, found by their time; NaN for a frame without."""
    nearest = np.clip(np.searchsorted(landmarks.time_s, clip.time_s), 1, max(landmarks.frames - 1, 1))
    before = np.abs(landmarks.time_s[nearest - 1] - clip.time_s) <= np.abs(landmarks.time_s[nearest] - clip.time_s)
    nearest = nearest - before
    points = landmarks.points_px[nearest].copy()
    points[np.abs(landmarks.time_s[nearest] - clip.time_s) > 0.1 / clip.rate_hz] = np.nan
    return points


def _points(points: Array, begin: str, end: str) -> tuple[Array, Array]:
    return points[LANDMARKS.index(begin)], points[LANDMARKS.index(end)]


def _skeleton(points: Array, thickness: int) -> list[tuple[Array, Array, Colour, int]]:
    lines: list[tuple[Array, Array, Colour, int]] = []
    for joint in ("shoulder", "hip"):
        begin, end = _points(points, f"left_{joint}", f"right_{joint}")
        lines.append((begin, end, _MIDDLE, thickness))
    for side in SIDES:
        for upper, lower in _LIMBS:
            begin, end = _points(points, f"{side}_{upper}", f"{side}_{lower}")
            lines.append((begin, end, SIDE_COLOURS[side], thickness))
    return lines
