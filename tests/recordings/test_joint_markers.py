"""Markers on both faces of knee and ankle: what no joint can be is refused by the labels."""

import numpy as np
import pytest
from tests.recordings.people import HBM2, standing
from tests.recordings.test_opensim import trc

from footwise.errors import FootwiseError
from footwise.recordings import read_recording


def read(folder, **moved_mm):
    """A standing person with some markers moved."""
    points = standing().copy()
    for label, by in moved_mm.items():
        points[:, HBM2.index(label)] += by
    (folder / "standing.trc").write_text(trc(points))
    return read_recording(folder / "standing.trc")


def exchanged(folder, *labels):
    names = list(HBM2)
    first, second = (names.index(label) for label in labels)
    names[first], names[second] = names[second], names[first]
    (folder / "standing.trc").write_text(trc(standing(), names))
    return read_recording(folder / "standing.trc")


def test_a_sound_person_is_read(tmp_path):
    assert read(tmp_path).notes == ()


@pytest.mark.parametrize("labels", [("LMEK", "RMEK"), ("LMM", "RMM"), ("LLEK", "RLEK"), ("LLM", "RLM")])
def test_markers_of_the_other_leg(tmp_path, labels):
    with pytest.raises(FootwiseError, match=rf"exchanged.*{labels[0]}|wide .*{labels[0]}"):
        exchanged(tmp_path, *labels)


@pytest.mark.parametrize(
    ("label", "by", "said"),
    [
        ("LMEK", (0, 0, 55), "LLEK and LMEK at heights that differ by"),
        ("LMEK", (0, 0, -55), "LLEK and LMEK at heights that differ by"),
        ("RMM", (0, 0, 70), "RLM and RMM at heights that differ by"),
        ("RLEK", (0, -160, 0), r"makes the right knee 0\.2\d m wide \(RLEK and RMEK\)"),
    ],
)
def test_a_marker_that_has_moved(tmp_path, label, by, said):
    with pytest.raises(FootwiseError, match=said):
        read(tmp_path, **{label: np.array(by, dtype=float)})


@pytest.mark.parametrize("by", [(0, 0, 15), (10, 0, -15), (0, 10, 0)])
def test_knees_that_people_have(tmp_path, by):
    assert read(tmp_path, LMEK=np.array(by, dtype=float)).notes == ()
