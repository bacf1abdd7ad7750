"""The command line of `footwise video`: one thin command a job. Heavy imports stay inside the commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from footwise.errors import FootwiseError

if TYPE_CHECKING:
    from footwise.jobs.film import FloorWish, Rectangle


class _ClipsFirst(TyperGroup):
    """What is not the name of a command is a clip, or an option, of `footwise video walk`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `walk` before clips."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["walk", *args]
        return list(super().parse_args(ctx, args))


video_app = typer.Typer(
    cls=_ClipsFirst,
    help="Foot angle and steps from one or more phones: 'footwise video CLIP...' measures a walk.",
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    epilog="Example: footwise video phone1.mp4 phone2.mp4 --calibration Calib.toml --out walk1",
)

_Columns = Annotated[int, typer.Option("--columns", help="Squares along the board's longer side.")]
_Rows = Annotated[int, typer.Option("--rows", help="Squares along its other side.")]
_Square = Annotated[float, typer.Option("--square", metavar="MM", help="Side of a square, measured on the print.")]


@video_app.command(
    epilog="Example: footwise video walk front.mp4 --floor front.mp4 --neutral front.mp4 --foot-length 20 --out walk1"
)
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
    corners: Annotated[
        str | None,
        typer.Option("--corners", metavar="X,Y,X,Y,...", help="Instead: its four corners in the picture, in pixels."),
    ] = None,
    sides: Annotated[
        str | None, typer.Option("--sides", metavar="CMxCM", help="Another rectangle than A4, such as 100x60.")
    ] = None,
    neutral: Annotated[
        list[Path] | None,
        typer.Option("--neutral", metavar="CLIP", help="Standing still, once for each phone; may be the clip itself."),
    ] = None,
    foot_length: Annotated[
        float | None,
        typer.Option("--foot-length", metavar="CM", help="One phone: from the heel to the base of the big toe."),
    ] = None,
    natural: Annotated[
        list[Path] | None,
        typer.Option("--natural", metavar="CLIP", help="The natural walk to compare with, once for each phone."),
    ] = None,
    height: Annotated[
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
    condition: Annotated[str, typer.Option("--condition", help="What the person was asked to do.")] = "",
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
    """
    from footwise.cli.clip_bars import clip_bars
    from footwise.jobs.film import CLOCKS, VideoWishes, measure_video
    from footwise.outputs import whole_folder
    from footwise.reports.film import filmed_walk_sentences

    if clock not in CLOCKS:
        raise FootwiseError("--clock", f"is {clock!r}", "Choose walk, clap or same")
    wishes = VideoWishes(
        clips=clips,
        calibration=calibration,
        floor=_floor(floor, corners, sides),
        neutral=neutral or [],
        natural=natural or [],
        person=person or [],
        flip=flip,
        clock=clock,
        foot_length_m=None if foot_length is None else foot_length / 100,
        height_m=height,
        condition=condition,
        films=films,
        trc=trc,
        json=json,
    )
    with whole_folder(out) as folder:
        measured = measure_video(folder, wishes, clip_bars)
    for one in measured:
        print(f"{one.walk.name}:", *filmed_walk_sentences(one.walk), sep="\n  ")
        for note in one.walk.notes:
            print(f"  Note: {note}.")
    print(f"Report: {out / 'report.html'}")


@video_app.command(epilog="Example: footwise video board --out board.svg")
def board(
    columns: _Columns = 7,
    rows: _Rows = 5,
    square: _Square = 38.0,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.svg", help="The drawing.")] = Path("board.svg"),
) -> None:
    """Draw a calibration board (ChArUco) to print on A4 at 100 % and to glue on something flat."""
    from footwise.outputs import write_text_whole
    from footwise.video.cameras import Board, board_svg

    write_text_whole(out, board_svg(Board(columns, rows, _square_m(square))))
    print(f"Print {out} at 100 %, glue it on something flat, and measure a square: --square is its side in millimetres")


@video_app.command(epilog="Example: footwise video calibrate boards --square 38 --out Calib.toml")
def calibrate(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="With floor/PHONE.mp4 and lens/PHONE.mp4 for every phone.")
    ],
    columns: _Columns = 7,
    rows: _Rows = 5,
    square: _Square = 38.0,
    chessboard: Annotated[
        bool, typer.Option("--chessboard", help="The board is a plain chessboard without markers.")
    ] = False,
    rectangle: Annotated[
        str | None,
        typer.Option("--rectangle", metavar="CMxCM", help="Sides of a taped rectangle on the floor, not the board."),
    ] = None,
    corners: Annotated[
        list[str] | None,
        typer.Option(
            "--corners", metavar="PHONE:X,Y,...", help="Its corners in pixels, from the same one, each phone."
        ),
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.toml", help="The calibration.")] = Path("Calib.toml"),
) -> None:
    """Find the lens and the place of every phone from films of a board.

    FOLDER/floor holds a picture or clip of every phone in its place, named like the phone, with the board (or a taped
    rectangle, whose corners you give) on the walkway. FOLDER/lens holds for each a clip (or a folder of pictures) in
    which the board is moved about before it. Without one the usual lens of phones is assumed, and a note says so.
    """
    from footwise.jobs.film import calibrate as find_cameras
    from footwise.video.cameras import Board

    if not out.name.lower().endswith((".toml", ".qca.txt", ".xml")):
        raise FootwiseError(out, "does not say which calibration file to write", "End the name in .toml or .qca.txt")
    board = Board(columns, rows, _square_m(square), "chessboard" if chessboard else "charuco")
    lying = _rectangle(rectangle, corners or [])
    places = find_cameras(folder, board, out, lambda name: print(f"{name} ..."), lying)
    for camera, rms in zip(places.cameras, places.rms_px, strict=True):
        print(f"{camera.name}: {camera.position_m[2]:.2f} m high, the floor fits to {rms:.2f} px")
    for note in places.notes:
        print(f"Note: {note}")
    print(f"Calibration: {out}")


@video_app.command(epilog="Example: footwise video train lab-data --out knee.npz")
def train(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="A folder for each person with video.csv and lab.csv.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.npz", help="The fitted model.")] = Path("knee-model.npz"),
) -> None:
    """Fit the knee adduction moment to a laboratory's own films and force plates, and say how wrong it is.

    video.csv is the moment_features.csv of 'footwise video ... --height', lab.csv the steps.csv of 'footwise analyse'
    of the same walks on the same clock. The error is for people who were left out, one after the other.
    """
    from footwise.loads.film import read_training, save_model
    from footwise.loads.film import train as fit

    model = fit(read_training(data), lambda name: print(f"left out: {name}"))
    save_model(model, out)
    print(model)
    print(f"Model: {out}")


def _square_m(square_mm: float) -> float:
    if not 5 <= square_mm <= 500:
        raise FootwiseError(
            "--square", f"of {square_mm:g} mm is impossible", "Measure a square of the print in millimetres, such as 38"
        )
    return square_mm / 1000


def _floor(picture: Path | None, corners: str | None, sides: str | None) -> FloorWish | None:
    from footwise.jobs.film import FloorWish
    from footwise.video.cameras import A4_M

    if picture is None and corners is None:
        if sides is not None:
            raise FootwiseError("--sides", "needs the rectangle", "Give --floor or --corners too")
        return None
    if picture is not None and corners is not None:
        raise FootwiseError("--corners", "and --floor are two ways of telling the same", "Leave one out")
    along, across = A4_M if sides is None else (side / 100 for side in _numbers("--sides", sides, "x", 2))
    corners_px = None if corners is None else _numbers("--corners", corners, ",", 8)
    return FloorWish(picture, corners_px, (along, across))


def _rectangle(sides: str | None, corners: list[str]) -> Rectangle | None:
    from footwise.jobs.film import Rectangle

    if sides is None or not corners:
        if sides is not None or corners:
            raise FootwiseError("--rectangle", "and --corners go together", "Give both, corners once for each phone")
        return None
    along, across = (side / 100 for side in _numbers("--rectangle", sides, "x", 2))
    told = dict(text.rpartition(":")[::2] for text in corners)
    return Rectangle((along, across), {name: _numbers("--corners", text, ",", 8) for name, text in told.items()})


def _numbers(option: str, text: str, between: str, count: int) -> tuple[float, ...]:
    try:
        numbers = tuple(float(part) for part in text.split(between))
    except ValueError:
        numbers = ()
    if len(numbers) != count:
        raise FootwiseError(option, f"is {text!r}", f"Give {count} numbers with {between!r} between them")
    return numbers
