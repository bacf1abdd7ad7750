"""One name for two markers: the order in the file never decides which is taken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.recordings.c3d_bytes import c3d_bytes
from tests.recordings.people import HBM2, walking
from tests.recordings.test_opensim import trc

from footwise.errors import FootwiseError
from footwise.recordings import Recording, read_recording

WALK = walking()
TOE = HBM2.index("LMT2")
NOWHERE = np.full_like(WALK[:, :1], np.nan)


def read(folder: Path, points: np.ndarray, labels: list[str], kind: str) -> Recording:
    path = folder / f"walk.{kind}"
    if kind == "trc":
        path.write_text(trc(points, labels))
    else:
        path.write_bytes(c3d_bytes(points, labels))
    return read_recording(path)


def doubled(extra: np.ndarray, label: str, first: bool, prefix: str = "") -> tuple[np.ndarray, list[str]]:
    """The walk with one marker more, before or behind the others."""
    labels, parts = [prefix + name for name in HBM2], [WALK, extra]
    names = [labels, [label]]
    if first:
        parts, names = parts[::-1], names[::-1]
    return np.concatenate(parts, axis=1), [name for group in names for name in group]


@pytest.mark.parametrize("kind", ["trc", "c3d"])
@pytest.mark.parametrize("first", [True, False])
def test_a_stray_marker_without_the_persons_prefix(tmp_path: Path, first: bool, kind: str) -> None:
    stray = WALK[:, [TOE]] + [0.0, 120.0, 0.0]
    recording = read(tmp_path, *doubled(stray, "LMT2", first, prefix="Anna:"), kind)
    assert recording.roles["left", "toe"] == "subject:LMT2"
    assert any("LMT2 also without a name before it; the markers of subject" in str(note) for note in recording.notes)


@pytest.mark.parametrize("first", [True, False])
def test_two_markers_of_one_name_at_two_places_are_refused_by_it(tmp_path: Path, first: bool) -> None:
    with pytest.raises(FootwiseError, match="several markers called LMT2, up to 120 mm apart"):
        read(tmp_path, *doubled(WALK[:, [TOE]] + [0.0, 120.0, 0.0], "LMT2", first), "c3d")


@pytest.mark.parametrize("first", [True, False])
def test_the_one_that_is_ever_seen_is_taken(tmp_path: Path, first: bool) -> None:
    recording = read(tmp_path, *doubled(NOWHERE, "LMT2", first), "c3d")
    alone = read(tmp_path, WALK, list(HBM2), "c3d")
    np.testing.assert_allclose(recording.marker("left", "toe"), alone.marker("left", "toe"))
    assert recording.markers.labels.count("LMT2") == 1


@pytest.mark.parametrize("first", [True, False])
def test_two_trajectories_of_one_marker_close_each_others_gaps(tmp_path: Path, first: bool) -> None:
    points, labels = doubled(WALK[:, [TOE]], "LMT2", first)
    places = [k for k, label in enumerate(labels) if label == "LMT2"]
    points[3:9, places[0]] = np.nan
    recording = read(tmp_path, points, labels, "c3d")
    assert np.isfinite(recording.marker("left", "toe")[3:9]).all()


def test_two_that_are_never_seen_together_may_be_two(tmp_path: Path) -> None:
    points, labels = doubled(WALK[:, [TOE]], "LMT2", first=False)
    places = [k for k, label in enumerate(labels) if label == "LMT2"]
    points[:40, places[0]], points[40:, places[1]] = np.nan, np.nan
    with pytest.raises(FootwiseError, match="called LMT2, never seen at the same time"):
        read(tmp_path, points, labels, "c3d")


def test_a_whole_set_of_nobodys_beside_a_persons_own(tmp_path: Path) -> None:
    points = np.concatenate([WALK + np.array([0.0, 500.0, 0.0]), WALK], axis=1)
    recording = read(tmp_path, points, [*HBM2, *(f"Anna:{name}" for name in HBM2)], "c3d")
    assert set(recording.roles.values()) <= {f"subject:{name}" for name in HBM2}
