"""Points in the room from the same points in several pictures, without the cameras that do not agree."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.recordings.film import BodyLandmarks, Camera
from footwise.video.room.even_clock import EvenClips

# Of the longer side of the picture: a landmark that a camera sees further away from where the others put it is another
# place of the body, or not the body. 23 px in a picture of 1080 by 1920, three times the usual distance.
LIMIT_SHARE = 0.012
# Where a pixel moves the point by more than this, the lines of sight are too nearly parallel to place it.
_LONGEST_M_PER_PX = 0.03
# With more cameras than this, trying every group of them would be slow: the worst are left out one by one.
_MOST_TRIED = 5
_REFINING_STEPS = 3
_LEAST_SHARE = 0.1


def triangulate(
    clips: EvenClips, cameras: tuple[Camera, ...], limit_px: float | None = None, use: tuple[str, ...] | None = None
) -> BodyLandmarks:
    """Find the body in the room.

    Every point comes from the largest group of cameras, two at least, that all see it within `limit_px` of where the
    group puts it; of groups of the same size, from the one with the smallest distances. Its place has the smallest sum
    of squared distances in the pictures, lens distortion taken out (Hartley & Sturm, Comput Vis Image Und
    1997;68:146), found linearly with the weights of the depths and refined by Gauss-Newton steps.

    Parameters
    ----------
    clips : EvenClips
        On one clock; one clip a camera, in the same order.
    cameras : tuple of Camera
    limit_px : float, optional
        `LIMIT_SHARE` of the longer side of the picture without; infinite takes all cameras as they are. It goes by the
        picture and not by the body in it: for a person who is small in the picture, or in a picture that lies across,
        it is laxer.
    use : tuple of str, optional
        Names of the cameras to use, two or more; all without.

    Returns
    -------
    BodyLandmarks
        In the frame of the calibration. `used` has a row for every camera, also for those not in `use`.

    Raises
    ------
    FootwiseError
        Where fewer than two cameras are to be used, or no two of them see the person at the same time.
    """
    names = tuple(camera.name for camera in cameras)
    wanted = np.array([use is None or name in use for name in names])
    if wanted.sum() < 2:
        raise FootwiseError(
            ", ".join(use or names) or "cameras",
            "is one camera, and points in the room need two that see the same walk",
            "Add the clip of a second camera, or use the floor plane of the one",
        )
    limit = LIMIT_SHARE * max(max(camera.size_px) for camera in cameras) if limit_px is None else limit_px
    shape = clips.points_px.shape[1:3]
    points = clips.points_px.reshape(len(cameras), -1, 2)
    places, distances, used = _triangulated(points, cameras, limit, wanted)
    seen_by_two = (np.isfinite(points[..., 0]) & wanted[:, None]).sum(axis=0) >= 2
    # Even of two different walks, some points agree by chance.
    if not used.any(axis=0).sum() > _LEAST_SHARE * seen_by_two.sum():
        raise FootwiseError(
            ", ".join(np.array(names)[wanted]),
            "no two cameras see the person at the same place at the same time",
            "Check that the calibration belongs to these clips and that they share time",
            kind=ErrorKind.REFUSAL,
        )
    return BodyLandmarks(
        clips.rate_hz,
        places.reshape(*shape, 3),
        distances.reshape(shape),
        used.reshape(len(cameras), *shape),
        names,
        clips.start_s,
        clips.notes,
    )


def _triangulated(
    points_px: Array, cameras: tuple[Camera, ...], limit_px: float, wanted: NDArray[np.bool_] | None = None
) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Triangulate points that know nothing of each other.

    Parameters
    ----------
    points_px : array, shape (cameras, points, 2)
        NaN where a camera does not see the point.
    cameras : tuple of Camera
    limit_px : float
    wanted : array of bool, shape (cameras,), optional
        Which cameras to use; all without.

    Returns
    -------
    positions_m : array, shape (points, 3)
    reprojection_px : array, shape (points,)
        Root mean square over the cameras used.
    used : array of bool, shape (cameras, points)
    """
    sights = _Sights(points_px, cameras)
    seen: NDArray[np.bool_] = sights.seen.copy()
    if wanted is not None:
        seen[~wanted] = False
    groups = _all_groups(len(cameras)) if len(cameras) <= _MOST_TRIED else None
    best = np.zeros_like(seen)
    if groups is not None:
        best_size = np.zeros(seen.shape[1], dtype=int)
        best_rms = np.full(seen.shape[1], np.inf)
        for group in groups:
            chosen = np.flatnonzero(seen[group].all(axis=0) & (best_size <= len(group)))
            use = np.zeros((len(cameras), len(chosen)), dtype=bool)
            use[group] = True
            off = sights.distances_px(sights.places(chosen, use), chosen)[group]
            rms = np.sqrt((off**2).mean(axis=0))
            better = (off.max(axis=0, initial=0.0) <= limit_px) & (rms < best_rms[chosen])
            best_size[chosen[better]] = len(group)
            best_rms[chosen[better]] = rms[better]
            best[:, chosen[better]] = use[:, better]
    else:
        best = _without_the_worst(sights, seen, limit_px)
    everything = np.arange(seen.shape[1])
    places = sights.places(everything, best)
    loose = ~(sights.m_per_px(places, best) <= _LONGEST_M_PER_PX)
    best[:, loose] = False
    places[~best.any(axis=0)] = np.nan
    off = np.where(best, sights.distances_px(places, everything), 0.0)
    with np.errstate(invalid="ignore"):
        rms = np.sqrt((off**2).sum(axis=0) / best.sum(axis=0))
    return places, rms, best


def reprojection_px(body: BodyLandmarks, clips: EvenClips, cameras: tuple[Camera, ...]) -> Array:
    """How far each camera sees every point from where it was placed, also where it was not used.

    Returns
    -------
    array, shape (cameras, frames, 33)
        In pixels of the picture; NaN where the camera or the body has no point.
    """
    off = [
        np.linalg.norm(camera.project(body.positions_m) - seen, axis=2)
        for camera, seen in zip(cameras, clips.points_px, strict=True)
    ]
    return np.stack(off)


def camera_groups(names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Groups of cameras whose results should agree: every pair, and all but one.

    Returns
    -------
    dict
        "cam01+cam02" and "without cam03" to the names in the group; the pairs alone where there are three cameras.
    """
    groups: dict[str, tuple[str, ...]] = {}
    if len(names) > 2:
        groups |= {"+".join(pair): pair for pair in combinations(names, 2)}
    if len(names) > 3:
        groups |= {f"without {left}": tuple(name for name in names if name != left) for left in names}
    return groups


class _Sights:
    """Lines of sight of many points from many cameras, and the sums that place a point on them."""

    def __init__(self, points_px: Array, cameras: tuple[Camera, ...]) -> None:
        self.slopes = np.stack([camera.undistorted(points) for camera, points in zip(cameras, points_px, strict=True)])
        rays = np.stack([camera.rays(points) for camera, points in zip(cameras, points_px, strict=True)])
        self.seen: NDArray[np.bool_] = np.asarray(np.isfinite(rays).all(axis=2))
        rays = np.where(self.seen[..., None], rays, 0.0)
        self.rotations = np.stack([camera.rotation for camera in cameras])
        self.translations = np.stack([camera.translation_m for camera in cameras])
        self.lenses = np.stack([camera.position_m for camera in cameras])
        self.focal = np.array([np.sqrt(camera.matrix_px[0, 0] * camera.matrix_px[1, 1]) for camera in cameras])
        # Squared distance of a point from a line of sight is a quadratic form of the point.
        self.across = np.eye(3) - rays[..., :, None] * rays[..., None, :]
        self.across_lens = np.einsum("cnij,cj->cni", self.across, self.lenses)

    def places(self, chosen: NDArray[np.int_], use: NDArray[np.bool_]) -> Array:
        """Places of some of the points from the cameras in `use`, shape (cameras, chosen); NaN without two."""
        enough = use.sum(axis=0) >= 2
        weights = use * self.focal[:, None] ** 2
        places = np.full((len(chosen), 3), np.nan)
        if not enough.any():
            return places
        chosen, weights, use = chosen[enough], weights[:, enough], use[:, enough]
        found = self._linear(chosen, weights)
        # A pixel is wider the farther away the point is.
        depths = self._depths(found)
        found = self._linear(chosen, weights / np.maximum(depths, 0.1) ** 2)
        for _ in range(_REFINING_STEPS):
            found = found + self._step(found, chosen, use)
        behind = (use & (self._depths(found) <= 0)).any(axis=0)
        found[behind] = np.nan
        places[enough] = found
        return places

    def distances_px(self, places: Array, chosen: NDArray[np.int_]) -> Array:
        """Distance from where each camera sees the point, shape (cameras, chosen)."""
        return np.asarray(np.linalg.norm(self._residuals(places, chosen)[0], axis=2))

    def m_per_px(self, places: Array, use: NDArray[np.bool_]) -> Array:
        """How far a pixel can move each point in its weakest direction; NaN without a place."""
        scale = self.focal[:, None] / np.maximum(self._depths(places), 0.1)
        stiffness = np.einsum("cn,cnij->nij", np.where(use, scale, 0.0) ** 2, self.across)
        return np.asarray(1 / np.sqrt(np.maximum(np.linalg.eigvalsh(stiffness)[:, 0], 1e-12)))

    def _linear(self, chosen: NDArray[np.int_], weights: Array) -> Array:
        left = np.einsum("cn,cnij->nij", weights, self.across[:, chosen])
        right = np.einsum("cn,cni->ni", weights, self.across_lens[:, chosen])
        # Lines of sight that are parallel have no solution; a trace of stiffness gives some place, dropped later.
        left = left + 1e-9 * np.trace(left, axis1=1, axis2=2)[:, None, None] * np.eye(3)
        return np.asarray(np.linalg.solve(left, right[..., None])[..., 0])

    def _depths(self, places: Array) -> Array:
        return np.asarray(np.einsum("cj,nj->cn", self.rotations[:, 2], places) + self.translations[:, 2:])

    def _residuals(self, places: Array, chosen: NDArray[np.int_]) -> tuple[Array, Array]:
        """Seen less placed, px, shape (cameras, chosen, 2), and the places in each camera's frame."""
        own = np.einsum("cij,nj->cni", self.rotations, places) + self.translations[:, None]
        with np.errstate(invalid="ignore", divide="ignore"):
            off = (self.slopes[:, chosen] - own[..., :2] / own[..., 2:]) * self.focal[:, None, None]
        return off, own

    def _step(self, places: Array, chosen: NDArray[np.int_], use: NDArray[np.bool_]) -> Array:
        """One Gauss-Newton step towards the smallest sum of squared pixels."""
        off, own = self._residuals(places, chosen)
        off = np.where(use[..., None], off, 0.0)
        x, y, depth = own[..., 0], own[..., 1], own[..., 2]
        zero = np.zeros_like(x)
        slope = np.stack(
            [np.stack([1 / depth, zero, -x / depth**2], -1), np.stack([zero, 1 / depth, -y / depth**2], -1)], -2
        )
        slope = np.einsum("cnki,cij->cnkj", slope, self.rotations) * self.focal[:, None, None, None]
        slope = np.where(use[..., None, None], slope, 0.0)
        left = np.einsum("cnki,cnkj->nij", slope, slope)
        right = np.einsum("cnki,cnk->ni", slope, off)
        left = left + 1e-9 * np.trace(left, axis1=1, axis2=2)[:, None, None] * np.eye(3)
        step: Array = np.linalg.solve(left, right[..., None])[..., 0]
        return step


def _all_groups(cameras: int) -> list[list[int]]:
    """Every group of two cameras or more, the largest first."""
    return [list(group) for size in range(cameras, 1, -1) for group in combinations(range(cameras), size)]


def _without_the_worst(sights: _Sights, seen: NDArray[np.bool_], limit_px: float) -> NDArray[np.bool_]:
    """Leave out the camera that is farthest off, point by point, until the others agree or fewer than two are left."""
    use = seen.copy()
    open_points = np.arange(seen.shape[1])
    while len(open_points):
        off = np.where(
            use[:, open_points], sights.distances_px(sights.places(open_points, use[:, open_points]), open_points), -1.0
        )
        worst = off.argmax(axis=0)
        over = ~(off.max(axis=0) <= limit_px)
        use[worst[over], open_points[over]] = False
        open_points = open_points[over & (use[:, open_points].sum(axis=0) >= 2)]
    use[:, use.sum(axis=0) < 2] = False
    return use
