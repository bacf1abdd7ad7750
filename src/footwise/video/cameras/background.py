"""Follow points of the background from picture to picture: they stand in the room, and show if the phone does.

Corners of what is in the picture outside of people are followed by optical flow (Lucas & Kanade 1981, in pyramids after
Bouguet 2001), always from one earlier picture, the key, so that a phone that stands gathers no error. Shift, turn and
zoom that most of them agree on (RANSAC; Fischler & Bolles 1981) are the camera's; curtains, leaves and passers-by move
otherwise and have no say. A phone that is carried soon loses its key, and the last picture takes its place. Brightness
is taken out first: phones change their exposure while they film.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.extras import require
from footwise.recordings.film import UNKNOWN, CameraMotion, Picture

LOOKS_A_SECOND = 10.0
# 0.5° is 3 pixels of a picture of this longer side, and flow is good to a tenth of one.
LONGER_SIDE_PX = 480
MOST_POINTS = 120
FEWEST_POINTS = 16
# Of the points that are in the picture and not behind somebody.
_LEAST_AGREEING = 0.35
_AGREES_PX = 1.2
_STANDS_PX = 0.6
# From one look to the next.
_NEARLY_AGREES_PX = 3.0
_STIRS_PX = 1.5
_STANDING_SHARE, _SPREAD = 0.15, 0.18
# A wall in the light of a lamp has no corners; what is left of them is the noise of the pictures.
_LEAST_CORNER = 4e-4
_CELLS = (8, 8)
_POINTS_A_CELL = 4
# Corners in one corner of the picture are one thing, and things move: they must be in as many of the 8 by 8 cells.
_FEWEST_CELLS = 6
_BETTER_KEY = 1.5
# What has moved out by this share of the picture takes the key's points with it.
_FAR = 0.25
# So many looks without a match, and what is seen is something else.
_LOST_LOOKS = 4
_MOST_KEYS = 4
_WINDOW, _LEVELS = (15, 15), 3

Box = tuple[float, float, float, float]
"""Left, top, right and bottom of somebody in the picture, in pixels."""
Warp = NDArray[np.float64]
"""Turn, scale and shift of points of a picture, shape (2, 3)."""


@dataclass(eq=False)
class _Key:
    """A picture whose points are looked for in later ones, and how it lies against the first of its part."""

    picture: Picture
    points: NDArray[np.float32]
    part: int
    warp: Warp
    last: Warp

    @property
    def is_first(self) -> bool:
        """Whether its picture is the first one of its part."""
        return bool((self.warp == np.eye(2, 3)).all())


@dataclass(eq=False)
class _Look:
    """The picture that was looked at last, and how it lies against the first of its part; no warp where not known."""

    grey: Picture
    picture: Picture
    free: Picture
    part: int
    warp: Warp | None


class BackgroundWatch:
    """Whether the camera of one clip stands still, from its pictures as they go by.

    Parameters
    ----------
    rate_hz : float
        Of the clip: about ten pictures a second are looked at.
    """

    def __init__(self, rate_hz: float) -> None:
        self._every = max(1, round(rate_hz / LOOKS_A_SECOND))
        self._next = 0
        self._scale = 1.0
        self._size = (0, 0)
        self._keys: list[_Key] = []
        self._lost = 0
        self._parts = 0
        self._looks: list[tuple[float, int, Warp, int]] = []
        self._before: _Look | None = None

    def look(self, index: int, time_s: float, picture: Picture, people: Sequence[Box]) -> None:
        """Compare one picture, if its turn has come.

        Parameters
        ----------
        index : int
            Of the picture in the clip; rising.
        time_s : float
        picture : array, shape (height, width, 3)
        people : sequence of Box
            Whoever is in it: their points are no background.
        """
        if index < self._next:
            return
        self._next = index + self._every
        self._add(time_s, self._small(picture), [tuple(self._scale * side for side in box) for box in people])

    def motion(self, stretch: float | Array = 1.0) -> CameraMotion:
        """What was found, in pixels of pictures that are `stretch` times as wide and high as those looked at."""
        time_s = np.array([look[0] for look in self._looks])
        part = np.array([look[1] for look in self._looks], dtype=np.int64)
        warps = np.array([look[2] for look in self._looks]).reshape(-1, 2, 3)
        points = np.array([look[3] for look in self._looks], dtype=np.int64)
        middle = np.array(self._size) / 2
        shift = warps[:, :, :2] @ middle + warps[:, :, 2] - middle
        turn = np.degrees(np.arctan2(warps[:, 1, 0], warps[:, 0, 0]))
        zoom = np.hypot(warps[:, 0, 0], warps[:, 1, 0])
        return CameraMotion(time_s, part, shift * stretch / self._scale, turn, zoom, points)

    def _small(self, picture: Picture) -> Picture:
        """A small grey picture."""
        require("cv2")
        import cv2

        high, wide = picture.shape[:2]
        self._scale = min(1.0, LONGER_SIDE_PX / max(high, wide))
        self._size = (max(1, round(wide * self._scale)), max(1, round(high * self._scale)))
        # Green is nearest to what eyes call bright, and has the least noise of a phone's colours.
        green = cv2.extractChannel(picture, 1)
        double = (2 * self._size[0], 2 * self._size[1])
        if double[0] < wide:
            # Means over areas that are no whole pixels take as long as all the rest.
            green = cv2.resize(green, double, interpolation=cv2.INTER_LINEAR)
        return np.asarray(cv2.resize(green, self._size, interpolation=cv2.INTER_AREA), dtype=np.uint8)

    def _add(self, time_s: float, grey: Picture, boxes: Sequence[tuple[float, ...]]) -> None:
        picture, before = _evened(grey), self._before
        now = self._before = _Look(grey, picture, _free(grey, boxes), UNKNOWN, None)
        for key in self._keys:
            if (found := _followed(key, picture, now.free)) is None:
                continue
            here, agreeing, visible = found
            key.last = here
            self._keys.remove(key)
            self._keys.insert(0, key)
            self._found(time_s, now, key.part, _after(key.warp, here), agreeing)
            self._renew(key, here, now, visible)
            return
        stirred = 0
        if before is not None:
            points = _corners(before.grey, before.free)
            step, stirred = _stepped(before.picture, points, picture, now.free)
            if step is not None:
                self._go_on(time_s, before, now, *step)
                return
        self._looks.append((time_s, UNKNOWN, np.full((2, 3), np.nan), stirred))
        self._lost += 1
        if not self._keys or self._lost >= _LOST_LOOKS:
            self._begin_part(now)

    def _found(self, time_s: float, now: _Look, part: int, warp: Warp, agreeing: int) -> None:
        self._looks.append((time_s, part, warp, agreeing))
        now.part, now.warp = part, warp
        self._lost = 0

    def _go_on(self, time_s: float, before: _Look, now: _Look, here: Warp, agreeing: int) -> None:
        """Go on from the last picture where none of the keys is found any more: before a phone that is carried."""
        if before.warp is None:
            self._begin_part(before)
        if before.warp is None:
            before.part, before.warp = self._parts, np.eye(2, 3)
            self._parts += 1
        self._found(time_s, now, before.part, _after(before.warp, here), agreeing)
        self._key(now)

    def _begin_part(self, look: _Look) -> None:
        """Take the picture of the last look for the first one of a part."""
        points = _corners(look.grey, look.free)
        if len(points) < FEWEST_POINTS:
            return
        look.part, look.warp = self._parts, np.eye(2, 3)
        self._looks[-1] = (self._looks[-1][0], look.part, look.warp, len(points))
        self._parts += 1
        self._lost = 0
        self._key(look, points)

    def _key(self, look: _Look, points: NDArray[np.float32] | None = None) -> None:
        points = _corners(look.grey, look.free) if points is None else points
        if look.warp is not None and len(points) >= FEWEST_POINTS:
            key = _Key(look.picture, points, look.part, look.warp, np.eye(2, 3))
            # The first key of every other part stays: what was hidden may come back.
            others = [key for key in self._keys if key.part != look.part or key.is_first]
            self._keys = [key, *others][:_MOST_KEYS]

    def _renew(self, key: _Key, here: Warp, now: _Look, visible: int) -> None:
        """Take this picture for the key from now on, where the key's points are leaving it, or it has many more."""
        far = np.abs(here[:, :2] @ (np.array(self._size) / 2) + here[:, 2] - np.array(self._size) / 2)
        zoom = float(np.hypot(here[0, 0], here[1, 0]))
        leaving = (far > _FAR * np.array(self._size)).any() or abs(np.log(zoom)) > _FAR
        if not leaving and visible > MOST_POINTS / 3:
            return
        points = _corners(now.grey, now.free)
        if len(points) < FEWEST_POINTS or (not leaving and len(points) < _BETTER_KEY * visible):
            return
        self._keys[0] = _Key(now.picture, points, key.part, _after(key.warp, here), np.eye(2, 3))


def _evened(grey: Picture) -> Picture:
    """Without what light and exposure change: every part as bright, and as rich in contrast, as the next."""
    require("cv2")
    import cv2

    bright = grey.astype(np.float32)
    difference = bright - cv2.blur(bright, (31, 31))
    contrast = np.sqrt(np.maximum(cv2.blur(difference * difference, (31, 31)), 0))
    # What has next to no contrast keeps next to none.
    return np.asarray(np.clip(128 + 45 * difference / (contrast + 3), 0, 255), dtype=np.uint8)


def _free(grey: Picture, boxes: Sequence[tuple[float, ...]]) -> Picture:
    """255 where nobody is."""
    free = np.full(grey.shape, 255, dtype=np.uint8)
    for left, top, right, bottom in boxes:
        first, last = max(int(left), 0), max(int(np.ceil(right)), 0)
        upper, lower = max(int(top), 0), max(int(np.ceil(bottom)), 0)
        free[upper:lower, first:last] = 0
    return free


def _corners(grey: Picture, free: Picture) -> NDArray[np.float32]:
    """Corners outside of people, not many in any one place; none where the picture has nothing to hold on to."""
    require("cv2")
    import cv2

    # A pixel of the rim has neighbours on one side only.
    inner = np.zeros_like(free)
    inner[4:-4, 4:-4] = free[4:-4, 4:-4]
    strength = cv2.cornerMinEigenVal(grey, 5, ksize=3)
    inner[strength < _LEAST_CORNER] = 0
    found = cv2.goodFeaturesToTrack(grey, 4 * MOST_POINTS, 1e-4, 6, mask=inner, blockSize=5)
    points = np.asarray([] if found is None else found, dtype=np.float32).reshape(-1, 2)
    cells = _cells(points, grey)
    # The strongest come first.
    place = np.array([np.sum(cells[:k] == cells[k]) for k in range(len(cells))], dtype=np.int64)
    chosen = points[place < _POINTS_A_CELL][:MOST_POINTS]
    return chosen if len(set(_cells(chosen, grey).tolist())) >= _FEWEST_CELLS else chosen[:0]


def _cells(points: NDArray[np.float32], grey: Picture) -> NDArray[np.int64]:
    """In which of the cells of the picture points are."""
    high, wide = grey.shape
    column = np.clip(points[:, 0] * _CELLS[0] / wide, 0, _CELLS[0] - 1).astype(np.int64)
    row = np.clip(points[:, 1] * _CELLS[1] / high, 0, _CELLS[1] - 1).astype(np.int64)
    return np.asarray(row * _CELLS[0] + column)


def _followed(key: _Key, picture: Picture, free: Picture) -> tuple[Warp, int, int] | None:
    """How the key's picture lies in this one, how many points agree on it, and how many could; None without a match."""
    require("cv2")
    import cv2

    guess = (key.points @ key.last[:, :2].T + key.last[:, 2]).astype(np.float32)
    found, tracked, _ = cv2.calcOpticalFlowPyrLK(
        key.picture, picture, key.points[:, None], guess[:, None].copy(), winSize=_WINDOW, maxLevel=_LEVELS,
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW, minEigThreshold=1e-4,
    )  # fmt: skip
    there = found[:, 0]
    high, wide = free.shape
    inside = (there >= 0).all(axis=1) & (there[:, 0] < wide) & (there[:, 1] < high)
    at = np.clip(there, 0, (wide - 1, high - 1)).astype(np.int64)
    seen = inside & (tracked[:, 0] == 1) & (free[at[:, 1], at[:, 0]] > 0)
    # Expected in the picture and not behind anybody: only these can be missed.
    expected = np.clip(guess, 0, (wide - 1, high - 1)).astype(np.int64)
    could = (guess == np.clip(guess, 0, (wide - 1, high - 1))).all(axis=1) & (free[expected[:, 1], expected[:, 0]] > 0)
    before, after, most = key.points[seen], there[seen], max(int(could.sum()), int(seen.sum()))
    if len(before) < FEWEST_POINTS:
        return None
    warp, agree = cv2.estimateAffinePartial2D(
        before, after, method=cv2.RANSAC, ransacReprojThreshold=_AGREES_PX, maxIters=500, confidence=0.999,
    )  # fmt: skip
    if warp is None:
        return None
    agreeing = agree[:, 0] == 1
    # Half of the picture may be a tree in the wind: where nearly as many points have not moved at all, they stand.
    standing = np.hypot(*(after - before).T) < _STANDS_PX
    if standing.sum() >= 0.6 * agreeing.sum() and standing.sum() >= FEWEST_POINTS:
        still, _ = cv2.estimateAffinePartial2D(before[standing], after[standing], method=cv2.LMEDS)
        if still is not None:
            warp, agreeing = still, standing
    if agreeing.sum() < max(FEWEST_POINTS, _LEAST_AGREEING * most):
        return None
    if len(set(_cells(before[agreeing], picture).tolist())) < _FEWEST_CELLS:
        return None
    return np.asarray(warp, dtype=np.float64), int(agreeing.sum()), int(could.sum())


def _stepped(
    earlier: Picture, points: NDArray[np.float32], picture: Picture, free: Picture
) -> tuple[tuple[Warp, int] | None, int]:
    """How the picture of the look before lies in this one, and how many points agree; or how many points only stir.

    Near things go by a phone that is carried faster than far ones, so that points may be further from the way that most
    of them agree on; and where none do and hardly any stands still, that says of itself that the phone moves.
    """
    require("cv2")
    import cv2

    if len(points) < FEWEST_POINTS:
        return None, 0
    found, tracked, _ = cv2.calcOpticalFlowPyrLK(
        earlier, picture, points[:, None], points[:, None].copy(), winSize=_WINDOW, maxLevel=_LEVELS,
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW, minEigThreshold=1e-4,
    )  # fmt: skip
    there = found[:, 0]
    high, wide = free.shape
    at = np.clip(there, 0, (wide - 1, high - 1)).astype(np.int64)
    seen = (there == np.clip(there, 0, (wide - 1, high - 1))).all(axis=1) & (tracked[:, 0] == 1)
    seen &= free[at[:, 1], at[:, 0]] > 0
    before, after = points[seen], there[seen]
    if len(before) < FEWEST_POINTS:
        return None, 0
    way = np.hypot(*(after - before).T)
    standing = way < _STANDS_PX
    # What a phone comes up to stands in the middle of its picture, and nowhere else.
    spread = (before[standing].std(axis=0) / (wide, high)).max() if standing.any() else 0.0
    if standing.sum() >= max(FEWEST_POINTS, _STANDING_SHARE * len(before)) and spread > _SPREAD:
        return (np.eye(2, 3), int(standing.sum())), 0
    warp, agree = cv2.estimateAffinePartial2D(
        before, after, method=cv2.RANSAC, ransacReprojThreshold=_NEARLY_AGREES_PX, maxIters=500, confidence=0.999,
    )  # fmt: skip
    if warp is not None and agree.sum() >= max(FEWEST_POINTS, _LEAST_AGREEING * len(before)):
        return (np.asarray(warp, dtype=np.float64), int(agree.sum())), 0
    stirs = float(np.median(way)) > _STIRS_PX and standing.mean() < _STANDING_SHARE
    return None, len(before) if stirs else 0


def _after(first: Warp, second: Warp) -> Warp:
    """One warp after the other."""
    turn = second[:, :2] @ first[:, :2]
    return np.column_stack([turn, second[:, :2] @ first[:, 2] + second[:, 2]])
