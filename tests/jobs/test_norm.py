"""A norm from a folder of recordings."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.gait.synthetic_walk import Walker

from footwise.errors import FootwiseError
from footwise.jobs import make_norm
from footwise.recordings.c3d.write import write_c3d

LABELS = {
    "heel": "HEE", "toe": "MT2", "fifth_metatarsal": "MT5", "lateral_malleolus": "LM", "medial_malleolus": "MM",
    "lateral_epicondyle": "LEK", "medial_epicondyle": "MEK", "pelvis_1": "ASIS",
}  # fmt: skip


def recorded(path: Path, **how: Any) -> None:
    """A walk in a file, with the labels of a known marker set."""
    path.parent.mkdir(parents=True, exist_ok=True)
    recording = Walker(stop_s=4.0, **how).recording()
    labels = tuple(label[0] + LABELS[label[1:]] for label in recording.markers.labels)
    write_c3d(path, replace(recording, markers=replace(recording.markers, labels=labels)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four people, one of them with two walks and one with a file that is none."""
    out = tmp_path_factory.mktemp("healthy")
    for k in range(3):
        recorded(out / f"p{k}" / "walk.c3d", width_m=0.16 + 0.02 * k)
    recorded(out / "p0" / "again.c3d", width_m=0.16)
    recorded(out / "p3_walk.c3d", width_m=0.22)
    (out / "p2" / "broken.c3d").write_bytes(b"nothing")
    return out


def test_everybody_counts_once_and_what_fails_is_said(folder: Path) -> None:
    made = make_norm(folder, fewest_people=4, source="our laboratory")
    assert (made.people, made.walks) == (4, 5)
    (band,) = made.norm.bands
    assert band.people == 4 and made.norm.source == "our laboratory"
    assert band.measures["step_width_m"][0] == pytest.approx((0.16 + 0.18 + 0.20 + 0.22) / 4, abs=0.003)
    (why,) = made.left_out
    assert why.startswith("p2/broken.c3d: it ")
    assert made.sentences()[0] == "Norm of 4 people in 5 recordings. 1.1 to 1.3 m/s: 4 people"


def test_a_folder_without_people(tmp_path: Path) -> None:
    with pytest.raises(FootwiseError, match="holds no recordings"):
        make_norm(tmp_path)
    with pytest.raises(FootwiseError, match="there is no such folder"):
        make_norm(tmp_path / "nowhere")
    (tmp_path / "p0").mkdir()
    (tmp_path / "p0" / "walk.c3d").write_bytes(b"nothing")
    with pytest.raises(FootwiseError, match=r"no walk that can be measured: p0/walk.c3d: it "):
        make_norm(tmp_path)
