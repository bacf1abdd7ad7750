"""What can be asked of films of a walk, and what of it cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs.film.floor import FloorRectangle
from footwise.recordings.film import SLOWEST_HZ, Clip, cameras_of_clips, read_cameras
from footwise.video.cameras import named_pictures
from footwise.video.people import load_own_model

CLOCKS = ("walk", "clap", "same")
# Heights of people, and lengths from the heel to the base of the big toe, in metres.
_HEIGHTS_M, _FOOT_LENGTHS_M = (1.0, 2.5), (0.12, 0.26)


@dataclass(frozen=True)
class FilmRequest:
    """What is asked of the films of one walk.

    Attributes
    ----------
    clips : sequence of Path
        One walk, a clip for each phone.
    calibration : Path or None
    floor : FloorRectangle or None
        Where the floor is in the picture of one phone.
    neutral : sequence of Path
        The person standing, a clip for each phone; may be the clips themselves.
    natural : sequence of Path
        The person's natural walk to compare with, a clip for each phone.
    person : sequence of int
        Which of the people, from left to right: one for all clips, or one for each phone, whose pictures may show
        them in another order.
    flip : bool
        Look at every picture in a mirror, too.
    mirrored : bool
        The films, and the picture of the floor, are mirror images, as front cameras make them.
    clock : {"walk", "clap", "same"}
        How the clips of several phones come to one clock.
    foot_length_m, height_m : float or None
        Of the person.
    pose_model : Path or None
        A pose model of one's own, an ONNX file with a TOML of the same name beside it.
    condition : str
    films, trc, json : bool
        What to write beside the report.
    """

    clips: Sequence[Path]
    calibration: Path | None = None
    floor: FloorRectangle | None = None
    neutral: Sequence[Path] = ()
    natural: Sequence[Path] = ()
    person: Sequence[int] = ()
    flip: bool = True
    mirrored: bool = False
    clock: str = "walk"
    foot_length_m: float | None = None
    height_m: float | None = None
    pose_model: Path | None = None
    condition: str = ""
    films: bool = True
    trc: bool = False
    json: bool = False

    def person_of(self, phone: int) -> int | None:
        """Who was asked for in the clips of a phone, counted from 0; None for the longest walk."""
        if not self.person:
            return None
        return self.person[phone if len(self.person) > 1 else 0]


def check_headers(request: FilmRequest, opened: Sequence[Clip]) -> None:
    """Refuse what the films say of themselves that cannot be, before anybody waits for their pictures.

    Parameters
    ----------
    request : FilmRequest
    opened : sequence of Clip
        Every clip of the request, each once.

    Raises
    ------
    FootwiseError
        A walk with too few pictures a second, or a calibration of another picture.
    """
    by_path = {clip.source: clip for clip in opened}
    for paths in (request.natural, request.clips):
        walked = [by_path[path] for path in paths if path in by_path]
        for clip in walked:
            if clip.rate_hz < SLOWEST_HZ:
                raise FootwiseError(
                    clip.source,
                    f"has {clip.rate_hz:.0f} pictures a second, too few to see a step",
                    "Film with 60 a second",
                    kind=ErrorKind.REFUSAL,
                )
        if walked and request.calibration is not None:
            cameras_of_clips(read_cameras(request.calibration), tuple(walked), request.calibration)


def check_request(request: FilmRequest) -> None:
    """Refuse what cannot be, before anybody waits for the pictures to be looked at.

    Parameters
    ----------
    request : FilmRequest

    Raises
    ------
    FootwiseError
        Parameters that contradict each other or are nobody's, clips given twice, a calibration or a picture of the
        floor that cannot be read.
    """
    phones = len(request.clips)
    if request.clock not in CLOCKS:
        raise FootwiseError("`clock`", f"is {request.clock!r}", f"Choose {', '.join(CLOCKS[:-1])} or {CLOCKS[-1]}")
    if request.height_m is not None and not _HEIGHTS_M[0] <= request.height_m <= _HEIGHTS_M[1]:
        raise FootwiseError("`height_m`", f"of {request.height_m:g} m is nobody's", "Give it in metres, such as 1.72")
    shortest, longest = (100 * length for length in _FOOT_LENGTHS_M)
    if (length := request.foot_length_m) is not None and not _FOOT_LENGTHS_M[0] <= length <= _FOOT_LENGTHS_M[1]:
        raise FootwiseError(
            "`foot_length_m`",
            f"of {100 * length:g} cm is nobody's",
            f"Measure from the heel to the base of the big toe: {shortest:g} to {longest:g} cm",
        )
    for parameter, paths in (("`neutral`", request.neutral), ("`natural`", request.natural)):
        if paths and len(paths) != phones:
            raise FootwiseError(
                parameter,
                f"names {len(paths)} clips, and the walk has {phones}",
                "Give one clip for each phone, in the order of the walk's clips",
            )
    if len(request.person) not in {0, 1, phones}:
        raise FootwiseError(
            "`person`",
            f"is given {len(request.person)} times, and the walk has {phones} {'clips' if phones > 1 else 'clip'}",
            "Give it once, or once for each phone in the order of the walk's clips",
        )
    for paths in (request.clips, request.neutral, request.natural):
        names = [path.stem for path in paths]
        if twice := [path for path in paths if list(paths).count(path) > 1]:
            raise FootwiseError(twice[0], "is given twice", "Give one clip for each phone", kind=ErrorKind.BAD_REQUEST)
        if double := [name for name in names if names.count(name) > 1]:
            raise FootwiseError(double[0], "is the name of two clips", "Name the clips of different phones differently")
    for path in request.natural:
        if path.stem in {clip.stem for clip in request.clips}:
            raise FootwiseError(
                path,
                "has the name of a clip of the other walk",
                "Give another film, or another name, such as natural_phone1.mp4",
                kind=ErrorKind.BAD_REQUEST,
            )
    if phones > 1 and request.calibration is None:
        raise FootwiseError(
            f"{phones} clips",
            "need a calibration that says where their cameras stood",
            "Give it with `calibration`, or measure one clip alone",
        )
    if request.mirrored and request.calibration is not None:
        raise FootwiseError(
            "`mirrored`",
            "and `calibration` do not go together: a calibration is that of the lens, and not of its mirror image",
            "Save the films without the mirror, or measure one phone with `floor`",
            kind=ErrorKind.BAD_REQUEST,
        )
    if phones > 1 and request.floor is not None:
        raise FootwiseError("`floor`", f"is for one phone, and there are {phones} clips", "Use `calibration`")
    if phones > 1 and request.foot_length_m is not None:
        raise FootwiseError("`foot_length_m`", f"is for one phone, and there are {phones} clips", "Leave it out")
    if phones == 1 and request.height_m is not None and request.floor is None and request.calibration is None:
        raise FootwiseError(
            "`height_m`", "of the person is of no use for one phone without a floor, nor from the side", "Leave it out"
        )
    if phones == 1 and request.trc:
        raise FootwiseError("`trc`", "needs points in the room, and there is one clip", "Leave it out, or use `json`")
    if request.pose_model is not None:
        load_own_model(request.pose_model)
    if request.calibration is not None:
        read_cameras(request.calibration)
    if request.floor is not None and request.floor.picture is not None:
        next(named_pictures(request.floor.picture))
