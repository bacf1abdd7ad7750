"""The folder of a person's course: the logs of its sessions, and what the next one takes from them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from footwise.coaching.schedule import Block
from footwise.coaching.sensor_check import blocks_as_walked
from footwise.coaching.session_log import json_value, read_log
from footwise.coaching.session_plan import SessionPlan, calibration_from_json, plan_from_json
from footwise.coaching.session_summary import SessionSummary, summarise
from footwise.errors import FootwiseError
from footwise.foot_sensor.live import Calibration, Method

_NAME = re.compile(r"session-(\d{2,})\.jsonl")


@dataclass(frozen=True, repr=False)
class SessionRecords:
    """One session as its log has it.

    Attributes
    ----------
    path : Path
    plan : SessionPlan
    records : sequence of dict
    ended : bool
        Whether it came to its end; one that did not can be continued.
    simulated : bool
        Nobody walked it.
    damage : str
        What could not be read, in words.
    """

    path: Path
    plan: SessionPlan
    records: Sequence[Mapping[str, Any]]
    ended: bool
    simulated: bool
    damage: str

    def __repr__(self) -> str:
        """Tell what it is; the records are too many to be shown."""
        state = "walked to its end" if self.ended else "not finished"
        simulated = " (SIMULATED)" if self.simulated else ""
        return f"SessionRecords of session {self.plan.session}{simulated}, {state}: {len(self.records)} records"

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Those of the plan, with the dead band that the sensors called for."""
        return blocks_as_walked(self.plan.blocks, self.records)

    def summary(self) -> SessionSummary:
        """Sum the session up."""
        return summarise(self.records)

    def last(self, kind: str, side: str) -> Mapping[str, Any] | None:
        """Give the last record of a kind for one foot."""
        return next((r for r in reversed(self.records) if r["kind"] == kind and r.get("side") == side), None)


def session_path(folder: Path, session: int) -> Path:
    """Give the log's place for one session of the course in `folder`."""
    return folder / f"session-{session:02d}.jsonl"


def session_number(path: Path) -> int:
    """Give the number of the session whose log has this name; 0 where it is no such name."""
    name = _NAME.fullmatch(path.name)
    return int(name[1]) if name else 0


def read_course(folder: Path) -> tuple[SessionRecords, ...]:
    """Read the sessions of a course in their order; none where the folder has none.

    A log without a single whole line is that of a session which ended before it began, and is passed over.

    Raises
    ------
    FootwiseError
        Where a log cannot be read.
    """
    sessions, unreadable = _read_all(folder)
    if unreadable:
        raise unreadable[0]
    return sessions


def read_sound_sessions(folder: Path) -> tuple[tuple[SessionRecords, ...], tuple[FootwiseError, ...]]:
    """Read the sessions of a course that can be read, and say why each of the others cannot.

    Returns
    -------
    sessions : tuple of SessionRecords
        In their order.
    unreadable : tuple of FootwiseError
        One for each log that cannot be read, has become empty, or is missing between others.

    Raises
    ------
    FootwiseError
        Where there are logs, and none of them can be read.
    """
    sessions, unreadable = _read_all(folder)
    if unreadable and not sessions:
        raise unreadable[0]
    return sessions, (*unreadable, *_lost(folder, sessions, unreadable))


def is_begun(path: Path) -> bool:
    """Whether a log is there and has a line, or cannot be looked at."""
    return path.exists() and _has_a_line(path)


def next_plan(plan: SessionPlan, before: Sequence[SessionRecords], *, recalibrate: bool = False) -> SessionPlan:
    """Give the plan of a session what earlier sessions of the course know.

    The natural foot angle is that of the first session: after some training, walking "naturally" is no
    longer what it was. So a calibration that rests on natural walking (*relative to baseline*, *clinic value*)
    is itself carried on, which holds only while the sensor stays where it was; its tilt is watched. *Stand
    then walk* is made anew in every session.

    Parameters
    ----------
    plan : SessionPlan
    before : sequence of SessionRecords
        Sessions before this one.
    recalibrate : bool
        The sensor was moved, or the clinic has measured again: carry no calibration on.
    """
    baseline, carried = dict(plan.baseline_deg), dict(plan.carried)
    relative = plan.how.method is Method.RELATIVE
    for session in before:
        for side in plan.sides:
            target, calibration = session.last("target", side), session.last("calibration", side)
            if target is None or calibration is None or (calibration["method"] == Method.RELATIVE) != relative:
                continue
            if not relative:
                # Of two absolute calibrations the angles mean the same.
                baseline.setdefault(side, target["baseline_deg"])
            same = calibration["method"] == plan.how.method
            if same and plan.how.method not in (Method.STAND_THEN_WALK, Method.MARKERS) and not recalibrate:
                fields = {key: calibration[key] for key in Calibration.__dataclass_fields__}
                carried[side] = calibration_from_json(fields)
    return replace(plan, baseline_deg=baseline, carried=carried)


def _read_all(folder: Path) -> tuple[tuple[SessionRecords, ...], tuple[FootwiseError, ...]]:
    sessions: dict[int, SessionRecords] = {}
    unreadable = []
    for path in _logs(folder):
        try:
            one = _read(path)
            first = sessions.setdefault(one.plan.session, one)
            if first is not one:
                # A copy under another number would count twice.
                trouble = f"holds session {one.plan.session} once more, which is in {first.path.name}"
                raise FootwiseError(path, trouble, "Move one of the two away")
        except FootwiseError as error:
            unreadable.append(error)
    return tuple(sessions.values()), tuple(unreadable)


def _lost(folder: Path, sessions: Sequence[SessionRecords], unreadable: Sequence[FootwiseError]) -> list[FootwiseError]:
    """Logs older than the newest one that hold nothing, or that are gone between others.

    A session that ended before it began is walked anew under its number, so that no such log lies before another.
    """
    known = {one.plan.session for one in sessions} | {session_number(Path(one.where)) for one in unreadable}
    there = {number for path in folder.iterdir() if (number := session_number(path))} if folder.is_dir() else set()
    newest = max((one.plan.session for one in sessions), default=0)
    lost = []
    for number in range(min(there, default=newest), newest):
        path = session_path(folder, number)
        if number not in known:
            trouble = "is missing" if number not in there else "holds nothing any more"
            lost.append(FootwiseError(path, trouble, "Put it back from a copy of the folder"))
    return lost


def _logs(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    found = sorted((number, path) for path in folder.iterdir() if (number := session_number(path)))
    return [path for _, path in found if _has_a_line(path)]


def _has_a_line(path: Path) -> bool:
    try:
        with path.open("rb") as log:
            return log.readline().endswith(b"\n")
    except OSError:
        return True  # `read_log` says what is wrong


def _read(path: Path) -> SessionRecords:
    records, damage = read_log(path)
    try:
        plan = plan_from_json(records[0]["plan"])
    except (KeyError, ValueError) as error:
        raise FootwiseError(path, f"has no plan that makes sense ({error})", "Move it away to begin anew") from error
    # As complete as the plan is, also where its line left out what is usual.
    records[0]["plan"] = json_value(plan.to_json())
    # What does not say that somebody walked is not taken for it.
    records[0]["simulated"] = simulated = records[0].get("simulated", False) is not False
    ended = any(record["kind"] == "end" for record in records)
    return SessionRecords(path, plan, records, ended, simulated, damage)
