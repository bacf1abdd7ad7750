import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.followup.forms import form
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


def test_score(tmp_path: Path) -> None:
    before, after = form(2).assign(person="a", week=2), form(1, P1=8).assign(person="a", week=52)
    pd.concat([before, after]).to_csv(tmp_path / "answers.csv", index=False)
    said = run("score", tmp_path / "answers.csv", "--baseline-week", 2, "--total", "--out", tmp_path / "out")
    assert "2 rows, 10 scores each; 2 scores are missing" in said
    scores = pd.read_csv(tmp_path / "out" / "scores.csv")
    assert scores["womac_pain_0_100_worse"].tolist() == [50.0, 25.0]
    assert scores["koos_pain_reason"].iloc[1] == "P1 is 8, and the answers are 0, 1, 2, 3 and 4"
    rows = pd.read_csv(tmp_path / "out" / "outcomes_scores.csv")
    assert list(rows.columns) == ["person", "week", "outcome", "value"]
    womac = rows[rows["outcome"] == "womac_pain_0_100_worse"]
    assert womac["value"].tolist() == [50.0, 25.0] and womac["week"].tolist() == [2, 52]
    assert rows["value"].isna().sum() == 2
    changes = pd.read_csv(tmp_path / "out" / "changes.csv")
    assert changes["koos_qol_important"].tolist() == [True]


def test_score_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text("person,age\na,60\n")
    with pytest.raises(FootwiseError, match=r"answers.csv: has no column with an item"):
        run("score", tmp_path / "answers.csv", "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


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


def scored(tmp_path: Path, *rows: dict[str, object], words: tuple[object, ...] = ()) -> str:
    pd.concat([form(1).assign(**row) for row in rows]).to_csv(tmp_path / "answers.csv", index=False)
    return run("score", tmp_path / "answers.csv", *words, "--out", tmp_path / "out")


def test_blanks_do_not_make_another_person(tmp_path: Path) -> None:
    scored(tmp_path, {"person": "P001 ", "week": 2}, {"person": " P001", "week": 52}, words=("--baseline-week", 2))
    assert pd.read_csv(tmp_path / "out" / "scores.csv")["person"].tolist() == ["P001", "P001"]
    assert pd.read_csv(tmp_path / "out" / "changes.csv")["koos_qol_improvement_points"].tolist() == [0.0]


@pytest.mark.parametrize(
    ("rows", "trouble"),
    [
        (({"person": "P001 ", "week": 2}, {"person": "P001", "week": 2}), "more than one row for person P001, week 2"),
        (({"person": "P001", "week": 2}, {"person": "p001", "week": 52}), "one person as 'P001' and as 'p001'"),
        (({"person": "P001", "week": 2}, {"person": " ", "week": 2}), "has no person in row 2"),
        (({"person": "P001", "week": 2}, {"person": "P001", "week": -3}), "has week -3 in row 2"),
        (({"person": "P001", "week": "nan"},), "week"),
    ],
)
def test_people_and_visits_that_cannot_be(tmp_path: Path, rows, trouble: str) -> None:
    with pytest.raises(FootwiseError, match=trouble):
        scored(tmp_path, *rows)
    assert not (tmp_path / "out").exists()


def test_visits_before_the_baseline_are_counted(tmp_path: Path) -> None:
    rows = ({"person": "a", "week": week} for week in (0, 2, 52))
    said = scored(tmp_path, *rows, words=("--baseline-week", 2))
    assert "1 visit lies before week 2 and not in changes.csv" in said


def test_a_week_before_the_enrolment_is_refused(images: Path, tmp_path: Path) -> None:
    with pytest.raises(FootwiseError, match="--week: is -3"):
        run("cartilage", images / "tsl_0.nii.gz", "--week", "-3", "--out", tmp_path / "out")
