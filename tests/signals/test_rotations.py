"""Rigid motions of clusters, rotations and vectors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from footwise.signals import cross, norm, quaternion_of, rotate, rotation_about, running_product, superimpose, unit

CLUSTER = np.array([[0.0, 0, 0], [0.1, 0.02, 0], [0.03, 0.12, 0.01], [0.05, 0.04, 0.09]])


@given(st.integers(0, 10_000), st.integers(3, 4))
def test_a_rigid_motion_is_found_exactly(seed, points):
    random = np.random.default_rng(seed)
    turns = Rotation.from_quat(random.normal(size=(5, 4))).as_matrix()
    shifts = random.uniform(-3, 3, (5, 3))
    reference = CLUSTER[:points] + random.uniform(-1, 1, 3)
    observed = np.einsum("nij,kj->nki", turns, reference) + shifts[:, None]
    rotation, translation, residual = superimpose(reference, observed)
    np.testing.assert_allclose(rotation, turns, atol=1e-9)
    np.testing.assert_allclose(translation, shifts, atol=1e-9)
    np.testing.assert_allclose(residual, 0, atol=1e-9)


def test_equals_scipy_with_noise():
    random = np.random.default_rng(5)
    turn = Rotation.from_rotvec([0.3, -1.2, 0.7])
    observed = turn.apply(CLUSTER) + 0.004 * random.standard_normal(CLUSTER.shape)
    rotation, translation, residual = superimpose(CLUSTER, observed[None])
    expected, distance = Rotation.align_vectors(observed - observed.mean(0), CLUSTER - CLUSTER.mean(0))
    np.testing.assert_allclose(rotation[0], expected.as_matrix(), atol=1e-9)
    np.testing.assert_allclose(residual[0], distance / np.sqrt(len(CLUSTER)), rtol=1e-6)
    np.testing.assert_allclose(CLUSTER.mean(0) @ rotation[0].T + translation[0], observed.mean(0), atol=1e-12)


@pytest.mark.parametrize("points", [3, 4])
def test_a_mirror_image_never_gives_a_reflection(points):
    mirrored = CLUSTER[:points] * [1, -1, 1]
    rotation, _, residual = superimpose(CLUSTER[:points], mirrored[None])
    assert np.linalg.det(rotation[0]) == pytest.approx(1)
    np.testing.assert_allclose(rotation[0] @ rotation[0].T, np.eye(3), atol=1e-12)
    # Three points lie in a plane: their mirror image is a rotation. Four in space are not.
    assert (residual[0] < 0.003) == (points == 3)


def test_a_frame_with_a_missing_marker_is_missing_alone():
    observed = np.stack((CLUSTER, CLUSTER + 1, CLUSTER))
    observed[1, 2, 0] = np.nan
    rotation, translation, residual = superimpose(CLUSTER, observed)
    assert np.isnan(rotation[1]).all() and np.isnan(translation[1]).all() and np.isnan(residual[1])
    np.testing.assert_allclose(rotation[[0, 2]], [np.eye(3)] * 2, atol=1e-12)


def test_rotation_about_an_axis_is_scipy_s():
    angles = np.linspace(-4, 4, 9)
    axis = np.array([1.0, -2, 0.5])
    expected = Rotation.from_rotvec(angles[:, None] * axis / np.linalg.norm(axis)).as_matrix()
    np.testing.assert_allclose(rotation_about(axis, angles), expected, atol=1e-12)
    np.testing.assert_allclose(rotation_about([0, 0, 2], np.pi / 2) @ [1, 0, 0], [0, 1, 0], atol=1e-12)


def test_vectors_are_numpy_s():
    a, b = np.random.default_rng(6).standard_normal((2, 7, 3))
    np.testing.assert_allclose(cross(a, b), np.cross(a, b), atol=1e-15)
    np.testing.assert_allclose(norm(a), np.linalg.norm(a, axis=1))
    assert np.isnan(unit(np.zeros((1, 3)))).all()


@given(st.integers(0, 10_000), st.integers(1, 40))
def test_a_running_product_is_one_rotation_after_the_other(seed, length):
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(3, length, 3)) * random.uniform(0, 2)
    products = running_product(quaternion_of(vectors))
    for chain, product in zip(vectors, products, strict=True):
        whole = Rotation.identity()
        for vector, found in zip(chain, product, strict=True):
            whole = whole * Rotation.from_rotvec(vector)
            expected = np.roll(whole.as_quat(), 1)
            assert abs(abs(expected @ found) - 1) < 1e-12


@given(st.integers(0, 10_000))
def test_quaternions_turn_vectors_as_matrices_do(seed):
    random = np.random.default_rng(seed)
    turns, vectors = random.normal(size=(4, 5, 3)), random.normal(size=(4, 5, 3))
    expected = Rotation.from_rotvec(turns.reshape(-1, 3)).apply(vectors.reshape(-1, 3)).reshape(4, 5, 3)
    np.testing.assert_allclose(rotate(quaternion_of(turns), vectors), expected, atol=1e-12)


def test_no_rotation_is_the_quaternion_one():
    np.testing.assert_allclose(quaternion_of(np.zeros((2, 3))), [[1, 0, 0, 0]] * 2)
