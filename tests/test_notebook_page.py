"""The page for notebooks: its code runs from the top to the bottom, and it names every verb."""

from __future__ import annotations

import re
from pathlib import Path

import footwise as fw

PAGE = (Path(__file__).parents[1] / "docs" / "python.md").read_text(encoding="utf-8")


def test_every_block_runs(tmp_path, monkeypatch, capsys, treadmill_c3d):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    assert len(blocks) >= 6
    space: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "docs/python.md", "exec"), space)
    assert {path.name for path in tmp_path.iterdir()} == {"report.html", "knee-adduction-moment.png", "anna"}
    assert space["mine"].person.mass_kg == 55.3
    # What a comment says is printed is printed.
    assert [line for line in capsys.readouterr().out.splitlines() if line] == re.findall(r"print\(.*#\s(.*)", PAGE)


def test_every_verb_is_in_the_table():
    named = re.findall(r"^\| `(\w+)\(", PAGE, flags=re.MULTILINE)
    assert sorted(named) == [name for name in fw.__all__ if name != "FootwiseError"]
