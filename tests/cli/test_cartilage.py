"""`footwise cartilage`: maps and regions of a phantom with known truth."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.followup.scanner_files import NAME, classic, zipped
from typer.testing import CliRunner

from footwise.cli.app import app
from footwise.errors import FootwiseError
from footwise.followup import read_image, region_outcome, write_image
from footwise.simulation.relaxation_phantom import REGIONS_MS, relaxation_phantom, write_phantom


def run(*words: object) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words])
    if result.exception is not None:
        raise result.exception
    return result.output


@pytest.fixture(scope="module")
def images(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("phantom")
    write_phantom(folder, relaxation_phantom((32, 32, 4)))
    return folder


def test_cartilage_of_two_visits(images: Path, tmp_path: Path) -> None:
    paths = [images / f"tsl_{k}.nii.gz" for k in range(7)]
    regions = ("--labels", images / "labels.nii.gz", "--regions", images / "regions.toml", "--person", "a")
    said = run("cartilage", *paths, *regions, "--week", 1, "--out", tmp_path / "first")
    assert "in 4 of 4 regions" in said
    table = pd.read_csv(tmp_path / "first" / "regions.csv")
    np.testing.assert_allclose(table["mean_ms"], list(REGIONS_MS.values()), rtol=0.02)
    facts = json.loads((tmp_path / "first" / "fit.json").read_text())
    assert facts["times_ms"] == [0, 10, 20, 30, 40, 60, 80]
    assert facts["excluded_codes"]["4"] == "saturated signal"
    ready = tmp_path / "first" / "t1rho_ms.nii.gz"
    before = ("--before", tmp_path / "first" / "regions.csv")
    run("cartilage", ready, "--ready", *regions, "--week", 52, *before, "--out", tmp_path / "second")
    change = pd.read_csv(tmp_path / "second" / "change.csv", keep_default_na=False)
    np.testing.assert_allclose(change["change_ms"].astype(float), 0.0, atol=1e-5)
    assert change["week"].tolist() == [52.0] * 4
    assert change["baseline_week"].tolist() == [1.0] * 4
    rows = pd.read_csv(tmp_path / "second" / "outcomes_t1rho.csv")
    assert list(rows["outcome"]) == [region_outcome("T1rho", region) for region in REGIONS_MS]
    assert set(rows["week"]) == {52} and set(rows["person"]) == {"a"}


def test_what_is_made_from_a_phantom_says_so(images: Path, tmp_path: Path) -> None:
    paths = [images / f"tsl_{k}.nii.gz" for k in range(7)]
    regions = ("--labels", images / "labels.nii.gz", "--regions", images / "regions.toml", "--person", "a")
    said = run("cartilage", *paths, *regions, "--week", 1, "--out", tmp_path / "first")
    assert said.startswith("SIMULATED. ")
    assert json.loads((tmp_path / "first" / "fit.json").read_text())["simulated"] is True
    for name in ("regions", "outcomes_t1rho"):
        assert pd.read_csv(tmp_path / "first" / f"{name}.csv")["simulated"].all()
    for path in (tmp_path / "first").glob("*.nii.gz"):
        assert read_image(path).simulated, path
    # A map that is read again is still a phantom's, and so is the change, whichever of the two visits it is.
    ready, before = tmp_path / "first" / "t1rho_ms.nii.gz", ("--before", tmp_path / "first" / "regions.csv")
    said = run("cartilage", ready, "--ready", *regions, "--week", 52, *before, "--out", tmp_path / "second")
    assert said.startswith("SIMULATED. ")
    assert pd.read_csv(tmp_path / "second" / "change.csv")["simulated"].all()


def test_images_of_a_scanner_are_not_called_simulated(images: Path, tmp_path: Path) -> None:
    """The same numbers, without the word in the files: nothing else may tell."""
    for path in images.glob("*.nii.gz"):
        image = read_image(path)
        write_image(tmp_path / path.name, image.volumes[0], image.grid, "spin-lock image")
    paths = [tmp_path / f"tsl_{k}.nii.gz" for k in range(7)]
    words = ("--times", "0,10,20,30,40,60,80", "--labels", tmp_path / "labels.nii.gz")
    said = run("cartilage", *paths, *words, "--out", tmp_path / "out")
    assert "SIMULATED" not in said
    assert json.loads((tmp_path / "out" / "fit.json").read_text())["simulated"] is False
    assert not pd.read_csv(tmp_path / "out" / "regions.csv")["simulated"].any()
    # The JSON file that is written beside them is enough, whatever became of the description.
    shutil.copyfile(images / "tsl_3.json", tmp_path / "tsl_3.json")
    assert run("cartilage", *paths, *words, "--out", tmp_path / "again").startswith("SIMULATED. ")


@pytest.mark.parametrize(
    ("words", "trouble"),
    [
        (("--times", "0,ten"), "--times: is '0,ten'"),
        (("--map", "T2star"), "--map: is 'T2star'"),
        (("--ready",), "takes one map, and 2 images were given"),
        (("--regions", "r.toml"), "names the regions of a label image"),
        (("--before", "r.csv"), "compares the regions of two visits"),
        (("--times", "0,10"), "has 2 times, and a decay needs 3"),
    ],
)
def test_wishes_that_make_no_sense(images: Path, tmp_path: Path, words, trouble: str) -> None:
    with pytest.raises(FootwiseError, match=trouble):
        run("cartilage", images / "tsl_0.nii.gz", images / "tsl_1.nii.gz", *words, "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("columns", "trouble"),
    [
        ({"person": "b"}, "is of b, not a"),
        ({"week": 60}, "is of week 60, not before --week"),
        ({"map": "T2"}, "has no T1rho"),
    ],
)
def test_an_earlier_visit_that_does_not_fit(images: Path, tmp_path: Path, columns, trouble: str) -> None:
    row = {"person": "a", "week": 1, "map": "T1rho", "region": "medial tibia", "mean_ms": 40.0, **columns}
    pd.DataFrame([row]).to_csv(tmp_path / "before.csv", index=False)
    paths = [images / f"tsl_{k}.nii.gz" for k in range(7)]
    words = ("--labels", images / "labels.nii.gz", "--person", "a", "--week", 52, "--before", tmp_path / "before.csv")
    with pytest.raises(FootwiseError, match=trouble):
        run("cartilage", *paths, *words, "--out", tmp_path / "out")


def test_a_signal_that_is_cut_off_is_left_out_and_said(images: Path, tmp_path: Path) -> None:
    """Images in floating point have no ceiling of their own; a fit of what was cut off is tens of per cent too long."""
    for k in range(7):
        image = read_image(images / f"tsl_{k}.nii.gz")
        write_image(tmp_path / f"tsl_{k}.nii.gz", np.minimum(image.volumes[0], 1000.0), image.grid, "spin-lock image")
    words = ("--times", "0,10,20,30,40,60,80", "--labels", images / "labels.nii.gz")
    said = run("cartilage", *(tmp_path / f"tsl_{k}.nii.gz" for k in range(7)), *words, "--out", tmp_path / "out")
    assert "the signal is cut off in 5" in said
    assert json.loads((tmp_path / "out" / "fit.json").read_text())["voxels"]["saturated signal"] > 100
    table = pd.read_csv(tmp_path / "out" / "regions.csv")
    assert table["excluded_pct"].between(30, 70).all()
    assert table["excluded_why"].str.contains("saturated signal").all()


def test_a_week_before_the_enrolment_is_refused(images: Path, tmp_path: Path) -> None:
    with pytest.raises(FootwiseError, match="--week: is -3"):
        run("cartilage", images / "tsl_0.nii.gz", "--week", "-3", "--out", tmp_path / "out")


def test_a_scanners_folder(tmp_path: Path) -> None:
    """What the scanner sends gives the same regions as its images in NIfTI do, and labels drawn on either fit."""
    phantom = relaxation_phantom((24, 24, 5), times_ms=(10, 20, 30, 45, 60))
    write_phantom(tmp_path, phantom)
    classic(tmp_path / "scan", phantom.series.signal, phantom.series.grid, echoes_ms=phantom.series.times_ms)
    words = ("--map", "T2", "--labels", tmp_path / "labels.nii.gz", "--regions", tmp_path / "regions.toml")
    said = run("cartilage", tmp_path / "scan", *words, "--out", tmp_path / "out")
    assert "in 4 of 4 regions" in said
    table = pd.read_csv(tmp_path / "out" / "regions.csv")
    np.testing.assert_allclose(table["mean_ms"], list(REGIONS_MS.values()), rtol=0.02)
    facts = json.loads((tmp_path / "out" / "fit.json").read_text())
    assert (facts["scanner_series"], facts["side"]) == ([5], "right")
    assert facts["times_from"] == "echo times in the headers"
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir() if path.suffix != ".gz")
    assert NAME.encode() not in written and b"Dulcinea" not in written
    packed = zipped(tmp_path / "scan", tmp_path / "scan.zip")
    run("cartilage", packed, *words, "--out", tmp_path / "again")
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "again" / "regions.csv"), table)
    with pytest.raises(FootwiseError, match=r"no T1rho series with times.*echo times that differ, as those of T2 do"):
        run("cartilage", packed, "--out", tmp_path / "none")


@pytest.mark.parametrize(
    ("words", "trouble"),
    [
        (("scan.zip", "a.nii"), "is what a scanner sends, beside other images"),
        (("a.nii", "--series", "5"), "--series: chooses among the series of a scanner"),
        (("scan.zip", "--series", "five"), "--series: is 'five'"),
        (("scan.zip", "--ready"), "--ready: takes a map, and a scanner's files were given"),
    ],
)
def test_wishes_about_a_scanners_files_that_make_no_sense(tmp_path: Path, words, trouble: str) -> None:
    given = [tmp_path / word if "." in word else word for word in words]
    with pytest.raises(FootwiseError, match=trouble):
        run("cartilage", *given, "--out", tmp_path / "out")
