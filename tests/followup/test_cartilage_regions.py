from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from footwise.errors import FootwiseError
from footwise.followup import (
    Grid,
    LabelImage,
    read_labels,
    read_region_names,
    region_change,
    region_table,
    relaxation_map,
    write_image,
)
from footwise.simulation.relaxation_phantom import REGIONS_MS, relaxation_phantom

FEMUR = "medial weight-bearing femur"


@pytest.fixture(scope="module")
def phantom():
    return relaxation_phantom((40, 40, 6))


@pytest.fixture(scope="module")
def one(phantom):
    return relaxation_map(phantom.series, phantom.labels > 0)


def labels_of(phantom) -> LabelImage:
    return LabelImage(Path("labels.nii.gz"), phantom.labels.astype(np.int32), phantom.series.grid)


def test_regions_of_the_phantom(phantom, one) -> None:
    table = region_table(one, labels_of(phantom), phantom.regions)
    assert table["region"].tolist() == list(REGIONS_MS)
    for row, (mean, label) in zip(table.itertuples(), zip(REGIONS_MS.values(), (1, 2, 3, 4), strict=True), strict=True):
        here = phantom.labels == label
        assert row.mean_ms == pytest.approx(mean, rel=0.01)
        assert row.median_ms == pytest.approx(mean, rel=0.02)
        assert row.sd_ms > np.std(phantom.time_ms[here])
        assert (row.voxels, row.volume_mm3) == (here.sum(), pytest.approx(here.sum() * 0.48))
        assert row.used == np.isfinite(one.time_ms[here]).sum()
        assert row.excluded_pct == pytest.approx(100 * (1 - row.used / row.voxels))
        assert row.reason == ""


def test_excluded_voxels_are_told(phantom) -> None:
    signal = phantom.series.signal.copy()
    medial = np.flatnonzero(phantom.labels.ravel() == 1)
    signal.reshape(7, -1)[2, medial[: len(medial) // 4]] = np.nan
    series = type(phantom.series)(signal, phantom.series.times_ms, phantom.series.grid, np.inf, "given")
    row = region_table(relaxation_map(series, phantom.labels > 0), labels_of(phantom), phantom.regions).iloc[0]
    assert row["excluded_pct"] == pytest.approx(25.0, abs=0.2)
    assert row["excluded_why"].startswith(f"{len(medial) // 4} missing value")
    signal.reshape(7, -1)[2, medial] = np.nan
    row = region_table(relaxation_map(series, phantom.labels > 0), labels_of(phantom), phantom.regions).iloc[0]
    assert np.isnan(row["mean_ms"])
    assert (row["excluded_pct"], row["reason"]) == (100.0, "every voxel is excluded")


def test_a_region_without_voxels_and_a_label_without_name(phantom, one) -> None:
    table = region_table(one, labels_of(phantom), {"patella": (9,), "femur": (1, 2)}).set_index("region")
    assert table.index.tolist() == ["patella", "femur", "label 3", "label 4"]
    assert table.loc["patella", "reason"] == "the label image has no voxel with 9"
    assert np.isnan(table.loc["patella", "mean_ms"])
    assert table.loc["femur", "voxels"] == (phantom.labels <= 2).sum() - (phantom.labels == 0).sum()


def test_a_small_region_says_so(phantom, one) -> None:
    few = LabelImage(Path("few.nii"), np.zeros(phantom.labels.shape, dtype=np.int32), phantom.series.grid)
    few.labels[20, 20, 2:5] = 1
    assert region_table(one, few)["reason"].tolist() == ["only 3 voxels"]


@pytest.mark.parametrize(
    ("values", "trouble"),
    [
        (np.zeros((4, 4, 2)), "has no label"),
        (np.full((4, 4, 2), 0.5), "has the value 0.5, which is no label"),
        (np.full((4, 4, 2), -1.0), "has the value -1"),
        (np.full((4, 4, 2), np.nan), "has the value nan"),
        (np.ones((4, 4, 3)), r"another grid \(4×4×3 .* than t1.nii \(4×4×2"),
        (np.ones((4, 4, 2, 2)), "has 2 volumes"),
    ],
)
def test_label_images_that_cannot_be(tmp_path: Path, values: np.ndarray, trouble: str) -> None:
    path = tmp_path / "labels.nii.gz"
    write_image(path, values.astype(np.float32), Grid((4, 4, 2), np.eye(4)), "labels")
    with pytest.raises(FootwiseError, match=trouble):
        read_labels(path, Grid((4, 4, 2), np.eye(4)), "t1.nii")


def test_names_of_regions(tmp_path: Path) -> None:
    toml = tmp_path / "regions.toml"
    toml.write_text(f'[regions]\n"{FEMUR}" = 1\ntibia = [3, 4]\n')
    assert read_region_names(toml) == {FEMUR: (1,), "tibia": (3, 4)}
    csv = tmp_path / "regions.csv"
    csv.write_text(f"label;region\n1;{FEMUR}\n3;tibia\n4;tibia\n")
    assert read_region_names(csv) == {FEMUR: (1,), "tibia": (3, 4)}


@pytest.mark.parametrize(
    ("name", "text", "trouble"),
    [
        ("a.toml", "x = 1", r"no table \[regions\]"),
        ("a.toml", "[regions]\n", "names no region"),
        ("a.toml", '[regions]\na = "one"\n', "gives 'a' the label 'one'"),
        ("a.toml", "[regions]\na = 0\n", "the label 0"),
        ("a.toml", "[regions]\na = 1\nb = [2, 1]\n", "has label 1 in 'a' and 'b'"),
        ("a.toml", "[regions", "is not a list of regions"),
        ("a.csv", "name,number\na,1\n", "has the columns name, number"),
        ("a.csv", "label,region\n1.5,a\n", "has the label 1.5"),
        ("a.csv", "label,region\none,a\n", "'one' as label"),
    ],
)
def test_names_that_cannot_be(tmp_path: Path, name: str, text: str, trouble: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(FootwiseError, match=trouble):
        read_region_names(tmp_path / name)


def visits(**later: float) -> pd.DataFrame:
    first = {"person": "a", "week": 1, "map": "T1rho", "region": FEMUR, "mean_ms": 40.0}
    return pd.DataFrame([first, {**first, "week": 52, "mean_ms": 42.0, **later}])


def test_change_of_a_person() -> None:
    one = region_change(visits()).iloc[0]
    assert (one["baseline_week"], one["week"]) == (1, 52)
    assert (one["change_ms"], one["change_pct"], one["reason"]) == (2.0, 5.0, "")


def test_only_the_same_person_map_and_region_are_compared() -> None:
    table = pd.concat([visits(), visits().assign(person="b", mean_ms=[30.0, 27.0])])
    assert region_change(table)["change_ms"].tolist() == [2.0, -3.0]
    other = region_change(visits(region="lateral"))
    assert other["change_ms"].isna().all()
    assert other["reason"].tolist() == ["the region is not in the baseline visit"]


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [(np.nan, 40.0, "no mean at the baseline"), (40.0, np.nan, "no mean at this visit")],
)
def test_a_mean_that_is_missing(before: float, after: float, reason: str) -> None:
    assert region_change(visits().assign(mean_ms=[before, after]))["reason"].tolist() == [reason]


def test_visits_that_cannot_be_compared() -> None:
    with pytest.raises(FootwiseError, match="nobody who came twice"):
        region_change(visits().iloc[:1])
    with pytest.raises(FootwiseError, match="no column 'map'"):
        region_change(visits().drop(columns="map"))
    with pytest.raises(FootwiseError, match="more than one row for person a, week 1"):
        region_change(visits(week=1))
