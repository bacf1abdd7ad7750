"""How a person is told: a line in the terminal, or a tone through the system's own player."""

from __future__ import annotations

import contextlib
import io
import math
import shutil
import struct
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from footwise.coaching.feedback import Cue, Turn
from footwise.errors import FootwiseError

_SAID = {Turn.IN: "toes in", Turn.OUT: "toes out", Turn.KEEP: "right"}
_RATE_HZ = 44_100
_TONE_S = 0.15
# Low for inwards, high for outwards, in between for a step within the band: apart by an octave and a fifth.
_TONE_HZ = {Turn.IN: 330.0, Turn.KEEP: 495.0, Turn.OUT: 660.0}
_PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"), ("afplay",))


class TerminalCue:
    """Say a cue as a line of text.

    Parameters
    ----------
    stream : text stream, optional
        Standard output.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        # A console that has no arrows shows something else in their place rather than nothing.
        if isinstance(self._stream, io.TextIOWrapper):
            self._stream.reconfigure(errors="replace")

    def __call__(self, cue: Cue) -> None:
        """Write the line at once."""
        arrow = arrow_of(cue)
        print(
            f"{arrow} {cue.side} foot: {_SAID[cue.turn]} ({abs(cue.error_deg):.0f}° off)", file=self._stream, flush=True
        )


def arrow_of(cue: Cue) -> str:
    """Give the way in which the toes should turn as the walker sees it; a dot where they should not."""
    if cue.turn is Turn.KEEP:
        return "●"
    # The toes of a left foot turn outwards to the left, those of a right foot to the right.
    return "←" if (cue.turn is Turn.OUT) == (cue.side == "left") else "→"


class ToneCue:
    """Play a sound: low for toes in, high for toes out, in the ear of the side on which it is to be felt.

    Parameters
    ----------
    sounds : mapping of Turn to Path, optional
        Sound files of one's own; a tone is made for every cue that has none.
    play : callable, optional
        Plays a WAV file and returns at once; by default with the system's player.

    Raises
    ------
    FootwiseError
        Where the system has no player.
    """

    def __init__(self, sounds: Mapping[Turn, Path] | None = None, play: Callable[[Path], object] | None = None) -> None:
        self._play = play or system_player()
        self._sounds = dict(sounds or {})
        self._folder = tempfile.TemporaryDirectory(prefix="footwise-tones-")
        self._tones = {
            (turn, ear): _tone(Path(self._folder.name) / f"{turn}-{ear}.wav", hertz, ear)
            for turn, hertz in _TONE_HZ.items()
            for ear in ("left", "right", "both")
        }

    def __call__(self, cue: Cue) -> None:
        """Start the sound and go on."""
        self._play(self._sounds.get(cue.turn) or self._tones[cue.turn, _ear(cue)])

    def close(self) -> None:
        """Remove the tones."""
        self._folder.cleanup()


def sounds_in(folder: Path) -> dict[Turn, Path]:
    """Find in.wav, out.wav and keep.wav in a folder.

    Raises
    ------
    FootwiseError
        Where it has neither of the first two.
    """
    found = {turn: path for turn in Turn if (path := folder / f"{turn.value}.wav").is_file()}
    if Turn.IN not in found or Turn.OUT not in found:
        raise FootwiseError(folder, "has no in.wav and out.wav", "Put the two sounds there, or leave `sounds` out")
    return found


def system_player() -> Callable[[Path], object]:
    """Give what plays a WAV file on this system without waiting for its end.

    Raises
    ------
    FootwiseError
        Where there is none.
    """
    if sys.platform == "win32":
        import winsound

        return lambda path: winsound.PlaySound(str(path), winsound.SND_FILENAME | winsound.SND_ASYNC)
    for command in _PLAYERS:
        if shutil.which(command[0]):
            return _Player(command)
    names = ", ".join(command[0] for command in _PLAYERS)
    raise FootwiseError("`sound`", f"this system has no player of sounds ({names})", "Install one, or go without sound")


class _Player:
    """A player's process for every sound; one that still plays is ended first, so that cues never pile up."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self._command = command
        self._playing: subprocess.Popen[bytes] | None = None

    def __call__(self, path: Path) -> None:
        if self._playing is not None and self._playing.poll() is None:
            self._playing.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._playing.wait(timeout=0.01)
        self._playing = subprocess.Popen(
            [*self._command, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def _ear(cue: Cue) -> str:
    if not cue.place:
        return "both"
    return cue.side if cue.place == "outer" else ("right" if cue.side == "left" else "left")


def _tone(path: Path, hertz: float, ear: str) -> Path:
    """Write a short stereo tone that begins and ends softly."""
    count = int(_TONE_S * _RATE_HZ)
    frames = bytearray()
    for k in range(count):
        soft = math.sin(math.pi * k / count)
        level = int(20_000 * soft * math.sin(2.0 * math.pi * hertz * k / _RATE_HZ))
        frames += struct.pack("<hh", level if ear != "right" else 0, level if ear != "left" else 0)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(_RATE_HZ)
        file.writeframes(bytes(frames))
    return path
