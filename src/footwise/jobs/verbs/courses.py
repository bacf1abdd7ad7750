"""The verbs of a course: walk a session with a cue on every step, and read what came of all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from footwise.arguments import (
    given_number,
    given_path,
    given_text,
    given_whole_number,
    optional_number,
    optional_path,
    told,
)
from footwise.arrays import by_value
from footwise.coaching import Cue, SessionRecords, read_sound_sessions
from footwise.errors import FootwiseError
from footwise.jobs import SessionRequest, coach_session
from footwise.reports import number
from footwise.showing import counted, html_table, lines

if TYPE_CHECKING:
    import pandas as pd

    from footwise.reports.figures import Figures

_FOLDER = "Give the name of the course's folder"
_SOURCE = "Say 'lsl' or 'simulated', or give the name of a recording"
_CUES = "Say 'osc:HOST:PORT' or 'serial:DEVICE', or several in a list"
_HEAD = (
    "session", "foot", "valid strides", "in band, %", "with feedback, %", "without, %", "change without feedback, °",
)  # fmt: skip


@by_value
@dataclass(frozen=True, repr=False)
class Course:
    """A person's course of coached sessions.

    Attributes
    ----------
    folder : Path
    sessions : tuple of SessionRecords
        In their order.
    unreadable : tuple of FootwiseError
        One for each log that cannot be read; the report names it.
    """

    folder: Path
    sessions: tuple[SessionRecords, ...]
    unreadable: tuple[FootwiseError, ...] = ()

    @property
    def simulated(self) -> bool:
        """Whether nobody walked it."""
        return any(session.simulated for session in self.sessions)

    @cached_property
    def steps(self) -> pd.DataFrame:
        """One row a step of coaching, of all sessions."""
        from footwise.reports.course import coaching_steps

        return coaching_steps(self.sessions)

    def __repr__(self) -> str:
        """Tell in three lines how far the course is."""
        newest = self._rows()[-1:]
        told = ", ".join(f"{what} {text}" for row in newest for what, text in zip(_HEAD, row, strict=True))
        lost = [f"left out: {error}" for error in self.unreadable]
        return lines(f"{self._title()}: {counted(len(self.sessions), 'session')}", told, *lost)

    def _repr_html_(self) -> str:
        """Show what came of each session as a table in a notebook."""
        return html_table(self._title(), _HEAD, self._rows())

    def _title(self) -> str:
        return f"Course {self.folder.name!r}{' (SIMULATED)' if self.simulated else ''}"

    def _rows(self) -> list[tuple[str, ...]]:
        return [
            (
                str(session.plan.session),
                foot.side,
                f"{foot.valid} of {foot.found}",
                number(foot.every_step.in_band_pct, 0),
                number(foot.with_feedback.in_band_pct, 0),
                number(foot.kept.in_band_pct, 0),
                number(foot.kept_change_deg, 1),
            )
            for session in self.sessions
            for foot in session.summary().feet
        ]

    def plot(self) -> Figures:
        """Draw what its report draws: every step of the newest session, and the course session by session."""
        from footwise.reports.course import coaching_figures
        from footwise.reports.figures import on_their_own

        return on_their_own(coaching_figures(self.sessions) if self.sessions else ())


def coach(
    folder: Path | str,
    *,
    source: str | Path | Sequence[str | Path] = "lsl",
    side: str | None = None,
    change_deg: float | None = None,
    target_deg: float | None = None,
    prescription: Path | str | None = None,
    minutes: float | None = None,
    sound: bool = False,
    cues: Sequence[str] = (),
    on_cue: Callable[[Cue], object] | None = None,
    speed: float | str = 1.0,
    seed: int | None = None,
    marker_map: Path | str | None = None,
    column_map: Path | str | None = None,
    rate_hz: float | None = None,
    gravity: str | None = None,
    accept_sensor: bool = False,
) -> Course:
    """Walk one session of a course, with a cue while the foot is still on the ground; it returns when that has ended.

    Parameters
    ----------
    folder : Path or str
        The course; a new one where there is none. The session is the interrupted or the next one.
    source : str, Path or sequence of them
        "lsl" or "lsl:NAME" for a live stream of a sensor or of markers, "qtm:HOST" for Qualisys Track Manager, "dot" or
        "witmotion" for radio sensors, "simulated" for a simulated walker, or the recording of a foot sensor. Two
        recordings are one a foot; "left=FILE" says which.
    side : {"left", "right", "both"}, optional
        Foot that is coached; as in the session before without.
    change_deg, target_deg : float, optional
        The target, as a change from the natural foot angle or as an angle; toe-out positive.
    prescription : Path or str, optional
        ``prescription.json`` of a visit, which says foot and change.
    minutes : float, optional
        Of practice; the schedule's without.
    sound : bool
        Give the cues as tones.
    cues : sequence of str
        More ways to give the cues: "osc:HOST:PORT", "serial:DEVICE".
    on_cue : callable, optional
        Is told every cue; without it, without `sound` and `cues`, each is printed.
    speed : float or "max"
        Of a recording or a simulated walker; 1 is real time, "max" or `math.inf` as fast as it goes.
    seed : int, optional
        Which steps of a faded block are told.
    marker_map : Path or str, optional
        TOML file that says which live marker is which.
    column_map : Path or str, optional
        TOML file that says what the columns of a recording are.
    rate_hz : float, optional
        Samples a second of a recording without time.
    gravity : {"up", "down"}, optional
        Which way the accelerometer measures gravity at rest, where a recording or stream does not say it.
    accept_sensor : bool
        Go on with a sensor whose quality is too poor to cue.

    Returns
    -------
    Course
        With the new session; its report lies in the folder.

    Raises
    ------
    FootwiseError
        Where the session cannot begin, or a sensor is not usable.

    Examples
    --------
    >>> import math, tempfile
    >>> import footwise as fw
    >>> told = []
    >>> course = fw.coach(
    ...     tempfile.mkdtemp(), source="simulated", side="left", change_deg=-10, minutes=1, speed=math.inf,
    ...     on_cue=told.append,
    ... )
    >>> len(course.sessions), len(told) > 5, "foot_progression_angle_deg" in course.steps
    (1, True, True)
    """
    folder = given_path("folder", folder, _FOLDER)
    if on_cue is not None and not callable(on_cue):
        raise FootwiseError("`on_cue`", f"is {told(on_cue)}", "Give a function that takes a cue")
    if on_cue is None and not sound and not cues:
        from footwise.coaching.outlets import TerminalCue

        on_cue = TerminalCue()
    request = SessionRequest(
        source=_sources(source),
        side=side,
        change_deg=optional_number("change_deg", change_deg),
        target_deg=optional_number("target_deg", target_deg),
        prescription=optional_path("prescription", prescription),
        minutes=optional_number("minutes", minutes),
        sound=sound,
        cues=_words("cues", cues, _CUES),
        speed=_speed(speed),
        seed=None if seed is None else given_whole_number("seed", seed),
        marker_map=optional_path("marker_map", marker_map),
        column_map=optional_path("column_map", column_map),
        rate_hz=optional_number("rate_hz", rate_hz),
        gravity=None if gravity is None else given_text("gravity", gravity, "up", "down"),
        accept_sensor=accept_sensor,
    )
    coach_session(folder, request, on_cue=() if on_cue is None else (on_cue,))
    return read_course(folder)


def read_course(folder: Path | str) -> Course:
    """Read the sessions of a course that were walked so far.

    Parameters
    ----------
    folder : Path or str
        Where `coach`, or ``footwise coach``, kept it.

    Returns
    -------
    Course
        `steps` is a table with one row a step, `plot()` draws the report's figures.

    Raises
    ------
    FootwiseError
        The folder holds no session, or none of its logs can be read.

    Examples
    --------
    >>> import math, tempfile
    >>> import footwise as fw
    >>> folder = tempfile.mkdtemp()
    >>> walked = fw.coach(
    ...     folder, source="simulated", side="right", change_deg=5, minutes=1, speed=math.inf, on_cue=lambda cue: None
    ... )
    >>> fw.read_course(folder) == walked
    True
    """
    folder = given_path("folder", folder, _FOLDER)
    sessions, unreadable = read_sound_sessions(folder)
    if not sessions:
        raise FootwiseError(folder, "holds no session of a course", "Walk one with coach, or check the folder")
    return Course(folder, sessions, unreadable)


def _sources(source: str | Path | Sequence[str | Path]) -> str | tuple[str, ...]:
    """What was said for the source: a word, a file, or a file a foot."""
    if isinstance(source, str):
        return source
    if isinstance(source, Sequence):
        return tuple(one if isinstance(one, str) else str(given_path("source", one, _SOURCE)) for one in source)
    return str(given_path("source", source, _SOURCE))


def _words(name: str, words: Sequence[str], remedy: str) -> tuple[str, ...]:
    """Several words; a single one need not be in a list."""
    several = (words,) if isinstance(words, str) else words
    if not isinstance(several, Sequence) or not all(isinstance(one, str) for one in several):
        raise FootwiseError(f"`{name}`", f"is {told(words)}", remedy)
    return tuple(several)


def _speed(speed: float | str) -> float:
    """Factor on real time; "max" is the word of the command line."""
    if isinstance(speed, str) and speed == "max":
        return inf
    factor = given_number("speed", speed) if not isinstance(speed, str) else 0.0
    if not factor > 0.0:
        raise FootwiseError("`speed`", f"is {told(speed)}", "Give a factor such as 2, or 'max'")
    return factor
