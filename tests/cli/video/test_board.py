"""`footwise video board`: a board to print."""

from __future__ import annotations

from xml.etree import ElementTree

from tests.cli.video.clips import trouble, video


def test_a_board_is_drawn_to_its_size(tmp_path):
    told = video("board", "--square", 36, "--out", tmp_path / "board.svg")
    assert told.code == 0, told.err
    assert "at 100 %" in told.out
    root = ElementTree.parse(tmp_path / "board.svg").getroot()
    assert float(root.get("width").removesuffix("mm")) >= 7 * 36
    assert "1 by 5 squares is no board" in trouble("board", "--columns", 1, "--out", tmp_path / "other.svg")
    assert not (tmp_path / "other.svg").exists()
    assert "none" in trouble("board", "--out", tmp_path / "none" / "board.svg")
