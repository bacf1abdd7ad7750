"""Walks of one person that must not be compared."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.gait.synthetic_walk import Walker
from tests.loads.modelled_walk import modelled_walk

from footwise.errors import FootwiseError
from footwise.loads import analyse_walk
from footwise.prescription.study_walks import _check_same_knee


def test_knees_found_in_different_ways_are_not_compared():
    natural = analyse_walk(Walker().recording())
    changed = analyse_walk(replace(modelled_walk(), source=Path("toe-in.c3d")))
    _check_same_knee([natural, natural])
    with pytest.raises(FootwiseError, match=r"toe-in\.c3d: has its left knee from joint centres .* cannot be compared"):
        _check_same_knee([natural, changed])
