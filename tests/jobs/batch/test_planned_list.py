"""A list of recordings: who they are of, which standing trial goes with each, and what is wrong with a row."""

import os

import pytest

from footwise.errors import FootwiseError
from footwise.jobs.batch import plan_list


def listed(tmp_path, *rows):
    path = tmp_path / "list.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return plan_list(path)


def test_what_a_list_says(tmp_path):
    plan = listed(
        tmp_path,
        "file,person,condition,static,forces,mass_kg,height_m,side,knee_width_m",
        "a/walk.trc,Ann,natural,a/still.c3d,a/walk.mot,72.5,1.68,LEFT,0.11",
        "b/walk.c3d,Ben,,,,,,,",
    )
    ann, ben = plan.items
    assert (ann.file, ann.person, ann.condition) == ("a/walk.trc", "Ann", "natural")
    assert ann.static == str(tmp_path / "a/still.c3d") and ann.forces == str(tmp_path / "a/walk.mot")
    assert ann.said == {
        "mass_kg": 72.5,
        "height_m": 1.68,
        "side": "left",
        "knee_width_m": {"left": 0.11, "right": 0.11},
    }
    assert (ben.static, ben.forces, dict(ben.said)) == ("", "", {})


def test_the_standing_trial_of_a_person_goes_with_their_walks_alone(tmp_path):
    plan = listed(
        tmp_path,
        "file,person,condition",
        "s1.c3d,Ann,static",
        "w1.c3d,Ann,natural",
        "w2.c3d,Ben,natural",
        "s3.c3d,Cy,static",
        "s4.c3d,,static",
    )
    assert {item.file: os.path.basename(item.static) for item in plan.items} == {"w1.c3d": "s1.c3d", "w2.c3d": ""}
    assert plan.unused_static == ("s3.c3d",)
    (nobody,) = plan.not_done
    assert nobody.file == "s4.c3d" and "names no person" in nobody.reason


def test_a_row_that_cannot_be_used_is_a_row_of_failures(tmp_path):
    plan = listed(tmp_path, "file,person", "a.c3d,A", "./a.c3d,A", ",B")
    assert [item.file for item in plan.items] == ["a.c3d"]
    assert [(one.file, one.kind) for one in plan.not_done] == [("./a.c3d", "bad request"), ("row 3", "bad request")]


@pytest.mark.parametrize(
    ("rows", "trouble"),
    [
        (("name", "a.c3d"), "unknown column 'name'"),
        (("person", "A"), "no column file"),
        (("file,mass_kg", "a.c3d,heavy"), "no number"),
        (("file,side", "a.c3d,both"), "as side in row 1"),
        (("file,kind", "a.c3d,film"), "as kind in row 1"),
    ],
)
def test_a_list_that_is_none(tmp_path, rows, trouble):
    with pytest.raises(FootwiseError, match=trouble):
        listed(tmp_path, *rows)
