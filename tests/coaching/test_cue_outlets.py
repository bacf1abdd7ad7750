"""How a person is told: the right way round, in the right ear, and never in the way of the walk."""

import io
import itertools
import struct
import subprocess
import sys
import time
import wave
from pathlib import Path

import pytest

from footwise.coaching import Cue, Turn
from footwise.coaching.outlets import TerminalCue, ToneCue, arrow_of, sounds_in
from footwise.coaching.outlets import terminal_and_tone as outlets
from footwise.errors import FootwiseError


def cue(side="left", turn="in", place=""):
    return Cue(side, Turn(turn), place, 7.6, 12.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("side", "turn", "arrow"),
    [("left", "in", "→"), ("left", "out", "←"), ("right", "in", "←"), ("right", "out", "→"), ("left", "keep", "●")],
)
@pytest.mark.requirement("R-006")
def test_the_arrow_is_where_the_toes_should_go(side, turn, arrow):
    assert arrow_of(cue(side, turn)) == arrow


def test_a_line_in_the_terminal():
    said = io.StringIO()
    TerminalCue(said)(cue())
    assert said.getvalue() == "→ left foot: toes in (8° off)\n"


def loudness(path):
    with wave.open(str(path)) as file:
        frames = file.readframes(file.getnframes())
    samples = struct.unpack(f"<{len(frames) // 2}h", frames)
    return max(map(abs, samples[::2])), max(map(abs, samples[1::2]))


@pytest.mark.parametrize(("side", "place"), [*itertools.product(["left", "right"], ["outer", "inner", ""])])
def test_a_tone_is_in_the_ear_of_its_side(side, place):
    played = []
    tone = ToneCue(play=lambda path: played.append(loudness(path)))
    tone(cue(side, "out", place))
    left, right = played[0]
    ears = {
        ("left", "outer"): (1, 0),
        ("left", "inner"): (0, 1),
        ("right", "outer"): (0, 1),
        ("right", "inner"): (1, 0),
    }
    assert (left > 5000, right > 5000) == ears.get((side, place), (1, 1))
    tone.close()


def crossings(path):
    with wave.open(str(path)) as file:
        frames = file.readframes(file.getnframes())
        seconds = file.getnframes() / file.getframerate()
    samples = struct.unpack(f"<{len(frames) // 2}h", frames)[::2]
    return sum(a < 0 <= b for a, b in itertools.pairwise(samples)) / seconds


def test_in_is_low_and_out_is_high():
    played = []
    tone = ToneCue(play=lambda path: played.append(crossings(path)))
    for turn in ("in", "keep", "out"):
        tone(cue(turn=turn))
    assert played[0] == pytest.approx(330, abs=15)
    assert played[0] < played[1] < played[2]
    assert played[2] == pytest.approx(2 * played[0], rel=0.05)
    tone.close()


def test_sounds_of_ones_own(tmp_path):
    with pytest.raises(FootwiseError, match=r"no in\.wav and out\.wav"):
        sounds_in(tmp_path)
    for name in ("in", "out"):
        (tmp_path / f"{name}.wav").write_bytes(b"")
    played = []
    tone = ToneCue(sounds_in(tmp_path), play=played.append)
    tone(cue(turn="in"))
    assert played == [tmp_path / "in.wav"]
    tone.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows always has a player")
def test_a_system_without_a_player_says_so(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FootwiseError, match="no player"):
        ToneCue()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.requirement("R-041")
def test_a_slow_player_does_not_hold_the_walk_up(tmp_path, monkeypatch):
    player = tmp_path / "paplay"
    player.write_text(f"#!/bin/sh\necho played >> {tmp_path}/played\nexec sleep 5\n")
    player.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(outlets, "_PLAYERS", (("paplay",),))
    tone = ToneCue()
    tone(cue())
    until = time.monotonic() + 5.0
    while not Path(tmp_path / "played").exists() and time.monotonic() < until:
        time.sleep(0.01)
    first = tone._play._playing
    tone(cue())
    # The first sound is ended for the second: sounds never pile up.
    assert first.wait(timeout=2.0) != 0
    assert isinstance(tone._play._playing, subprocess.Popen)
    tone._play._playing.kill()
    tone._play._playing.wait()
    tone.close()
