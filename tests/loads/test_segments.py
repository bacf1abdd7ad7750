"""The inertia tables against the printed ones, of both sexes."""

import numpy as np
import pytest

from footwise.loads.segments import FOOT_SEGMENT, SHANK_SEGMENT

# Mass in % of the body's, centre of mass in % of the length, radii of gyration in % of the length as
# printed: xx, yy, zz, xy, xz, yz, imaginary ones (1j) for negative products.
PRINTED = {
    "shank": (
        SHANK_SEGMENT,
        (4.5, (-4.9, -40.4, 3.1), (28, 10, 28, 2, 1, 6)),
        (4.8, (-4.8, -41.0, 0.7), (28, 10, 28, 4j, 2j, 5)),
    ),
    "foot": (
        FOOT_SEGMENT,
        (1.0, (38.2, -30.9, 5.5), (24, 50, 50, 15j, 9, 5j)),
        (1.2, (50.2, -19.9, 3.4), (22, 49, 48, 17, 11j, 0)),
    ),
}


def tensor(radii):
    xx, yy, zz, xy, xz, yz = (complex(r / 100) ** 2 for r in radii)
    return np.real(np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]]))


@pytest.mark.parametrize("name", PRINTED)
def test_is_the_mean_of_the_printed_sexes(name):
    segment, female, male = PRINTED[name]
    assert segment.mass_share == pytest.approx((female[0] + male[0]) / 200)
    np.testing.assert_allclose(segment.centre, (np.array(female[1]) + male[1]) / 200, atol=5.1e-4)
    centre, inertia = segment.scaled(1.0, 1.0, "right")
    np.testing.assert_allclose(centre, segment.centre)
    # The table keeps three digits of the radii.
    np.testing.assert_allclose(inertia, (tensor(female[2]) + tensor(male[2])) / 2, atol=5e-4)


@pytest.mark.parametrize("name", PRINTED)
@pytest.mark.parametrize("side", ["left", "right"])
def test_is_a_possible_body(name, side):
    segment, *_ = PRINTED[name]
    _, inertia = segment.scaled(0.4, 3.0, side)
    principal = np.linalg.eigvalsh(inertia)
    assert (principal > 0).all()
    # No body spins about one axis harder than about both others together.
    assert principal[2] <= principal[0] + principal[1]


@pytest.mark.parametrize("name", PRINTED)
def test_left_is_the_mirror_image_of_right(name):
    segment, *_ = PRINTED[name]
    mirror = np.diag([1.0, 1.0, -1.0])
    right_centre, right = segment.scaled(0.4, 3.0, "right")
    left_centre, left = segment.scaled(0.4, 3.0, "left")
    np.testing.assert_allclose(left_centre, mirror @ right_centre)
    np.testing.assert_allclose(left, mirror @ right @ mirror)


def test_scales_with_mass_and_length_squared():
    _, small = SHANK_SEGMENT.scaled(0.2, 1.0, "left")
    _, large = SHANK_SEGMENT.scaled(0.4, 3.0, "left")
    np.testing.assert_allclose(large, 12 * small)
