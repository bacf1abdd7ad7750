"""Whether two films were taken from one place: how the background of one lies in the picture of the other.

Between two films nothing can be followed, so that places are recognised instead: corners and what is around them (ORB;
Rublee 2011), matched both ways, of which most must agree on one shift, turn and zoom (RANSAC; Fischler & Bolles 1981).
The person stands elsewhere in the two pictures, and has no say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footwise.extras import require
from footwise.recordings.film import Picture

_LONGER_SIDE_PX, _POINTS = 960, 1500
# So many corners are a room that would be known again; so many that agree, in so many of 8 by 8 cells, know it.
RICH_POINTS, FEWEST_AGREEING, _FEWEST_CELLS = 150, 20, 6
_AGREES_PX = 2.5


@dataclass(frozen=True)
class PlaceApart:
    """How one picture lies against another.

    Attributes
    ----------
    shift_px : float
        Of what is in the middle, in pixels of the first picture.
    turn_deg : float
        About the line of sight.
    zoom : float
        1 is the same.
    """

    shift_px: float
    turn_deg: float
    zoom: float


def place_apart(one: Picture, other: Picture) -> PlaceApart | str | None:
    """Compare two pictures of rooms that should be the same.

    Returns
    -------
    PlaceApart, None or str
        None where a picture has too little to hold on to; ``elsewhere`` where both are rich and have nothing in common.
    """
    require("cv2")
    import cv2

    if one.shape != other.shape:
        # Other pixels are another zoom; a picture on its side has another shape.
        if (one.shape[0] > one.shape[1]) != (other.shape[0] > other.shape[1]):
            return ELSEWHERE
        other = np.asarray(cv2.resize(other, (one.shape[1], one.shape[0])), dtype=np.uint8)
    scale = min(1.0, _LONGER_SIDE_PX / max(one.shape[:2]))
    finder = cv2.ORB.create(nfeatures=_POINTS, fastThreshold=12)
    found = []
    for picture in (one, other):
        grey = cv2.resize(cv2.extractChannel(picture, 1), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        points, marks = finder.detectAndCompute(grey, None)
        found.append((np.array([point.pt for point in points], dtype=np.float32).reshape(-1, 2), marks))
    (here, marks), (there, others) = found
    if min(len(here), len(there)) < RICH_POINTS:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(marks, others)
    before = here[[pair.queryIdx for pair in pairs]]
    after = there[[pair.trainIdx for pair in pairs]]
    if len(pairs) < FEWEST_AGREEING:
        return ELSEWHERE
    warp, agree = cv2.estimateAffinePartial2D(
        before, after, method=cv2.RANSAC, ransacReprojThreshold=_AGREES_PX, maxIters=3000, confidence=0.999
    )
    if not np.any(agree):
        return ELSEWHERE
    mine = before[agree[:, 0] == 1]
    size = np.array([one.shape[1], one.shape[0]]) * scale
    if len(mine) < FEWEST_AGREEING or _cells(mine, size) < _FEWEST_CELLS:
        return ELSEWHERE
    middle = size / 2
    shift = warp[:, :2] @ middle + warp[:, 2] - middle
    return PlaceApart(
        float(np.hypot(*shift)) / scale,
        float(np.degrees(np.arctan2(warp[1, 0], warp[0, 0]))),
        float(np.hypot(warp[0, 0], warp[1, 0])),
    )


ELSEWHERE = "elsewhere"


def _cells(points: NDArray[np.float32], size: NDArray[np.float64]) -> int:
    return len({tuple(cell) for cell in np.clip(points * 8 / size, 0, 7).astype(int).tolist()})
