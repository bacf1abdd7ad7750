"""The command `footwise coach`: a session from its source to its report."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from footwise.coaching import (
    DEFAULT_SCHEDULE,
    Block,
    CoachSession,
    Cue,
    Phase,
    Polarity,
    Purpose,
    SessionLog,
    SessionPlan,
    SessionRecords,
    coach,
    next_plan,
    read_course,
    read_schedule,
    session_blocks,
    session_path,
)
from footwise.coaching.outlets import LslMarkers, TerminalCue, ToneCue, sounds_in
from footwise.coaching.sources import LslSource, ReplaySource, Source
from footwise.errors import FootwiseError
from footwise.foot_sensor.live import HowToCalibrate, Method

if TYPE_CHECKING:
    from footwise.live_view import LiveView

_SCHEDULE = "schedule.toml"
_SOURCE = "Choose lsl, lsl:NAME, simulated, or the recording of a foot sensor"


@dataclass(frozen=True)
class Wishes:
    """What the command line asked for; None where it left something to the course or to the default."""

    source: str = "lsl"
    side: str | None = None
    change_deg: float | None = None
    target_deg: float | None = None
    prescription: Path | None = None
    session: int | None = None
    schedule: Path | None = None
    minutes: float | None = None
    how: HowToCalibrate | None = None
    band_deg: float | None = None
    polarity: str | None = None
    recalibrate: bool = False
    sound: bool = False
    sounds: Path | None = None
    markers: bool = True
    speed: float = 1.0
    seed: int | None = None
    columns: Path | None = None
    rate_hz: float | None = None
    listeners: Sequence[Callable[[Cue], object]] = field(default_factory=tuple)


def coach_session(folder: Path, wishes: Wishes) -> tuple[CoachSession, bool]:
    """Walk one session of the course in `folder`, from its source to its end, and write the course's files.

    Parameters
    ----------
    folder : Path
        Holds the logs of the course; ``report.html``, ``steps.csv`` and ``summary.json`` are written anew.
    wishes : Wishes

    Returns
    -------
    session : CoachSession
    ended : bool
        False where it was interrupted, and can be gone on with.

    Raises
    ------
    FootwiseError
        Where the session cannot begin. What an interrupted session has recorded stays.
    """
    # Loaded before the source opens: its samples do not wait.
    from footwise.live_view import LiveView

    course = read_course(folder)
    number = wishes.session or _next_number(course)
    begun = next((one for one in course if one.plan.session == number), None)
    if begun is not None and not any(record["kind"] == "stride" for record in begun.records):
        # It ended before its first stride: it is begun anew, as it is asked for now.
        begun.path.unlink()
        begun = None
    if begun is not None and begun.ended:
        remedy = f"Leave --session out for session {_next_number(course)}, or choose another --out"
        raise FootwiseError(begun.path, f"session {number} has been walked to its end", remedy)
    before = [one for one in course if one.plan.session < number]
    plan = _continued(begun, folder, wishes) if begun else _plan(folder, number, before, wishes)
    with ExitStack() as stack:
        source, clock, hears = _source(plan, before if begun is None else [*before, begun], wishes)
        stack.callback(source.close)
        if begun is not None and begun.simulated != source.simulated:
            walked = "simulated" if begun.simulated else "walked by a person"
            remedy = f"Go on with the same kind of source, or say --session {number + 1}"
            raise FootwiseError(begun.path, f"was {walked} so far, and the source is not", remedy)
        on_cue, on_stride = _outlets(wishes, stack)
        on_cue += hears
        view = LiveView()
        # Last, as the others are quicker.
        on_cue.append(view.cue if view.animated else TerminalCue())
        log = SessionLog(session_path(folder, number))
        stack.callback(log.close)
        if begun is None and wishes.schedule is not None:
            _keep_schedule(wishes.schedule, folder / _SCHEDULE)
        session = CoachSession(
            plan,
            log,
            clock=clock,
            on_cue=on_cue,
            on_stride=on_stride,
            continued=begun.records if begun else (),
            recalibrate=wishes.recalibrate,
            simulated=source.simulated,
        )
        if begun and begun.damage:
            session.notice(f"The log of the session had {begun.damage}.")
        ended = _walk(session, source, view)
    write_course(folder)
    return session, ended


def write_course(folder: Path) -> None:
    """Write report, table and summary of the course in `folder`."""
    from footwise.outputs import whole_folder
    from footwise.reports.course import coaching_report, write_coaching_steps, write_coaching_summary

    sessions = read_course(folder)
    simulated = any(session.simulated for session in sessions)
    planned = max(block.session for block in _schedule(folder))
    with whole_folder(folder) as staging:
        write_coaching_steps(sessions, staging / "steps.csv")
        write_coaching_summary(sessions, staging / "summary.json", simulated=simulated)
        (staging / "report.html").write_text(coaching_report(sessions, simulated, planned), encoding="utf-8")


def _walk(session: CoachSession, source: Source, view: LiveView) -> bool:
    """Coach until the session or the source ends, or ctrl-C; say whether it came to an end."""
    with view:
        try:
            coach(session, source, view.show)
        except KeyboardInterrupt:
            # The log keeps everything; without its last record the session can be gone on with.
            return False
    if session.phase is Phase.FINISHED:
        session.end()
    return session.phase is Phase.FINISHED


def _next_number(course: Sequence[SessionRecords]) -> int:
    """The session that was interrupted last, else the one after the last."""
    if not course:
        return 1
    last = course[-1]
    return last.plan.session + (1 if last.ended else 0)


def _plan(folder: Path, number: int, before: Sequence[SessionRecords], wishes: Wishes) -> SessionPlan:
    """Make the plan of a new session; what is not said is as in the session before."""
    last = before[-1].plan if before else None
    target = _target(wishes, last)
    sides = target.pop("sides")
    try:
        plan = SessionPlan(
            session=number,
            sides=sides,
            blocks=_blocks(folder, number, wishes),
            how=wishes.how or (last.how if last else HowToCalibrate()),
            polarity=Polarity(wishes.polarity or (last.polarity if last else Polarity.TOWARDS)),
            seed=wishes.seed if wishes.seed is not None else (last.seed if last else 1),
            **target,
        )
    except ValueError as error:
        raise FootwiseError("footwise coach", str(error), "See 'footwise coach --help'") from error
    again = wishes.recalibrate and wishes.how is None
    if again and before and plan.how.method is Method.CLINIC_VALUE:
        remedy = "Measure it, and say --calibration clinic --clinic-angle DEG"
        raise FootwiseError("--recalibrate", "needs the foot angle that the clinic measures today", remedy)
    # A calibration that is asked for anew is not carried on.
    return next_plan(plan, before, recalibrate=wishes.recalibrate or wishes.how is not None)


def _target(wishes: Wishes, last: SessionPlan | None) -> dict[str, Any]:
    if wishes.prescription is not None:
        if wishes.change_deg is not None or wishes.target_deg is not None:
            raise FootwiseError(wishes.prescription, "says the target already", "Leave --change and --target out")
        side, change = _prescribed(wishes.prescription)
        return {"sides": _sides(wishes.side or side), "change_deg": change}
    if wishes.change_deg is None and wishes.target_deg is None:
        if last is None:
            remedy = "Say --change -10 for 10° more toe-in, or --prescription prescription.json"
            raise FootwiseError("footwise coach", "the first session needs a target", remedy)
        sides = _sides(wishes.side) if wishes.side else last.sides
        return {"sides": sides, "change_deg": last.change_deg, "target_deg": last.target_deg}
    if wishes.side is None and last is None:
        raise FootwiseError("footwise coach", "the first session needs a foot", "Say --side left, right or both")
    sides = _sides(wishes.side) if wishes.side else (last.sides if last else ())
    return {"sides": sides, "change_deg": wishes.change_deg, "target_deg": wishes.target_deg}


def _sides(side: str) -> tuple[str, ...]:
    if side not in ("left", "right", "both"):
        raise FootwiseError("--side", f"is {side!r}", "Choose left, right or both")
    return ("left", "right") if side == "both" else (side,)


def _prescribed(path: Path) -> tuple[str, float]:
    """Leg and change of a prescription.json."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        side, change, direction = data["side"], data["target_change_deg"], data["direction"]
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise FootwiseError(path, f"cannot be read ({said})", "Name a prescription.json") from error
    except (ValueError, KeyError, TypeError) as error:
        raise FootwiseError(path, "is no prescription", "Name the prescription.json of 'footwise prescribe'") from error
    if direction == "none" or not change:
        raise FootwiseError(path, "prescribes no change of the foot angle", "There is nothing to coach")
    return str(side), float(change)


def _blocks(folder: Path, number: int, wishes: Wishes) -> tuple[Block, ...]:
    schedule = read_schedule(wishes.schedule) if wishes.schedule is not None else _schedule(folder)
    blocks = session_blocks(schedule, number)
    if not blocks:
        last = max(block.session for block in schedule)
        trouble = f"the course has {last} sessions, and this would be number {number}"
        remedy = "Choose another --out for a new course, or give a longer --schedule"
        raise FootwiseError(wishes.schedule or folder, trouble, remedy)
    if wishes.minutes is not None:
        if not 0.0 < wishes.minutes <= 240.0:
            raise FootwiseError("--minutes", f"is {wishes.minutes:g}", "Choose more than 0 and at most 240")
        blocks = tuple(
            replace(block, block_s=60.0 * wishes.minutes) if block.purpose is Purpose.PRACTICE else block
            for block in blocks
        )
    if wishes.band_deg is not None:
        try:
            blocks = tuple(replace(block, band_deg=wishes.band_deg) for block in blocks)
        except ValueError as error:
            raise FootwiseError("--band", str(error), "Choose 2 to 5") from error
    return blocks


def _schedule(folder: Path) -> tuple[Block, ...]:
    """The schedule that is kept with the course, or the default one."""
    kept = folder / _SCHEDULE
    return read_schedule(kept) if kept.is_file() else DEFAULT_SCHEDULE


def _continued(begun: SessionRecords, folder: Path, wishes: Wishes) -> SessionPlan:
    """The plan of an interrupted session; nothing of it is changed on the way."""
    plan = begun.plan
    asked: list[tuple[str, Any, Any]] = [
        ("--change", wishes.change_deg, plan.change_deg),
        ("--target", wishes.target_deg, plan.target_deg),
        ("--side", _sides(wishes.side) if wishes.side else None, plan.sides),
        ("--calibration", wishes.how, plan.how),
        ("--polarity", wishes.polarity, plan.polarity),
        ("--seed", wishes.seed, plan.seed),
    ]
    if wishes.prescription is not None:
        side, change = _prescribed(wishes.prescription)
        asked.append(("--prescription", (_sides(wishes.side or side), change), (plan.sides, plan.change_deg)))
    for option, wish in (("--schedule", wishes.schedule), ("--minutes", wishes.minutes), ("--band", wishes.band_deg)):
        if wish is not None:
            asked.append((option, _blocks(folder, plan.session, wishes), plan.blocks))
    for option, wanted, is_ in asked:
        if wanted is not None and wanted != is_:
            trouble = f"was interrupted and goes on as it began; {option} cannot change on the way"
            raise FootwiseError(begun.path, trouble, f"Leave {option} out, or say --session {plan.session + 1}")
    return plan


def _source(
    plan: SessionPlan, course: Sequence[SessionRecords], wishes: Wishes
) -> tuple[Source, Callable[[], float], list[Callable[[Cue], object]]]:
    """The source, the clock on which it says when samples were taken, and who in it hears the cues."""
    kind, _, name = wishes.source.partition(":")
    if kind == "lsl":
        stream = LslSource(plan.sides, name=name)
        return stream, stream.clock, []
    if wishes.source == "simulated":
        from footwise.simulation import WalkerSource

        walker = WalkerSource(plan, course, speed=wishes.speed, seed=plan.seed)
        return walker, time.monotonic, [walker.hear]
    path = Path(wishes.source)
    if not path.exists():
        raise FootwiseError(path, "is no file, and no source of samples", _SOURCE)
    return _replay(path, plan, wishes), time.monotonic, []


def _replay(path: Path, plan: SessionPlan, wishes: Wishes) -> Source:
    from footwise.recordings.foot_sensor import read_foot_sensors

    side = plan.sides[0] if len(plan.sides) == 1 else None
    feet = {
        sensor.side: sensor
        for sensor in read_foot_sensors(path, side=side, column_map=wishes.columns, rate_hz=wishes.rate_hz)
    }
    for wanted in plan.sides:
        if wanted not in feet:
            raise FootwiseError(path, f"has no {wanted} foot", "Say --side of a foot that it has")
    notes = list(dict.fromkeys(note for sensor in feet.values() for note in sensor.notes))
    rows = {side: sensor.rows() for side, sensor in feet.items()}
    simulated = any(sensor.simulated for sensor in feet.values())
    return ReplaySource(rows, speed=wishes.speed, name=path.name, notes=notes, simulated=simulated)


def _outlets(
    wishes: Wishes, stack: ExitStack
) -> tuple[list[Callable[[Cue], object]], list[Callable[[Mapping[str, Any]], object]]]:
    """What gives the cues, and who is told of the strides."""
    on_cue: list[Callable[[Cue], object]] = list(wishes.listeners)
    on_stride: list[Callable[[Mapping[str, Any]], object]] = []
    if wishes.sound or wishes.sounds is not None:
        tone = ToneCue(sounds_in(wishes.sounds) if wishes.sounds is not None else None)
        stack.callback(tone.close)
        on_cue.append(tone)
    if wishes.markers:
        # Without pylsl nobody is there to listen, and a session without a stream needs none.
        with contextlib.suppress(FootwiseError):
            markers = LslMarkers()
            on_cue.append(markers.cue)
            on_stride.append(markers.stride)
    return on_cue, on_stride


def _keep_schedule(source: Path, kept: Path) -> None:
    """Keep the schedule with the course, for its later sessions."""
    from footwise.outputs import write_text_whole

    if source.resolve() != kept.resolve():
        write_text_whole(kept, source.read_text(encoding="utf-8"))
