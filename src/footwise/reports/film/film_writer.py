"""Write a film that keeps the time stamps of another one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from footwise.errors import FootwiseError
from footwise.extras import require
from footwise.recordings.film import Picture

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.video.stream import VideoStream


# Parts of a second that all usual rates of phones are whole numbers of.
TICKS_PER_S = 90_000
# Text stays sharp and the files small: 18 looks like the original, 28 like a bad copy.
_QUALITY = "21"


class FilmWriter:
    """Takes upright pictures one at a time, each with its own time; made by :func:`film`."""

    def __init__(self, container: OutputContainer, stream: VideoStream) -> None:
        self._container = container
        self._stream = stream

    def add(self, picture: Picture, time_s: float) -> None:
        """Append a picture.

        Parameters
        ----------
        picture : array, shape (height, width, 3)
            Red, green, blue; of the size that the film was opened with.
        time_s : float
            Later than that of the picture before.
        """
        require("av")
        from av.video.frame import VideoFrame

        frame = VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
        frame = frame.reformat(format="yuv420p", dst_colorspace="ITU709")
        frame.pts = round(time_s * TICKS_PER_S)
        frame.time_base = Fraction(1, TICKS_PER_S)
        self._container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        """Write what the encoder still holds."""
        self._container.mux(self._stream.encode(None))


@contextmanager
def film(out: Path, size_px: tuple[int, int], rate_hz: float) -> Iterator[FilmWriter]:
    """Write an MP4 (H.264, 4:2:0) that browsers and phones play, its table of contents in front.

    Parameters
    ----------
    out : Path
        In a folder that exists. Whatever goes wrong in the ``with`` block, the file is removed.
    size_px : tuple of int
        Width and height, both even.
    rate_hz : float
        The usual rate: the encoder plans with it, the pictures come when their time stamps say.

    Yields
    ------
    FilmWriter

    Raises
    ------
    FootwiseError
        This installation cannot write H.264, or the file cannot be written.
    """
    require("av")
    import av
    from av.error import FFmpegError

    if "libx264" not in av.codecs_available:
        raise FootwiseError(out, "this installation of PyAV cannot write H.264", "Install the av package from PyPI")
    try:
        with av.open(f"file:{out}", "w", format="mp4", options={"movflags": "+faststart"}) as container:
            stream = container.add_stream("libx264", rate=Fraction(rate_hz).limit_denominator(1000))
            stream.width, stream.height = size_px
            stream.pix_fmt = "yuv420p"
            stream.time_base = stream.codec_context.time_base = Fraction(1, TICKS_PER_S)
            stream.options = {"crf": _QUALITY, "preset": "veryfast"}
            # Without being told, players take the colours of small pictures for those of old television.
            stream.codec_context.colorspace = stream.codec_context.color_primaries = 1
            stream.codec_context.color_trc = stream.codec_context.color_range = 1
            writer = FilmWriter(container, stream)
            yield writer
            writer.finish()
    except BaseException as error:
        with contextlib.suppress(OSError):
            out.unlink(missing_ok=True)
        if isinstance(error, FFmpegError):
            said = (error.strerror or str(error)).lower()
            raise FootwiseError(
                out, f"the film cannot be written ({said})", "Free some space or choose another disk with `out`"
            ) from None
        raise
