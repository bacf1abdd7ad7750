"""Copies of a recording, and recordings of different people."""

from dataclasses import replace

import pytest
from tests.gait.synthetic_walk import Walker

from footwise.errors import FootwiseError
from footwise.recordings import check_recorded_once, different_people


@pytest.mark.requirement("R-020")
def test_a_copy_under_another_name_is_refused(tmp_path):
    one, other = Walker().recording(), Walker(stop_s=6.0).recording()
    check_recorded_once([one, other])
    with pytest.raises(FootwiseError, match="holds the same walk as"):
        check_recorded_once([one, other, replace(one, source=tmp_path / "copy.c3d")])


@pytest.mark.parametrize(("mass_kg", "height_m", "said"), [
    (65.0, 1.70, ""), (66.9, 1.72, ""), (68.0, 1.70, "65.0 and 68.0 kg"), (None, 1.75, "1.70 and 1.75 m"),
    (None, None, ""),
])  # fmt: skip
@pytest.mark.requirement("R-020")
def test_people_are_told_apart_by_mass_or_height(mass_kg, height_m, said):
    one = Walker().recording()
    one = replace(one, person=replace(one.person, mass_kg=65.0, height_m=1.70))
    assert different_people([one, replace(one, person=replace(one.person, mass_kg=mass_kg, height_m=height_m))]) == said
