"""Deep and superficial halves: known depths of a curved layer, a border between two regions, and an edge."""

from __future__ import annotations

import numpy as np

from footwise.followup import depth, layered

AFFINE = np.diag([0.5, 0.5, 3.0, 1.0])


def ring() -> tuple[np.ndarray, np.ndarray]:
    """A round bone (label 9) with 4 mm of cartilage around its lower half in two regions (1, 2); the true depths."""
    x, y = (np.indices((120, 120)) - 60) * 0.5
    radius = np.hypot(x, y)
    flat = np.zeros((120, 120), dtype=np.int32)
    flat[radius < 20] = 9
    layer = (radius >= 20) & (radius < 24) & (y < 0)
    flat[layer & (x < 0)], flat[layer & (x >= 0)] = 1, 2
    return np.repeat(flat[:, :, None], 5, axis=2), (radius - 20) / 4


def test_depth_goes_from_bone_to_surface() -> None:
    labels, truth = ring()
    found = depth(labels, AFFINE, {"one": (1,), "other": (2,)}, {"femur": (9,)})
    mine = np.isin(labels, (1, 2))
    assert np.isfinite(found[mine]).all() and np.isnan(found[~mine]).all()
    # To half a voxel of the eight across the layer; the border between the regions and the ends are no surface.
    np.testing.assert_allclose(found[:, :, 2][mine[:, :, 2]], truth[mine[:, :, 2]], atol=0.13)
    halves, names = layered(labels, found, {"one": (1,), "other": (2,)})
    assert list(names) == ["one, deep half", "one, superficial half", "other, deep half", "other, superficial half"]
    counts = [int((halves == number).sum()) for (number,) in names.values()]
    # The outer half of a ring is larger: 22 to 24 against 20 to 22 mm.
    np.testing.assert_allclose(np.array(counts[1::2]) / counts[::2], (24**2 - 22**2) / (22**2 - 20**2), rtol=0.12)


def test_cartilage_on_two_bones_that_touch() -> None:
    """Where two layers meet, each one's surface is the other, and each belongs to its own bone."""
    labels = np.zeros((30, 30, 5), dtype=np.int32)
    labels[:, :8], labels[:, 8:15], labels[:, 15:22], labels[:, 22:] = 8, 1, 2, 9
    found = depth(labels, AFFINE, {"tibia": (1,), "femur": (2,)}, {"tibia bone": (8,), "femur bone": (9,)})
    column = found[15, 8:22, 2]
    assert (np.diff(column[:7]) > 0).all() and (np.diff(column[7:]) < 0).all()
    np.testing.assert_allclose(column, column[::-1], atol=1e-9)


def test_without_bones_there_are_no_layers() -> None:
    labels, _ = ring()
    regions = {"one": (1,)}
    assert layered(labels, depth(labels, AFFINE, regions, {}), regions)[1] == {}
    far = np.zeros((80, 20, 5), dtype=np.int32)
    far[2:5], far[70:74] = 1, 9
    assert layered(far, depth(far, AFFINE, regions, {"femur": (9,)}), regions)[1] == {}
    assert np.isnan(depth(labels, AFFINE, regions, {"patella": (7,)})).all()
