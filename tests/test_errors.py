import pickle
from pathlib import Path

import pytest

from footwise.errors import FootwiseError


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (
            FootwiseError("walk.c3d", "has no force plates", "Give `forces`"),
            "walk.c3d: has no force plates. Give `forces`.",
        ),
        (FootwiseError(Path("a b/c.c3d"), "is empty"), "a b/c.c3d: is empty."),
        (FootwiseError("x", "is odd.", "Is it yours?"), "x: is odd. Is it yours?"),
        (FootwiseError("x", "reads\n  one\r\n\r\ntwo", "Do\nthis"), "x: reads one two. Do this."),
        (FootwiseError("x", "reads\u2028one\x85two\vthree"), "x: reads one two three."),
        (FootwiseError("x", "has " + "a" * 200_000, "Cut it"), "x: has " + "a" * 1496 + "… Cut it."),
    ],
)
def test_it_is_told_in_one_line(error: FootwiseError, line: str) -> None:
    assert str(error) == line


def test_it_keeps_its_parts_and_survives_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(FootwiseError(Path("walk.c3d"), "is empty", "Export it again")))
    assert (error.where, error.trouble, error.remedy) == (Path("walk.c3d"), "is empty", "Export it again")
