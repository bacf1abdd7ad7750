"""Clips of film made for a test."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

TICKS = 600


def patch(index: int, width: int, height: int) -> np.ndarray:
    """A grey picture with its upper left quarter red; its grey says which picture it is."""
    picture = np.full((height, width, 3), 40 + index, dtype=np.uint8)
    picture[: height // 2, : width // 2] = (220, 20, 20)
    return picture


def make_clip(
    path: Path, times_s: Sequence[float], size: tuple[int, int] = (64, 48), *, codec: str = "mpeg4",
    pixels: str = "yuv420p", turned: int = 0, mirrored: bool = False, options: dict[str, str] | None = None,
    square: Fraction | None = None,
    light: float = 1.0,
) -> Path:  # fmt: skip
    """Write a clip with a picture at each time."""
    with av.open(str(path), "w", options=options or {}) as out:
        stream = out.add_stream(codec, rate=30)
        stream.width, stream.height, stream.pix_fmt = *size, pixels
        stream.codec_context.time_base = Fraction(1, TICKS)
        if square:
            stream.codec_context.sample_aspect_ratio = square
        if turned or mirrored:
            stream.set_display_rotation(turned, hflip=mirrored)
        for index, time_s in enumerate(times_s):
            frame = av.VideoFrame.from_ndarray((patch(index, *size) * light).astype(np.uint8), format="rgb24")
            frame.pts, frame.time_base = round(time_s * TICKS), Fraction(1, TICKS)
            out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return path


def make_sound(path: Path) -> Path:
    """Write a second and a half of silence."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("aac", rate=8000)
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 12000), dtype=np.float32), format="fltp", layout="mono")
        silence.sample_rate = 8000
        out.mux(stream.encode(silence))
        out.mux(stream.encode())
    return path
