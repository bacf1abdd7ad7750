"""Responses: the published mean, a person drawn from the spread, and a file of one's own."""

import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.simulation import read_response


def test_default_is_the_published_mean():
    response = read_response()
    # 0.199 %BW·ht at an achieved 9.62° of toe-in: 0.207 at 10°.
    assert response.reduction(-10.0)[0] == pytest.approx(0.199 / 9.62 * 10, abs=0.001)
    # 0.26 at 9.0° of toe-out for the late peak.
    assert response.reduction(9.0)[1] == pytest.approx(0.26, abs=0.002)
    assert response.reduction(0.0) == (0.0, 0.0)
    assert response.reduction(-5.0)[0] == pytest.approx(response.reduction(-10.0)[0] / 2)


def test_drawn_people_have_the_published_spread():
    first = np.array([read_response(draw=seed).reduction(-9.62)[0] for seed in range(2000)])
    # Of 107 people: 0.199 ± 0.292, 22 % got worse. Standard errors of 2000 draws: 0.0065, 0.0046, 0.9 %.
    assert first.mean() == pytest.approx(0.199, abs=0.02)
    assert first.std() == pytest.approx(0.292, abs=0.015)
    assert (first < 0).mean() == pytest.approx(0.22, abs=0.04)


def test_a_seed_is_a_person():
    assert read_response(draw=4).per_degree == read_response(draw=4).per_degree
    assert read_response(draw=4).per_degree != read_response(draw=5).per_degree


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", "[toe-in]"),
        ("[toe-in]\nkam_peak1 = 1\nkam_peak2 = 1", "[toe-out]"),
        ("[toe-in]\nkam_peak1 = 1\nkam_peak2 = 1\n[toe-out]\nkam_peak1 = 'x'\nkam_peak2 = 1", "number"),
        ("[toe-in]\nkam_peak1 = 1\nkam_peak2 = 1\nkam = 3\n[toe-out]\nkam_peak1 = 1\nkam_peak2 = 1", "'kam'"),
        ("][", "response file"),
    ],
)
def test_a_wrong_file_is_one_line(tmp_path, text, names):
    file = tmp_path / "response.toml"
    file.write_text(text)
    with pytest.raises(FootwiseError) as caught:
        read_response(file)
    assert names in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_file(tmp_path):
    with pytest.raises(FootwiseError, match="there is no such file"):
        read_response(tmp_path / "none.toml")
