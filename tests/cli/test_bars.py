"""What is seen while clips are looked at: how much is left, from the first second on."""

import io
import re
import sys

import pytest

from footwise.cli.bars import clip_bars, time_left


class Terminal(io.StringIO):
    """An error stream that somebody watches."""

    def isatty(self) -> bool:
        return True


def test_the_time_left_is_told_before_the_first_picture_is_done(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("TERM", "xterm")
    with clip_bars(["walk.mp4"]) as told:
        told(0, 0, 600)
    seen = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", screen.getvalue())
    assert "walk.mp4" in seen and "about 50 s left" in seen


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "0 s"), (50, "50 s"), (89, "89 s"), (90, "2 min"), (600, "10 min")]
)
def test_times_in_words(seconds, said):
    assert time_left(seconds) == said
