"""The tables of filmed walks, and that nothing in them is taken for a measured load."""

import ast
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.gait.film.filmed_people import in_room, stored_clip, walk

import footwise
from footwise.errors import FootwiseError
from footwise.gait.film.room_view import walk_in_room
from footwise.gait.film.side_view import walk_past_phone
from footwise.loads.film import filmed_step_details, filmed_steps
from footwise.loads.film.steps import DETAIL_COLUMNS
from footwise.loads.step_loads import LOAD_COLUMNS
from footwise.prescription import prescribe, read_study
from footwise.steps_table import COLUMNS, write_steps


@pytest.fixture(scope="module")
def walks():
    return [walk_in_room(in_room(walk()), name="room", condition="natural"), walk_past_phone(stored_clip("demo"))]


def test_the_columns_are_those_of_every_step(walks):
    table = filmed_steps(walks)
    assert tuple(table.columns) == COLUMNS
    assert len(table) == sum(len(found.steps) for found in walks)
    assert table[list(LOAD_COLUMNS)].isna().all(axis=None)
    assert list(table["recording"].unique()) == ["room", "demo"] and table["condition"].iloc[0] == "natural"
    used = table[table["used"]]
    np.testing.assert_allclose(used["stance_s"], used["off_s"] - used["contact_s"])
    assert used[used["recording"] == "room"]["foot_progression_angle_deg"].notna().all()
    assert table[table["recording"] == "demo"]["foot_progression_angle_deg"].isna().all()


@pytest.mark.requirement("R-013")
def test_no_step_is_dropped_without_a_word(walks):
    table = filmed_steps(walks)
    assert (~table["used"]).any() and (table.loc[~table["used"], "reason"].str.len() > 5).all()
    assert list(table[table["recording"] == "demo"]["step"]) == list(range(1, len(walks[1].steps) + 1))


def test_details_stand_beside_the_steps(walks):
    table, details = filmed_steps(walks), filmed_step_details(walks)
    assert tuple(details.columns) == DETAIL_COLUMNS and len(details) == len(table)
    for key in ("recording", "side", "step"):
        assert (details[key] == table[key]).all()
    room = details[(details["recording"] == "room") & table["used"]]
    assert (room["frames"] >= 5).all() and (room["cameras_used"] == 2).all() and room["reprojection_px"].notna().all()
    assert details["knee_flexion_peak_deg"].notna().sum() >= 7
    assert set(details["view"]) == {"several cameras", "side"}


def test_a_study_with_a_video_table_is_refused_in_one_line(walks, tmp_path):
    table = filmed_steps(walks)
    table.to_csv(tmp_path / "steps.csv", index=False)
    (tmp_path / "other.csv").write_text("recording,condition\n")
    (tmp_path / "study.toml").write_text(
        'side = "left"\n[recordings]\nnatural = "steps.csv"\ntoe-in-10 = "other.csv"\n'
    )
    with pytest.raises(FootwiseError) as refused:
        prescribe(read_study(tmp_path))
    assert "steps.csv" in str(refused.value) and "\n" not in str(refused.value) and ".c3d" in str(refused.value)


@pytest.mark.requirement("R-032")
def test_nothing_that_prescribes_coaches_or_follows_reads_an_estimate_from_video():
    """Only commands and reports may name them."""
    package = Path(footwise.__file__).parent
    modules = {"load_change", "moment_regression", "moment_files", "moment_features"}
    names = {"LoadChange", "load_change", "MomentModel", "load_model", "predicted_peaks", "train", "read_training"}
    read = 0
    for layer in ("prescription", "coaching", "followup", "trial", "simulation"):
        for path in (package / layer).rglob("*.py"):
            read += 1
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    parts = {part for alias in node.names for part in alias.name.split(".")}
                    assert not modules & parts, path
                elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("footwise"):
                    assert not modules & set((node.module or "").split(".")), path
                    assert not (modules | names) & {alias.name for alias in node.names}, path
    assert read > 50


def test_written_like_every_table(walks, tmp_path):
    class Written:
        steps = filmed_steps(walks)

    write_steps([Written().steps], tmp_path / "steps.csv")
    read = pd.read_csv(tmp_path / "steps.csv")
    assert tuple(read.columns) == COLUMNS and set(read["used"].astype(str).str.lower()) == {"true", "false"}
