"""What people get wrong in TOML is told by its line and in their words."""

import pytest

from footwise.errors import FootwiseError
from footwise.settings import parse_toml, read_toml
from footwise.toml_mistakes import likely_mistake


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("person = P07", 'line 2: write person = "P07", between quotes'),
        ("side = left   # the bad one", 'line 2: write side = "left", between quotes'),
        ("natural = walk_natural.c3d", 'line 2: write natural = "walk_natural.c3d", between quotes'),
        ("mass_kg = 72,5", "line 2: write mass_kg = 72.5, with a point"),
        (r'static = "C:\walks\standing.c3d"', r"line 2: write / in place of \ in the names of files"),
    ],
)
def test_the_line_and_what_belongs_there(tmp_path, line, said):
    path = tmp_path / "study.toml"
    path.write_text(f"# a study\n{line}\nheight_m = 1.7\n", encoding="utf-8")
    with pytest.raises(FootwiseError) as caught:
        read_toml(path, "a study", "See the example")
    assert str(caught.value).startswith(f"{path}: is not a study (") and said in str(caught.value)


@pytest.mark.parametrize(
    "line", ["a = 1", "a = true", 'a = "x"', "a = [1, 2]", "a = { b = 1 }", "a = 2025-11-28", "a = -inf"]
)
def test_what_is_right_is_not_blamed(line):
    parse_toml(line)
    assert likely_mistake(line) == ""


def test_what_nobody_knows_is_left_to_the_reader():
    assert likely_mistake("[[[") == likely_mistake("") == ""
    assert likely_mistake("a = " + "x" * 10**6) == ""
