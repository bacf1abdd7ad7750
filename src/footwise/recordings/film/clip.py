"""A clip of film: the time stamp of every picture, and the pictures upright, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.extras import require
from footwise.notes import Note, NoteKind, remarks
from footwise.recordings.film.cut_off import is_cut_off
from footwise.recordings.film.picture_stream import broken_film, film_stream, open_film, whole_frames

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

Picture = NDArray[np.uint8]
"""Rows, columns, and red, green, blue."""

SHORTEST_S = 1.0
FEWEST_FRAMES = 20
SLOWEST_HZ = 20.0
# Rates that a file may name; others are the unit of its time stamps, or nought.
SLOWEST_BELIEVED_HZ, FASTEST_BELIEVED_HZ = 5.0, 500.0
# 8K is brought down to 4K: the model looks at 256 pixels of a person, and a walker fills far more of either.
LONGEST_SIDE_PX = 4096
_MIRRORED = "turned over, as it was said to be a mirror image"
# Front cameras whose viewer shows a mirror store what the lens saw, and ask to have it shown the other way round.
_TAGGED = (
    "the file asks to be shown in a mirror, as front cameras do; it was looked at as it is stored, where left is left: "
    "check that it is"
)
_HDR_CURVES = {16: "PQ", 18: "HLG"}


@by_value
@dataclass(frozen=True)
class Clip:
    """What is known of a clip before its pictures are looked at.

    Attributes
    ----------
    source : Path
    name : str
        The file name without its ending.
    size_px : tuple of int
        Width and height of the upright picture, as filmed.
    picture_px : tuple of int
        Width and height of the pictures that `pictures` gives: those of `size_px`, or smaller where that is very large.
    time_s : array, shape (frames,)
        Time stamp of every picture after the first one's, rising; not evenly spaced on many phones.
    stamps : tuple of int
        The same in the file's own unit. Empty where the file has none.
    turned_deg : int
        How far the pictures of the file are turned to stand upright, counter-clockwise: 0, 90, 180 or 270.
    codec : str
    notes : tuple of Note
        What is unusual about the clip, and what was done about it.
    mirrored : bool
        The file's pictures are mirror images, and `pictures` turns them over.
    """

    source: Path
    name: str
    size_px: tuple[int, int]
    picture_px: tuple[int, int]
    time_s: Array
    stamps: tuple[int, ...]
    turned_deg: int
    codec: str
    notes: tuple[Note, ...] = ()
    mirrored: bool = False

    @property
    def frames(self) -> int:
        """Number of pictures."""
        return len(self.time_s)

    @property
    def rate_hz(self) -> float:
        """Usual rate: one over the median time between pictures."""
        return float(1 / np.median(np.diff(self.time_s)))

    @property
    def duration_s(self) -> float:
        """From the first picture to the last."""
        return float(self.time_s[-1])


def open_clip(path: Path, *, mirrored: bool = False) -> Clip:
    """Read what a clip says of itself and the time stamp of each picture; only the first picture is decoded.

    Parameters
    ----------
    path : Path
        A file of any kind that FFmpeg reads. Sound is not looked at, and need not be there.
    mirrored : bool
        The pictures as they are stored are mirror images, as front cameras make them.

    Returns
    -------
    Clip

    Raises
    ------
    FootwiseError
        No such file, no film, cut off before its table of contents, no picture that can be decoded, or shorter than
        `SHORTEST_S` seconds or `FEWEST_FRAMES` pictures.
    """
    require("av")
    from av.error import FFmpegError

    path = Path(path)
    with open_film(path) as container:
        stream = film_stream(path, container)
        promised = stream.frames
        try:
            read, length, packets = _stamps(container, stream)
        except FFmpegError as error:
            raise broken_film(path, error) from None
    # A second look from the start: what the first one has read cannot be decoded any more.
    with open_film(path) as container:
        stream = film_stream(path, container)
        first = _first_picture(path, container, stream)
        turned, tagged = _turned(first)
        notes = [*_look(first, stream)]
        rate = float(stream.average_rate or stream.guessed_rate or 0)
        time_s, stamps, about_time = _times(path, read, length, packets, rate)
        cut = _loss(path, promised, packets, time_s)
        wide, high = first.width, first.height
        if (aspect := stream.sample_aspect_ratio) and aspect != 1:
            wide = round(wide * float(aspect))
            notes.append(f"its pixels are not square ({aspect}); pictures are stretched to {wide} × {high}")
        codec = stream.codec_context.name
    size = (high, wide) if turned % 180 else (wide, high)
    shrink = min(1.0, LONGEST_SIDE_PX / max(size))
    picture = (round(size[0] * shrink), round(size[1] * shrink))
    if shrink < 1:
        notes.append(
            f"its {size[0]} × {size[1]} pixels are more than is of use; looked at in {picture[0]} × {picture[1]}"
        )
    if len(time_s) < FEWEST_FRAMES or time_s[-1] < SHORTEST_S:
        raise FootwiseError(
            path,
            f"is too short: {len(time_s)} pictures in {time_s[-1]:.1f} s, and a walk needs at least "
            f"{FEWEST_FRAMES} pictures and {SHORTEST_S:.0f} s",
            "Film a few steps; 5 to 10 s are best",
        )
    if (usual := 1 / np.median(np.diff(time_s))) < SLOWEST_HZ:
        notes.append(
            f"it has only {usual:.0f} pictures a second, too few to time a step well; "
            "film with 60, and not in slow motion"
        )
    said = (*cut, *remarks((*notes, *about_time)))
    if tagged or mirrored:
        said = (*said, Note(_MIRRORED if mirrored else _TAGGED, NoteKind.MIRRORED))
    return Clip(path, path.stem, size, picture, time_s, stamps, turned, codec, said, mirrored)


def pictures(clip: Clip, threads: int = 0) -> Iterator[tuple[int, Picture]]:
    """Go through the pictures of a clip in the order of time, upright, with one picture in memory.

    Pictures that cannot be decoded, or only in part, are left out: their index does not come.

    Parameters
    ----------
    clip : Clip
    threads : int
        How many threads decode; 0 leaves it to FFmpeg.

    Yields
    ------
    tuple of int and array, shape (height, width, 3)
        Index into `Clip.time_s`, and red, green and blue.

    Raises
    ------
    FootwiseError
        The file has gone or changed.
    """
    place = {stamp: index for index, stamp in enumerate(clip.stamps)}
    quarter_turns = clip.turned_deg // 90
    wide, high = clip.picture_px[::-1] if quarter_turns % 2 else clip.picture_px
    following = 0
    with open_film(clip.source) as container:
        stream = film_stream(clip.source, container)
        stream.thread_type = "AUTO"
        stream.codec_context.thread_count = threads
        for frame in whole_frames(container, stream):
            index = place.get(frame.pts, -1) if place and frame.pts is not None else following
            # Repeated stamps, and pictures after the end that was seen when the clip was opened.
            if not following <= index < clip.frames:
                continue
            following = index + 1
            picture: Any = frame.to_ndarray(format="rgb24", width=wide, height=high)
            upright = _upright(picture, quarter_turns)
            yield index, np.ascontiguousarray(upright[:, ::-1]) if clip.mirrored else upright


def _upright(picture: Picture, quarter_turns: int) -> Picture:
    """Turn a picture counter-clockwise."""
    if not quarter_turns:
        return picture
    require("cv2")
    import cv2

    turn = (cv2.ROTATE_90_COUNTERCLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_CLOCKWISE)[quarter_turns - 1]
    return np.asarray(cv2.rotate(picture, turn), dtype=np.uint8)


def _stamps(container: InputContainer, stream: VideoStream) -> tuple[list[int | None], float, int]:
    """Time stamps of all pictures that are to be shown, the length of their unit in seconds, and how many there are."""
    require("av")
    from av.error import FFmpegError

    stamps: list[int | None] = []
    packets = 0
    try:
        for packet in container.demux(stream):
            if not packet.size:
                continue
            packets += 1
            # Outside the part that the phone's own editor has kept.
            if not packet.is_discard and not packet.is_corrupt:
                stamps.append(packet.pts)
    except FFmpegError:
        # What could be read up to here is kept, and `_loss` says what is missing.
        if not stamps:
            raise
    return stamps, float(stream.time_base or 0), packets


def _first_picture(path: Path, container: InputContainer, stream: VideoStream) -> VideoFrame:
    for frame in whole_frames(container, stream):
        return frame
    raise FootwiseError(path, "has no picture that can be decoded", "Copy it from the phone again")


def _loss(path: Path, promised: int, packets: int, time_s: Array) -> tuple[Note, ...]:
    """What is missing at the end of a file that was cut off."""
    if promised <= packets and not is_cut_off(path):
        return ()
    lost = f", and {promised - packets} of {promised} pictures are missing at its end" if promised > packets else ""
    said = (
        f"the film is cut off: it ends after {time_s[-1]:.1f} s{lost}. The whole strides before that are measured; "
        "copy it from the phone again for the rest"
    )
    return (Note(said, NoteKind.CUT_OFF),)


def _look(first: VideoFrame, stream: VideoStream) -> list[str]:
    """What the first picture says of the way the clip was filmed."""
    notes = []
    if first.rotation % 90:
        notes.append(f"it asks to be turned by {first.rotation}°; it was turned to the nearest quarter")
    if first.interlaced_frame:
        notes.append("it is interlaced: legs that move look like combs; film progressive")
    if curve := _HDR_CURVES.get(int(stream.codec_context.color_trc or 0)):
        notes.append(f"it is filmed in HDR ({curve}); looked at without its brightest tones")
    return notes


def _turned(frame: VideoFrame) -> tuple[int, bool]:
    """How far to turn the picture, counter-clockwise, and whether the file asks to show it turned over besides."""
    require("av")
    from av.sidedata.sidedata import Type

    matrices: list[Any] = [data for data in list(frame.side_data) if getattr(data, "type", None) is Type.DISPLAYMATRIX]
    degrees = float(frame.rotation)
    tagged = False
    if matrices:
        a, b, _, c, d = np.frombuffer(bytes(matrices[0]), np.int32)[:5].astype(np.float64)
        if tagged := bool(a * d - b * c < 0):
            # What is left of the matrix without the mirror, which exchanges left and right of what is shown.
            degrees = -float(np.degrees(np.arctan2(b, -a)))
    return round(degrees / 90) * 90 % 360, tagged


def _times(
    path: Path, stamps: list[int | None], length: float, packets: int, rate: float
) -> tuple[Array, tuple[int, ...], list[str]]:
    """Time of every picture after the first one, its stamps, and what was wrong with them."""
    present = [stamp for stamp in stamps if stamp is not None]
    if not packets:
        raise FootwiseError(path, "has no pictures in it", "Copy it from the phone again")
    if not stamps:
        raise FootwiseError(
            path,
            f"has {packets} pictures, and says of all of them that they are damaged or not to be shown",
            "Copy it from the phone again, or save it as MP4 from the program that cut it",
        )
    # Some programs write nought for a stamp that they do not know.
    if len(present) < len(stamps) or not length or (len(stamps) > 1 and len(set(present)) == 1):
        if not SLOWEST_BELIEVED_HZ <= rate <= FASTEST_BELIEVED_HZ:
            raise FootwiseError(path, "has no time stamps and no rate", "Save it as MP4 from the program that made it")
        said = f"it has no time stamps of its own; its pictures are taken as {rate:g} a second"
        return np.arange(len(stamps)) / rate, (), [said]
    rising = sorted(set(present))
    notes = []
    if repeated := len(present) - len(rising):
        notes.append(f"{repeated} pictures have the time stamp of another one and were left out")
    time_s = (np.array(rising, dtype=np.float64) - rising[0]) * length
    steps = np.diff(time_s)
    if len(steps) and (uneven := int(np.sum(steps > 1.6 * np.median(steps)))):
        notes.append(
            f"its rate changes: {uneven} of {len(steps)} times between pictures are much longer than usual; "
            "its own time stamps are used"
        )
    return time_s, tuple(rising), notes
