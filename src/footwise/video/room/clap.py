"""When a clip's microphone heard a clap."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.extras import require

_RATE_HZ = 16_000
# A clap rises within this time, and its echo is over after the other.
_WINDOW_S = 0.002
_ECHO_S = 0.5
# Loudness over that of the room in the quiet, and over that of the second loudest sound.
_OVER_THE_ROOM = 20.0
_OVER_THE_SECOND = 2.0
_CLAP_INSTEAD = "Clap once, loudly, near the phones before the walk, or let the clock be found from the walk"


def clap_time(path: Path) -> float:
    """Find the one clap in the sound of a clip.

    Parameters
    ----------
    path : Path

    Returns
    -------
    float
        Time of its onset after the first picture, s.

    Raises
    ------
    FootwiseError
        No sound, silence, or no sound that stands out as a clap does.
    """
    sound, start_s = clip_sound(path)
    # The difference from sample to sample keeps what is sharp; voices and steps are mostly below.
    sharp = np.diff(sound, prepend=sound[:1])
    window = round(_WINDOW_S * _RATE_HZ)
    count = len(sharp) // window
    loud = np.sqrt((sharp[: count * window].reshape(count, window) ** 2).mean(axis=1))
    room = float(np.median(loud)) if count else 0.0
    if not count or loud.max() <= 1e-6:
        raise FootwiseError(path, "is silent", _CLAP_INSTEAD, kind=ErrorKind.REFUSAL)
    peak = int(loud.argmax())
    away = np.abs(np.arange(count) - peak) > round(_ECHO_S / _WINDOW_S)
    second = float(loud[away].max()) if away.any() else 0.0
    if loud[peak] < _OVER_THE_ROOM * room or loud[peak] < _OVER_THE_SECOND * second:
        raise FootwiseError(
            path, "has no sound that stands out as one clap does", _CLAP_INSTEAD, kind=ErrorKind.REFUSAL
        )
    # The onset: where the sound first passes a fifth of its height, before the loudest window.
    begin = max(0, (peak - 5) * window)
    stretch = np.abs(sharp[begin : (peak + 1) * window])
    onset = begin + int(np.argmax(stretch > 0.2 * stretch.max()))
    return start_s + onset / _RATE_HZ


def clip_sound(path: Path) -> tuple[Array, float]:
    """Decode the sound of a clip.

    Returns
    -------
    sound : array, shape (samples,)
        One channel at 16 kHz, -1 to 1; silence where the track has a gap.
    start_s : float
        Time of the first sample after the first picture.
    """
    require("av")
    import av
    from av.error import FFmpegError

    pieces: list[Array] = []
    start_s = 0.0
    try:
        with av.open(f"file:{path}", options={"protocol_whitelist": "file"}) as container:
            if not container.streams.audio:
                raise FootwiseError(path, "has no sound", _CLAP_INSTEAD)
            first_picture = _first_picture_s(path)
            resampler = av.AudioResampler(format="flt", layout="mono", rate=_RATE_HZ)
            held = 0
            for frame in container.decode(audio=0):
                if not pieces:
                    start_s = float(frame.time or 0.0) - first_picture
                for piece in resampler.resample(frame):
                    samples = np.asarray(piece.to_ndarray(), dtype=np.float64).ravel()
                    # Where the track pauses, its own stamps say for how long.
                    due = round((float(piece.time or 0.0) - first_picture - start_s) * _RATE_HZ) if piece.pts else held
                    if due > held + _RATE_HZ // 20:
                        pieces.append(np.zeros(due - held))
                        held = due
                    pieces.append(samples)
                    held += len(samples)
    except FileNotFoundError:
        raise FootwiseError(path, "there is no such file", "Check the name and the folder") from None
    except FFmpegError as error:
        raise FootwiseError(path, f"has sound that cannot be read ({error.strerror})", _CLAP_INSTEAD) from None
    if not pieces:
        raise FootwiseError(path, "has no sound", _CLAP_INSTEAD)
    return np.concatenate(pieces), start_s


def _first_picture_s(path: Path) -> float:
    """Time of the first picture on the file's own clock, which the sound shares."""
    require("av")
    import av

    with av.open(f"file:{path}", options={"protocol_whitelist": "file"}) as container:
        stream = container.streams.video[0]
        stamps = [packet.pts for packet in container.demux(stream) if packet.pts is not None and not packet.is_discard]
        return float(min(stamps) * stream.time_base) if stamps and stream.time_base else 0.0
