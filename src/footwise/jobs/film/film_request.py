"""What a person can ask of `footwise video`, and what of it cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from footwise.errors import FootwiseError
from footwise.jobs.film.floor import FloorWish
from footwise.recordings.film import read_cameras
from footwise.video.cameras import named_pictures

CLOCKS = ("walk", "clap", "same")
# Heights of people, and lengths from the heel to the base of the big toe, in metres.
_HEIGHTS_M, _FOOT_LENGTHS_M = (1.0, 2.5), (0.12, 0.26)


@dataclass(frozen=True)
class VideoWishes:
    """What a person asks of `footwise video`.

    Attributes
    ----------
    clips : sequence of Path
        One walk, a clip for each phone.
    calibration : Path or None
    floor : FloorWish or None
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
    clock : {"walk", "clap", "same"}
        How the clips of several phones come to one clock.
    foot_length_m, height_m : float or None
        Of the person.
    condition : str
    films, trc, json : bool
        What to write beside the report.
    """

    clips: Sequence[Path]
    calibration: Path | None = None
    floor: FloorWish | None = None
    neutral: Sequence[Path] = ()
    natural: Sequence[Path] = ()
    person: Sequence[int] = ()
    flip: bool = True
    clock: str = "walk"
    foot_length_m: float | None = None
    height_m: float | None = None
    condition: str = ""
    films: bool = True
    trc: bool = False
    json: bool = False

    def person_of(self, phone: int) -> int | None:
        """Who was asked for in the clips of a phone, counted from 0; None for the longest walk."""
        if not self.person:
            return None
        return self.person[phone if len(self.person) > 1 else 0]


def check_wishes(wishes: VideoWishes) -> None:
    """Refuse what cannot be, before anybody waits for the pictures to be looked at.

    Parameters
    ----------
    wishes : VideoWishes

    Raises
    ------
    FootwiseError
        Options that contradict each other or are nobody's, clips given twice, a calibration or a picture of the floor
        that cannot be read.
    """
    phones = len(wishes.clips)
    if wishes.height_m is not None and not _HEIGHTS_M[0] <= wishes.height_m <= _HEIGHTS_M[1]:
        raise FootwiseError("--height", f"of {wishes.height_m:g} m is nobody's", "Give it in metres, such as 1.72")
    if (length := wishes.foot_length_m) is not None and not _FOOT_LENGTHS_M[0] <= length <= _FOOT_LENGTHS_M[1]:
        raise FootwiseError(
            "--foot-length",
            f"of {100 * length:g} cm is nobody's",
            "Give centimetres from the heel to the base of the big toe, such as 19",
        )
    for option, paths in (("--neutral", wishes.neutral), ("--natural", wishes.natural)):
        if paths and len(paths) != phones:
            raise FootwiseError(
                option,
                f"names {len(paths)} clips, and the walk has {phones}",
                "Give one clip for each phone, in the order of the walk's clips",
            )
    if len(wishes.person) not in {0, 1, phones}:
        raise FootwiseError(
            "--person",
            f"is given {len(wishes.person)} times, and the walk has {phones} {'clips' if phones > 1 else 'clip'}",
            "Give it once, or once for each phone in the order of the walk's clips",
        )
    for paths in (wishes.clips, wishes.neutral, wishes.natural):
        names = [path.stem for path in paths]
        if twice := [path for path in paths if list(paths).count(path) > 1]:
            raise FootwiseError(twice[0], "is given twice", "Give one clip for each phone")
        if double := [name for name in names if names.count(name) > 1]:
            raise FootwiseError(double[0], "is the name of two clips", "Name the clips of different phones differently")
    for path in wishes.natural:
        if path.stem in {clip.stem for clip in wishes.clips}:
            raise FootwiseError(
                path,
                "has the name of a clip of the other walk",
                "Give another film, or another name, such as natural_phone1.mp4",
            )
    if phones > 1 and wishes.calibration is None:
        raise FootwiseError(
            f"{phones} clips",
            "need a calibration that says where their cameras stood",
            "Give it with --calibration (see 'footwise video calibrate --help'), or measure one clip alone",
        )
    if phones > 1 and wishes.floor is not None:
        raise FootwiseError("--floor", f"is for one phone, and there are {phones} clips", "Use --calibration")
    if phones > 1 and wishes.foot_length_m is not None:
        raise FootwiseError("--foot-length", f"is for one phone, and there are {phones} clips", "Leave it out")
    if phones == 1 and wishes.trc:
        raise FootwiseError("--trc", "needs points in the room, and there is one clip", "Leave it out, or use --json")
    if wishes.calibration is not None:
        read_cameras(wishes.calibration)
    if wishes.floor is not None and wishes.floor.picture is not None:
        next(named_pictures(wishes.floor.picture))
