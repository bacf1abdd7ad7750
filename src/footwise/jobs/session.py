"""A session of coaching: from its source to its log and the report of the course."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from footwise.coaching import (
    CoachSession,
    Cue,
    Phase,
    SessionLog,
    SessionRecords,
    coach,
    is_begun,
    read_sound_sessions,
    session_number,
    session_path,
)
from footwise.coaching.clinic_link import ClinicLink
from footwise.coaching.outlets import LslMarkers, OscCue, ToneCue, outlet_of, sounds_in
from footwise.coaching.sources import Source
from footwise.errors import ErrorKind, FootwiseError
from footwise.foot_sensor.live import Method
from footwise.jobs.course import SCHEDULE, course_words, keep_schedule, write_course
from footwise.jobs.session_plans import continued_plan, new_plan, next_number
from footwise.jobs.session_request import SessionRequest
from footwise.jobs.session_source import choose_source, open_source, with_markers


class SessionView(Protocol):
    """Who looks on: entered when the session begins, left when it ends, and shown it again and again in between."""

    def __enter__(self) -> object: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def show(self, session: CoachSession) -> None:
        """Look at the session; at once back."""


class _Nobody:
    """Looks on where nobody does."""

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...

    def show(self, session: CoachSession) -> None: ...


@dataclass(frozen=True)
class CoachedSession:
    """A session that was walked, or a part of it.

    Attributes
    ----------
    session : CoachSession
    ended : bool
        False where it was interrupted, and can be gone on with.
    walked_s : float
        Time of its blocks that was walked, as its log and its report have it.
    words : tuple of str
        How it went and what is next, as the report says it to the person; a line each.
    sent : str
        How far a clinic is that it was shown in, in a sentence; empty where it was shown in none.
    """

    session: CoachSession
    ended: bool
    walked_s: float
    words: tuple[str, ...]
    sent: str = ""

    @property
    def number(self) -> int:
        """Its number in the course."""
        return self.session.plan.session

    @property
    def minutes(self) -> float:
        """How long it was walked."""
        return self.walked_s / 60


def coach_session(
    out: Path,
    request: SessionRequest,
    *,
    view: SessionView | None = None,
    on_cue: Sequence[Callable[[Cue], object]] = (),
) -> CoachedSession:
    """Walk one session of the course in the folder `out`, from its source to its end, and write the course's files.

    Parameters
    ----------
    out : Path
        Holds the logs of the course; ``report.html``, ``steps.csv`` and ``summary.json`` are written anew.
    request : SessionRequest
    view : SessionView, optional
        Who looks on.
    on_cue : sequence of callable
        Told every cue, after the sounds and the stream of markers.

    Returns
    -------
    CoachedSession

    Raises
    ------
    FootwiseError
        Where the session cannot begin, or a sensor is not usable. What an interrupted session has recorded stays.
    """
    chosen = choose_source(request)
    if chosen.markers:
        request = with_markers(request)
    course, unreadable = _course_to_go_on(out, request.session)
    number = request.session or next_number(course)
    begun = next((one for one in course if one.plan.session == number), None)
    if begun is not None and not begun.damage and not any(record["kind"] == "stride" for record in begun.records):
        # It ended before its first stride, and lost none to damage: it is begun anew, as it is asked for now.
        begun.path.unlink()
        begun = None
    if begun is not None and begun.ended:
        remedy = f"Leave `session` out for session {next_number(course)}, or choose another `out`"
        raise FootwiseError(
            begun.path, f"session {number} has been walked to its end", remedy, kind=ErrorKind.BAD_REQUEST
        )
    before = [one for one in course if one.plan.session < number]
    if begun is not None and (begun.plan.how.method is Method.MARKERS) != chosen.markers:
        walked = "sensors" if chosen.markers else "cameras"
        remedy = f"Go on with the same kind of source, or say `session={number + 1}`"
        raise FootwiseError(
            begun.path, f"was walked with {walked} so far, and the source is not", remedy, kind=ErrorKind.BAD_REQUEST
        )
    plan = continued_plan(begun, out, request) if begun else new_plan(out, number, before, request)
    link = _link(out, request)
    with ExitStack() as stack:
        opened = open_source(chosen, plan, before if begun is None else [*before, begun], request)
        source = opened.source
        stack.callback(source.close)
        if begun is not None and begun.simulated != source.simulated:
            walked = "simulated" if begun.simulated else "walked by a person"
            remedy = f"Go on with the same kind of source, or say `session={number + 1}`"
            raise FootwiseError(
                begun.path, f"was {walked} so far, and the source is not", remedy, kind=ErrorKind.BAD_REQUEST
            )
        first, on_stride = _outlets(request, stack)
        log = SessionLog(session_path(out, number))
        stack.callback(log.close)
        if begun is None and request.schedule is not None:
            keep_schedule(request.schedule, out / SCHEDULE)
        session = CoachSession(
            plan,
            log,
            clock=opened.clock,
            # The view last, as the others are quicker.
            on_cue=[*first, *opened.hears, *on_cue],
            on_stride=on_stride,
            continued=begun.records if begun else (),
            recalibrate=request.recalibrate,
            simulated=source.simulated,
            accept_sensor=request.accept_sensor,
        )
        if begun and begun.damage:
            session.notice(f"The log of the session had {begun.damage}.")
        for lost in unreadable:
            session.notice(f"{Path(lost.where).name} cannot be read: the course goes on without what it holds.")
        if link is not None:
            link.follow(session, session_path(out, number))
            stack.callback(link.close)
        ended = _walk(session, source, view or _Nobody())
    sessions = write_course(out)
    if (bad := session.refused) is not None:
        raise FootwiseError(
            f"{bad.side} {bad.what}",
            f"not usable, no cues are given: {'; '.join(one.trouble for one in bad.findings)}",
            f"{bad.remedy}. Then go on with the session; `accept_sensor=True` cues with this one all the same",
            kind=ErrorKind.REFUSAL,
        )
    told = next(one for one in sessions if one.plan.session == number)
    sent = link.words if link is not None else ""
    return CoachedSession(session, ended, told.summary().walked_s, course_words(out, sessions, told), sent)


def _link(out: Path, request: SessionRequest) -> ClinicLink | None:
    """Come into the clinic in which the session is to be shown, before anything is opened."""
    if not request.live:
        if request.live_code:
            raise FootwiseError("`live_code`", "is of no use alone", "Say the clinic's address with `live=...`")
        return None
    link = ClinicLink(out, request.live, request.live_code)
    link.come_in()
    return link


def _course_to_go_on(out: Path, asked: int | None) -> tuple[tuple[SessionRecords, ...], tuple[FootwiseError, ...]]:
    """Read the sessions so far; an older log that is damaged stops nobody, as a later one knows what it knew."""
    course, unreadable = read_sound_sessions(out)
    # One that holds nothing can be walked anew.
    unreadable = tuple(
        lost for lost in unreadable if session_number(Path(lost.where)) != asked or is_begun(Path(lost.where))
    )
    for lost in unreadable:
        number = session_number(Path(lost.where))
        if number in (0, asked) or number > course[-1].plan.session:
            raise lost
    return course, unreadable


def _walk(session: CoachSession, source: Source, view: SessionView) -> bool:
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


def _outlets(
    request: SessionRequest, stack: ExitStack
) -> tuple[list[Callable[[Cue], object]], list[Callable[[Mapping[str, Any]], object]]]:
    """What gives the cues, and who is told of the strides."""
    on_cue: list[Callable[[Cue], object]] = []
    on_stride: list[Callable[[Mapping[str, Any]], object]] = []
    if request.sound or request.sounds is not None:
        tone = ToneCue(sounds_in(request.sounds) if request.sounds is not None else None)
        stack.callback(tone.close)
        on_cue.append(tone)
    for word in request.cues:
        outlet = outlet_of(word)
        stack.callback(outlet.close)
        on_cue.append(outlet)
        if isinstance(outlet, OscCue):
            on_stride.append(outlet.stride)
    if request.marker_stream:
        # Without pylsl nobody is there to listen, and a session without a stream needs none.
        with contextlib.suppress(FootwiseError):
            markers = LslMarkers()
            on_cue.append(markers.cue)
            on_stride.append(markers.stride)
    return on_cue, on_stride
