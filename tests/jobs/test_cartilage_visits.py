"""Two visits of a knee that moves: regions drawn once, layers, the page, and a change with its error."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from footwise.errors import FootwiseError
from footwise.followup import read_image, write_image
from footwise.jobs import CartilageRequest, measure_cartilage, write_cartilage
from footwise.simulation import KNEE_REGIONS_MS, Pose, knee_phantom

TIMES = (0.0, 15.0, 30.0, 50.0)
LIKE = {"shape": (104, 92, 22), "voxel_mm": (0.6, 0.6, 4.0), "times_ms": TIMES}
NAMES = """score = "WORMS"
[regions]
MFC = 1
LFC = 2
MTC = 3
LTC = 4
[bones]
femur = 11
tibia = 12
"""


def written(folder: Path, phantom) -> list[Path]:
    folder.mkdir()
    for k, volume in enumerate(phantom.series.signal):
        write_image(folder / f"{k}.nii.gz", volume, phantom.series.grid, "spin-lock image", simulated=True)
    write_image(folder / "labels.nii.gz", phantom.labels, phantom.series.grid, "regions", simulated=True)
    return [folder / f"{k}.nii.gz" for k in range(len(TIMES))]


@pytest.fixture(scope="module")
def visits(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("visits")
    (folder / "names.toml").write_text(NAMES)
    moved = [Pose(), Pose((0.5, 0.8, -0.6), (1.0, -1.0, 0.5)), Pose(), Pose((0.3, -1.0, 0.4), (0.0, 1.0, 0.0))]
    first = written(folder / "first", knee_phantom(**LIKE, poses=moved))
    elsewhere = [Pose((3.0, -4.0, 2.0), (2.0, 3.0, 1.0))] * 4
    later = {name: 1.1 * mean for name, mean in KNEE_REGIONS_MS.items()}
    second = written(folder / "second", knee_phantom(**LIKE, poses=elsewhere, regions_ms=later, seed=4))
    like = {"times_ms": TIMES, "regions": folder / "names.toml", "person": "P07"}
    one = measure_cartilage(CartilageRequest(first, labels=folder / "first" / "labels.nii.gz", week=0.0, **like))
    write_cartilage(one, folder / "visit1")
    two = measure_cartilage(CartilageRequest(second, before=folder / "visit1", week=52.0, **like))
    write_cartilage(two, folder / "visit2")
    return folder


def test_regions_have_their_scores_names_and_layers(visits: Path) -> None:
    table = pd.read_csv(visits / "visit1" / "regions.csv").set_index("region")
    assert list(table.index[:4]) == [f"central {k}" for k in ("medial femur", "lateral femur", "medial tibia",
                                                              "lateral tibia")]  # fmt: skip
    assert table["whole"].tolist() == [True] * 4 + [False] * 8
    for region in table.index[:4]:
        deep, superficial = (table.loc[f"{region}, {layer} half"] for layer in ("deep", "superficial"))
        assert deep["voxels"] + superficial["voxels"] == table.loc[region, "voxels"]
        # T rises from 0.8 times the mean at the bone to 1.2 times at the surface.
        assert deep["mean_ms"] * 1.1 < superficial["mean_ms"]


def test_movement_is_said_and_the_map_before_and_after_shown(visits: Path) -> None:
    moved = pd.read_csv(visits / "visit1" / "movement.csv")
    assert moved["corrected"].tolist() == [False, True, False, True]
    np.testing.assert_allclose(moved["turn_deg"], [0.0, 1.5, 0.0, 1.0], atol=0.2)
    page = (visits / "visit1" / "report.html").read_text(encoding="utf-8")
    assert "Before and after" in page and "SIMULATED" in page and page.count("as recorded ·") == 3
    labels = read_image(visits / "visit1" / "labels.nii.gz").volumes[0]
    # Every slice with cartilage, and three before and after.
    assert page.count("<img") == ((labels > 0) & (labels < 10)).any(axis=(0, 1)).sum() + 6
    assert "http" not in page.replace("http://www.w3.org", "")


def test_the_change_is_found_on_the_regions_of_the_first_visit(visits: Path) -> None:
    change = pd.read_csv(visits / "visit2" / "change.csv", keep_default_na=False)
    assert len(change) == 12
    whole = change[~change["region"].str.contains("half")]
    np.testing.assert_allclose(whole["change_pct"].astype(float), 10.0, atol=2.0)
    np.testing.assert_allclose(
        change["error_ms"].astype(float), 2**0.5 * 0.031 * change["baseline_mean_ms"].astype(float)
    )
    page = (visits / "visit2" / "report.html").read_text(encoding="utf-8")
    assert "Change since the earlier visit" in page and "Li et al." in page


def test_an_own_repeat_tells_the_error(visits: Path) -> None:
    again = pd.read_csv(visits / "visit1" / "regions.csv")
    again["mean_ms"] *= 1.02
    again.to_csv(visits / "again.csv", index=False)
    images = [visits / "first" / f"{k}.nii.gz" for k in range(4)]
    like = {"times_ms": TIMES, "regions": visits / "names.toml", "person": "P07", "repeat": visits / "again.csv"}
    labels = visits / "first" / "labels.nii.gz"
    one = measure_cartilage(CartilageRequest(images, labels=labels, before=visits / "visit1", week=2.0, **like))
    assert one.repeatability is not None
    assert one.repeatability.cv_pct == pytest.approx(100 * 0.02 / 2**0.5 / 1.01, rel=1e-3)
    np.testing.assert_allclose(one.change["change_ms"], 0.0, atol=1e-4)


def test_without_registration(visits: Path) -> None:
    images = [visits / "first" / f"{k}.nii.gz" for k in range(4)]
    labels = visits / "first" / "labels.nii.gz"
    request = CartilageRequest(images, times_ms=TIMES, labels=labels, registration=False)
    one = measure_cartilage(request)
    assert one.recorded is None and one.facts["movement"] == "not looked for"
    assert one.images.series is one.images.recorded


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ('score = "MOAKS"\n[regions]\nMFA = 1\n', "has 'MFA', no region of MOAKS"),
        ('score = "KL"\n[regions]\nMFA = 1\n', "has the score 'KL'"),
        ('[regions]\n"medial" = 1\n[bones]\nfemur = 1\n', "has label 1 in 'medial' and 'femur'"),
        ('bones = 3\n[regions]\n"medial" = 1\n', "has 'bones', which is no table"),
    ],
)
def test_names_that_make_no_sense(visits: Path, tmp_path: Path, text: str, trouble: str) -> None:
    (tmp_path / "names.toml").write_text(text)
    images = [visits / "first" / f"{k}.nii.gz" for k in range(4)]
    labels = visits / "first" / "labels.nii.gz"
    with pytest.raises(FootwiseError, match=trouble):
        measure_cartilage(CartilageRequest(images, times_ms=TIMES, labels=labels, regions=tmp_path / "names.toml"))


def test_a_notebook_has_what_the_command_has(visits: Path) -> None:
    import footwise as fw

    second = [visits / "second" / f"{k}.nii.gz" for k in range(len(TIMES))]
    like = {
        "times_ms": TIMES,
        "regions": visits / "names.toml",
        "person": "P07",
        "week": 52,
        "before": visits / "visit1",
    }
    measured = fw.map_cartilage(second, **like)
    pd.testing.assert_frame_equal(
        measured.change.drop(columns=["reason"]),
        pd.read_csv(visits / "visit2" / "change.csv").drop(columns=["reason"]),
        check_dtype=False,
        rtol=1e-3,
        atol=0.02,
    )
    assert len(measured.images.moved) == len(TIMES) and measured.outcomes is not None
    assert fw.map_cartilage(second, **like, registration=False).images.moved == ()
