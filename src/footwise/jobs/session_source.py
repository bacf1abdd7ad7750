"""Where the samples of a session come from, by the word that a person says."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from footwise.coaching import Cue, SessionPlan, SessionRecords
from footwise.coaching.sources import (
    MAKES,
    LslMarkerSource,
    LslSource,
    MarkerStream,
    QtmSource,
    RadioSource,
    ReplaySource,
    Source,
    addresses_of,
    find_marker_stream,
    is_sensor_stream,
)
from footwise.errors import ErrorKind, FootwiseError
from footwise.foot_sensor.live import SIDES, HowToCalibrate, Method
from footwise.jobs.session_request import SessionRequest

_SOURCE = (
    "Choose lsl, lsl:NAME, qtm:HOST, dot, witmotion, simulated, or the recording of a foot sensor (or one file a foot)"
)
_NO_CALIBRATION = "Leave `calibration` out: cameras see the foot itself"


@dataclass(frozen=True)
class OpenSource:
    """A source that gives samples.

    Attributes
    ----------
    source : Source
    clock : callable
        The clock on which it says when samples were taken.
    hears : sequence of callable
        Who in it hears the cues: a simulated walker.
    """

    source: Source
    clock: Callable[[], float]
    hears: Sequence[Callable[[Cue], object]] = ()


@dataclass(frozen=True)
class ChosenSource:
    """What a request means, before anything is opened.

    Attributes
    ----------
    words : tuple of str
        What was said, one for each file.
    markers : bool
        Whether it is cameras.
    stream : MarkerStream or None
        Of markers, over Lab Streaming Layer.
    """

    words: tuple[str, ...]
    markers: bool = False
    stream: MarkerStream | None = None


def choose_source(request: SessionRequest) -> ChosenSource:
    """Say what the source of a request is; a stream of markers is looked for.

    Raises
    ------
    FootwiseError
        Where it makes no sense.
    """
    words = (request.source,) if isinstance(request.source, str) else tuple(request.source)
    if not words:
        raise FootwiseError("`source`", "is not said", _SOURCE)
    kind, _, name = words[0].partition(":")
    if len(words) == 1 and kind == "qtm":
        if not name:
            raise FootwiseError("`source`", "is qtm without a computer", "Say qtm:HOST, such as qtm:192.168.0.7")
        return ChosenSource(words, markers=True)
    if len(words) == 1 and kind == "lsl":
        stream = find_marker_stream(name, otherwise=is_sensor_stream)
        return ChosenSource(words, stream is not None, stream)
    return ChosenSource(words)


def with_markers(request: SessionRequest) -> SessionRequest:
    """Give the request of a session with cameras: they need no calibration.

    Raises
    ------
    FootwiseError
        Where one was asked for.
    """
    if request.calibration is not None:
        raise FootwiseError("`calibration`", "is for sensors", _NO_CALIBRATION)
    if request.gravity is not None:
        raise FootwiseError("`gravity`", "is for sensors", "Leave `gravity` out: cameras see which way is up")
    return replace(request, calibration=HowToCalibrate(Method.MARKERS))


def open_source(
    chosen: ChosenSource, plan: SessionPlan, course: Sequence[SessionRecords], request: SessionRequest
) -> OpenSource:
    """Open it.

    Raises
    ------
    FootwiseError
        Where it is not there, or does not give what the plan needs.
    """
    kind, _, name = chosen.words[0].partition(":")
    if len(chosen.words) > 1:
        return OpenSource(_replay(chosen.words, plan, request), time.monotonic)
    if kind == "qtm":
        host, _, port = name.partition(":")
        if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
            raise FootwiseError("`source`", f"is {chosen.words[0]!r}", "Say qtm:HOST, or qtm:HOST:PORT")
        where = {"port": int(port)} if port else {}
        return OpenSource(QtmSource(plan.sides, host, marker_map=request.marker_map, **where), time.monotonic)
    if kind in MAKES:
        radio = RadioSource(plan.sides, kind, addresses=addresses_of(name, plan.sides), gravity=request.gravity)
        return OpenSource(radio, time.monotonic)
    if kind == "lsl":
        if chosen.stream is not None:
            cameras = LslMarkerSource(plan.sides, chosen.stream, marker_map=request.marker_map)
            return OpenSource(cameras, cameras.clock)
        sensors = LslSource(plan.sides, name=name, gravity=request.gravity)
        return OpenSource(sensors, sensors.clock)
    if chosen.words[0] == "simulated":
        from footwise.simulation import WalkerSource

        walker = WalkerSource(plan, course, speed=request.speed, seed=plan.seed)
        return OpenSource(walker, time.monotonic, [walker.hear])
    return OpenSource(_replay(chosen.words, plan, request), time.monotonic)


def _replay(words: Sequence[str], plan: SessionPlan, request: SessionRequest) -> Source:
    from footwise.recordings.foot_sensor import FootSensor, SideNotSaidError, read_foot_sensors

    feet: dict[str, FootSensor] = {}
    files: list[Path] = []
    for word in words:
        said, equals, rest = word.partition("=")
        side = said if equals and said in SIDES else None
        path = Path(rest if side else word)
        if not path.exists():
            raise FootwiseError(path, "is no file, and no source of samples", _SOURCE)
        files.append(path)
        if side is None and len(words) == 1 and len(plan.sides) == 1:
            side = plan.sides[0]
        try:
            sensors = read_foot_sensors(
                path, side=side, column_map=request.column_map, rate_hz=request.rate_hz, gravity=request.gravity
            )
        except SideNotSaidError as error:
            if len(words) == 1:
                raise
            # One word for the side cannot say it of several files.
            remedy = f"Say `source='left={path}'` or `source='right={path}'`"
            raise FootwiseError(path, error.trouble, remedy, ErrorKind.BAD_REQUEST) from error
        for sensor in sensors:
            if sensor.side in feet:
                trouble = f"is of the {sensor.side} foot, and so is {files[-2].name}"
                raise FootwiseError(path, trouble, "Give one file a foot; left=FILE says which foot a file is of")
            feet[sensor.side] = sensor
    for wanted in plan.sides:
        if wanted not in feet:
            remedy = "Say the `side` of a foot that it has, or give a file of each foot"
            raise FootwiseError(files[-1], f"has no {wanted} foot", remedy, ErrorKind.BAD_REQUEST)
    notes = list(dict.fromkeys(str(note) for sensor in feet.values() for note in sensor.notes))
    rows = {side: sensor.rows() for side, sensor in feet.items()}
    if len(files) > 1:
        # Whether two files share a clock they do not say, and no foot's steps depend on the other's.
        rows = {side: [(row[0] - mine[0][0], *row[1:]) for row in mine] for side, mine in rows.items()}
        notes.append("each file is played from its begin")
    simulated = any(sensor.simulated for sensor in feet.values())
    name = ", ".join(path.name for path in files)
    return ReplaySource(rows, speed=request.speed, name=name, notes=notes, simulated=simulated)
