"""`footwise coach`: a session with a cue while the foot is still on the ground."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.command import command, told
from footwise.cli.foot_calibration import calibration_of
from footwise.cli.shared_options import ClinicDeg, FootToLineDeg
from footwise.cli.values import speed_of


@command("footwise coach --source lsl --side left --change -10 --out anna")
def coach(
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            metavar="lsl|lsl:NAME|qtm:HOST|dot|witmotion|simulated|FILE",
            help="Where the samples come from, see above; default: lsl.",
        ),
    ] = None,
    side: Annotated[str | None, typer.Option("--side", metavar="left|right|both", help="Foot that is coached.")] = None,
    change_deg: Annotated[
        float | None, typer.Option("--change", metavar="DEG", help="Target as a change: -10 is 10° more toe-in.")
    ] = None,
    target_deg: Annotated[
        float | None, typer.Option("--target", metavar="DEG", help="Target as a foot angle, toe-out positive.")
    ] = None,
    prescription: Annotated[
        Path | None,
        typer.Option("--prescription", metavar="FILE.json", help="Foot and change of 'footwise prescribe'."),
    ] = None,
    session: Annotated[
        int | None,
        typer.Option("--session", metavar="N", min=1, help="In the course; default: the interrupted or next one."),
    ] = None,
    schedule: Annotated[
        Path | None, typer.Option("--schedule", metavar="FILE.toml", help="Blocks of the course; kept in its folder.")
    ] = None,
    minutes: Annotated[
        float | None,
        typer.Option("--minutes", metavar="MIN", help="Length of this session's practice, not the schedule's."),
    ] = None,
    band_deg: Annotated[
        float | None, typer.Option("--band", metavar="DEG", help="Dead band of this session, 2 to 5.")
    ] = None,
    polarity: Annotated[
        str | None,
        typer.Option(
            "--polarity",
            metavar="towards|away",
            help="Where a cue is felt: on the side to turn to (default), or on the other.",
        ),
    ] = None,
    calibration: Annotated[
        str | None,
        typer.Option("--calibration", metavar="relative|stand-then-walk|clinic", help="Which zero; default: relative."),
    ] = None,
    clinic_deg: ClinicDeg = None,
    foot_to_line_deg: FootToLineDeg = None,
    recalibrate: Annotated[bool, typer.Option("--recalibrate", help="The sensor was moved: calibrate again.")] = False,
    sound: Annotated[
        bool, typer.Option("--sound", help="Give cues as tones: low is toes in, high is toes out.")
    ] = False,
    sounds: Annotated[
        Path | None, typer.Option("--sounds", metavar="DIR", help="Sounds of your own: in.wav, out.wav, keep.wav.")
    ] = None,
    cues: Annotated[
        list[str] | None,
        typer.Option("--cue", metavar="osc:HOST:PORT|serial:DEVICE", help="Cues also there, see above."),
    ] = None,
    marker_stream: Annotated[
        bool, typer.Option("--markers/--no-markers", help="Send cues and strides as a marker stream (LSL).")
    ] = True,
    speed: Annotated[
        str, typer.Option("--speed", metavar="FACTOR|max", help="Of a recording or a simulated walker.")
    ] = "1",
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", min=0, help="Which steps of a faded block are told; default 1.")
    ] = None,
    marker_map: Annotated[
        Path | None, typer.Option("--marker-map", metavar="MAP.toml", help="Which live marker is which.")
    ] = None,
    column_map: Annotated[
        Path | None, typer.Option("--columns", metavar="MAP.toml", help="What the columns of a recording are.")
    ] = None,
    rate_hz: Annotated[
        float | None, typer.Option("--rate", metavar="HZ", help="Samples a second of a recording without time.")
    ] = None,
    gravity: Annotated[
        str | None,
        typer.Option("--gravity", metavar="up|down", help="How the sensor measures gravity, where that is asked."),
    ] = None,
    accept_sensor: Annotated[
        bool, typer.Option("--accept-sensor", help="Go on with a sensor whose quality is too poor to cue.")
    ] = False,
    live: Annotated[
        str, typer.Option("--live", metavar="ADDRESS", help="Clinic in which the session is shown while it is walked.")
    ] = "",
    live_code: Annotated[
        str, typer.Option("--live-code", metavar="CODE", help="Code of the clinic's live session; needed once.")
    ] = "",
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the person's course.")] = Path(
        "footwise-course"
    ),
) -> None:
    r"""Coach a walk: a foot sensor or cameras, and a cue while the foot is still on the ground.

    A session that was interrupted goes on with the same command. Every session adds its log to the course's folder;
    report.html shows the whole course, first what the person wants to know.

    \b
    Sources: lsl             a stream of Lab Streaming Layer, of a foot sensor or of
                             markers; found by itself, or lsl:NAME
             dot, witmotion  radio sensors (Bluetooth), found by themselves;
                             of several: dot:left=ADDRESS,right=ADDRESS
             qtm:HOST        markers of Qualisys Track Manager
             simulated       a walker who learns from the cues, to try it
             FILE            a recording of a foot sensor; twice for one a foot,
                             left=FILE where its name does not say which

    \b
    Cues:    always on the screen, and as a stream of markers for other programs;
             --sound                  as tones
             --cue osc:HOST:PORT      Open Sound Control
             --cue serial:DEVICE      a serial line, such as motors that vibrate

    \b
    Without a sensor:
    footwise coach --source simulated --side left --change -10 --speed max --out try
    """
    from footwise.coaching.outlets import TerminalCue
    from footwise.jobs import SessionRequest, coach_session
    from footwise.live_view import LiveView

    request = SessionRequest(
        source=tuple(source or ("lsl",)),
        marker_map=marker_map,
        side=side,
        change_deg=change_deg,
        target_deg=target_deg,
        prescription=prescription,
        session=session,
        schedule=schedule,
        minutes=minutes,
        calibration=calibration_of(calibration, clinic_deg, foot_to_line_deg),
        band_deg=band_deg,
        polarity=polarity,
        recalibrate=recalibrate,
        sound=sound,
        sounds=sounds,
        cues=tuple(cues or ()),
        marker_stream=marker_stream,
        speed=speed_of(speed),
        seed=seed,
        column_map=column_map,
        rate_hz=rate_hz,
        gravity=gravity,
        accept_sensor=accept_sensor,
        live=live,
        live_code=live_code,
    )
    view = LiveView()
    walked = coach_session(out, request, view=view, on_cue=[view.cue if view.animated else TerminalCue()])
    if walked.ended:
        print(f"Session {walked.number} is done: {walked.minutes:.1f} min.")
    else:
        print(f"Session {walked.number} stopped after {walked.minutes:.1f} min. The same command goes on with it.")
    for line in walked.words:
        print(line)
    if walked.sent:
        print(told(walked.sent))
    print(f"Report: {out / 'report.html'}")
