"""`footwise video walk`: a filmed walk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from footwise.cli.bars import clip_bars
from footwise.cli.command import command
from footwise.cli.values import numbers_of
from footwise.errors import FootwiseError

if TYPE_CHECKING:
    from footwise.jobs.film import FloorRectangle


@command("footwise video walk front.mp4 --floor front.mp4 --neutral front.mp4 --foot-length 20 --out walk1")
def walk(
    clips: Annotated[
        list[Path], typer.Argument(metavar="CLIP...", help="Film of one walk; one clip for each phone that filmed it.")
    ],
    calibration: Annotated[
        Path | None,
        typer.Option("--calibration", metavar="FILE", help="Where the cameras stood: Calib.toml, or .qca.txt."),
    ] = None,
    floor: Annotated[
        Path | None,
        typer.Option(
            "--floor", metavar="PICTURE", help="One phone: picture or clip with a sheet of A4 on the walkway."
        ),
    ] = None,
    corners_px: Annotated[
        str | None,
        typer.Option("--corners", metavar="FILE|X,Y,...", help="Instead: its corners, from 'footwise video corners'."),
    ] = None,
    sides_m: Annotated[
        str | None, typer.Option("--sides", metavar="CMxCM", help="Another rectangle than A4, such as 100x60.")
    ] = None,
    neutral: Annotated[
        list[Path] | None,
        typer.Option("--neutral", metavar="CLIP", help="Standing still, once for each phone; may be the clip itself."),
    ] = None,
    foot_length_m: Annotated[
        float | None,
        typer.Option("--foot-length", metavar="CM", help="One phone: from the heel to the base of the big toe."),
    ] = None,
    natural: Annotated[
        list[Path] | None,
        typer.Option("--natural", metavar="CLIP", help="The natural walk to compare with, once for each phone."),
    ] = None,
    height_m: Annotated[
        float | None,
        typer.Option("--height", metavar="M", help="Of the person: also an exploratory change of the knee's load."),
    ] = None,
    person: Annotated[
        list[int] | None,
        typer.Option(
            "--person", metavar="N", help="Who, from left to right, once or for each phone; default: the longest walk."
        ),
    ] = None,
    clock: Annotated[
        str, typer.Option("--clock", metavar="walk|clap|same", help="How several phones come to one clock.")
    ] = "walk",
    flip: Annotated[
        bool, typer.Option("--flip/--no-flip", help="Look at each picture in a mirror, too: steadier, half as fast.")
    ] = True,
    mirrored: Annotated[
        bool,
        typer.Option("--mirrored", help="The films are mirror images, as front cameras make them: left is right."),
    ] = False,
    pose_model: Annotated[
        Path | None,
        typer.Option(
            "--pose-model",
            metavar="FILE.onnx",
            help="Your own, of HALPE-26's kind; FILE.toml beside it names its points.",
        ),
    ] = None,
    condition: Annotated[
        str, typer.Option("--condition", metavar="NAME", help="What the person was asked to do.")
    ] = "",
    films: Annotated[bool, typer.Option("--films/--no-films", help="Films with the skeleton drawn in.")] = True,
    trc: Annotated[bool, typer.Option("--trc", help="Several phones: also a TRC file for OpenSim.")] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Also the points of every picture, as Pose2Sim reads them.")
    ] = False,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for report.html, steps.csv and films.")
    ] = Path("footwise-video"),
) -> None:
    """Measure a filmed walk.

    Several phones, calibrated together, give the foot angle. One phone in front or behind gives it relative to the
    person's neutral stance. One phone from the side gives steps, stance times and knee flexion, and no foot angle.

    Film with the camera on the back of the phone, and let nobody touch it: a front camera often makes a mirror image,
    in which left is right and nothing tells. The report shows which leg was taken for the left one; --mirrored if it
    is the other.
    """
    from footwise.jobs.film import FilmRequest, measure_films, write_films
    from footwise.outputs import whole_folder
    from footwise.reports.film import filmed_walk_sentences, which_leg_words

    request = FilmRequest(
        clips=clips,
        calibration=calibration,
        floor=_floor(floor, corners_px, sides_m, clips),
        neutral=neutral or [],
        natural=natural or [],
        person=person or [],
        flip=flip,
        mirrored=mirrored,
        clock=clock,
        foot_length_m=None if foot_length_m is None else foot_length_m / 100,
        height_m=height_m,
        pose_model=pose_model,
        condition=condition,
        films=films,
        trc=trc,
        json=json,
    )
    with whole_folder(out) as folder:
        measured = measure_films(request, clip_bars)
        write_films(measured, request, folder, clip_bars)
    for one in measured:
        print(f"{one.walk.name}:", *filmed_walk_sentences(one.walk), sep="\n  ")
        for note in one.walk.notes:
            print(f"  Note: {note}.")
        if seen := which_leg_words(one.walk):
            print(f"  {seen}: is it? If not the film is a mirror image, and --mirrored gives each leg its side.")
    print(f"Report: {out / 'report.html'}")


def _floor(picture: Path | None, corners: str | None, sides: str | None, clips: list[Path]) -> FloorRectangle | None:
    from footwise.jobs.film import FloorRectangle, read_corners
    from footwise.video.cameras import A4_M

    if picture is None and corners is None:
        if sides is not None:
            raise FootwiseError("--sides", "needs the rectangle", "Give --floor or --corners too")
        return None
    if picture is not None and corners is not None:
        raise FootwiseError("--corners", "and --floor are two ways of telling the same", "Leave one out")
    if corners is not None and corners.lower().endswith(".toml"):
        told = read_corners(Path(corners))
        if sides is not None:
            raise FootwiseError("--sides", f"are in {corners} already", "Leave them out")
        return FloorRectangle(None, told.of(clips[0].stem), told.sides_m, told.size_of(clips[0].stem))
    along, across = A4_M if sides is None else (side / 100 for side in numbers_of("--sides", sides, "x", 2))
    corners_px = None if corners is None else numbers_of("--corners", corners, ",", 8)
    return FloorRectangle(picture, corners_px, (along, across))
