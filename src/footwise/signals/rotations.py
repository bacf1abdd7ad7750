"""Vectors and rotations, one per frame."""

import numpy as np
from numpy.typing import ArrayLike

from footwise.arrays import Array


def cross(a: Array, b: Array) -> Array:
    """Cross product along the last axis; several times quicker than `numpy.cross` on frames."""
    ax, ay, az = a[..., 0], a[..., 1], a[..., 2]
    bx, by, bz = b[..., 0], b[..., 1], b[..., 2]
    return np.stack((ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx), axis=-1)


def norm(vectors: Array) -> Array:
    """Length of vectors along the last axis."""
    length: Array = np.sqrt(np.einsum("...i,...i->...", vectors, vectors))
    return length


def unit(vectors: Array) -> Array:
    """Vectors scaled to length one along the last axis; NaN where the length is zero."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return vectors / norm(vectors)[..., None]


def rotation_about(axis: ArrayLike, angle_rad: ArrayLike) -> Array:
    """Rotation matrices about a fixed axis, right-handed.

    Parameters
    ----------
    axis : array-like, shape (3,)
    angle_rad : float or array-like, shape (n,)

    Returns
    -------
    array, shape (3, 3) or (n, 3, 3)
        ``R @ v`` turns `v` by the angle about the axis (Rodrigues).
    """
    x, y, z = unit(np.asarray(axis, dtype=float))
    skew = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.asarray(angle_rad, dtype=float)[..., None, None]
    return np.asarray(np.eye(3) + np.sin(angle) * skew + (1 - np.cos(angle)) * (skew @ skew))


def quaternion_of(vectors: Array) -> Array:
    """Unit quaternions of rotation vectors (axis times angle, rad).

    Parameters
    ----------
    vectors : array, shape (..., 3)

    Returns
    -------
    array, shape (..., 4)
        Scalar part first.
    """
    half = np.maximum(0.5 * norm(vectors), 1e-12)
    quaternions = np.empty((*half.shape, 4))
    quaternions[..., 0] = np.cos(half)
    quaternions[..., 1:] = vectors * (0.5 * np.sin(half) / half)[..., None]
    return quaternions


def running_product(quaternions: Array) -> Array:
    """Products ``q[0] q[1] ... q[k]`` for every k along the last axis but one.

    A scan by doubling: after the pass with reach r, place k holds the product of the last 2r quaternions up to it,
    so that a chain of n needs log2(n) passes over whole arrays (Hillis & Steele, Commun ACM 1986;29:1170).

    Parameters
    ----------
    quaternions : array, shape (..., n, 4)
        Scalar part first.

    Returns
    -------
    array, shape (..., n, 4)
    """
    # w + xi + yj + zk is a + bj with the complex numbers a = w + xi and b = y + zi; then four products do for sixteen.
    pairs = np.ascontiguousarray(quaternions).view(np.complex128)
    a, b = pairs[..., 0].copy(), pairs[..., 1].copy()
    reach = 1
    while reach < a.shape[-1]:
        a0, b0, a1, b1 = a[..., :-reach], b[..., :-reach], a[..., reach:], b[..., reach:]
        further_a, further_b = a0 * a1 - b0 * b1.conj(), a0 * b1 + b0 * a1.conj()
        a[..., reach:], b[..., reach:] = further_a, further_b
        reach *= 2
    return np.stack((a, b), axis=-1).view(np.float64)


def rotate(quaternions: Array, vectors: Array) -> Array:
    """Turn vectors by unit quaternions: ``q v q*``.

    Parameters
    ----------
    quaternions : array, shape (..., 4)
        Scalar part first.
    vectors : array, shape (..., 3)

    Returns
    -------
    array, shape (..., 3)
    """
    part = quaternions[..., 1:]
    twice = 2 * cross(part, vectors)
    return vectors + quaternions[..., :1] * twice + cross(part, twice)


def superimpose(reference: Array, observed: Array) -> tuple[Array, Array, Array]:
    """Best rigid motion from a reference cluster to the observed one, frame by frame (Kabsch).

    Parameters
    ----------
    reference : array, shape (k, 3)
        At least three points that are not in a line.
    observed : array, shape (n, k, 3)
        The same points in `n` frames; a frame with any NaN gives NaN.

    Returns
    -------
    rotation : array, shape (n, 3, 3)
    translation : array, shape (n, 3)
        ``observed ≈ reference @ rotation.T + translation``.
    residual : array, shape (n,)
        Root mean square distance left between the points.

    References
    ----------
    Kabsch W. Acta Cryst A 1976;32:922; Söderkvist & Wedin, J Biomech 1993;26:1473.
    """
    complete = np.asarray(np.isfinite(observed).all(axis=(1, 2)))
    points = np.where(complete[:, None, None], observed, reference)
    centre = reference.mean(axis=0)
    centres = points.mean(axis=1)
    covariance = np.einsum("ki,nkj->nij", reference - centre, points - centres[:, None])
    u, _, vt = np.linalg.svd(covariance)
    # A reflection is never a motion of a rigid body: turn the weakest axis round.
    sign = np.where(np.linalg.det(u @ vt) < 0, -1.0, 1.0)
    u[:, :, 2] *= sign[:, None]
    rotation = np.swapaxes(u @ vt, 1, 2)
    translation = centres - np.einsum("nij,j->ni", rotation, centre)
    fitted = np.einsum("nij,kj->nki", rotation, reference) + translation[:, None]
    residual = np.sqrt(((fitted - points) ** 2).sum(axis=2).mean(axis=1))
    rotation[~complete], translation[~complete], residual[~complete] = np.nan, np.nan, np.nan
    return rotation, translation, residual
