"""The stream of pictures in a file of film, and those of its pictures that are whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from footwise.errors import FootwiseError
from footwise.extras import require
from footwise.recordings.film.cut_off import is_cut_off

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

# FFmpeg's names for what phones and cameras write. Lists of other files (concat, HLS) are not among them.
_FILMS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,asf,flv,ogg,mxf,dv,h264,hevc"


def open_film(path: Path) -> InputContainer:
    """Open a file of film, and never anything else than that file.

    Raises
    ------
    FootwiseError
        No such file, an empty one, or one that is no film.
    """
    require("av")
    import av
    from av.error import FFmpegError

    try:
        if path.is_dir():
            raise FootwiseError(path, "is a folder", "Name a clip in it")
        with path.open("rb") as file:
            if not file.read(1):
                raise FootwiseError(path, "is empty", "Copy it from the phone again")
    except FileNotFoundError:
        raise FootwiseError(path, "there is no such file", "Check the name and the folder") from None
    except OSError as error:
        raise FootwiseError(path, f"cannot be read ({error.strerror})", "Check its permissions") from None
    try:
        # A list of clips in a file that is called a clip could otherwise lead to other files or into the network.
        return av.open(f"file:{path}", options={"protocol_whitelist": "file", "format_whitelist": _FILMS})
    except (FFmpegError, OSError, ValueError) as error:
        raise broken_film(path, error) from None


def broken_film(path: Path, error: Exception) -> FootwiseError:
    """What to say of a file that FFmpeg cannot make sense of."""
    said = (getattr(error, "strerror", None) or str(error)).strip().lower()
    if is_cut_off(path):
        return FootwiseError(
            path,
            "is cut off: its end is missing, and with it the table of contents that says where its pictures are, so "
            "that not even the steps before the cut can be had",
            "Copy it from the phone again, to the end",
        )
    return FootwiseError(
        path,
        f"is not a clip that can be read, or was cut off while it was copied ({said})",
        "Copy it from the phone again",
    )


def film_stream(path: Path, container: InputContainer) -> VideoStream:
    """Find the first stream of pictures that is not the cover of a song.

    Raises
    ------
    FootwiseError
        There is none.
    """
    for stream in container.streams.video:
        if not stream.disposition & stream.disposition.attached_pic:
            return stream
    kinds = ", ".join(sorted({stream.type for stream in container.streams})) or "nothing"
    raise FootwiseError(path, f"has no film in it, only {kinds}", "Choose the clip itself")


def whole_frames(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """Go through the pictures that are whole.

    Most pictures of a film are kept as what has changed since the one before: after one that is damaged all are, up to
    the next that stands for itself. A decoder that goes on shows smears where legs should be.
    """
    require("av")
    from av.error import EOFError as EndOfFile
    from av.error import FFmpegError

    stream.codec_context.options = {"err_detect": "explode"}
    packets = container.demux(stream)
    sound = True
    while True:
        try:
            packet = next(packets)
        except (StopIteration, FFmpegError):
            break
        try:
            frames = packet.decode()
        except EndOfFile:
            return
        except FFmpegError:
            sound = False
            continue
        for frame in frames:
            sound = not frame.is_corrupt and (sound or bool(frame.key_frame))
            if sound:
                yield frame
