"""What a course of coaching says to the person who walks: steps that were right, what stays without help, what is next.

The numbers are those of the session's summary and stand in the clinician's tables, too; here they are rounded to what
can be told at a glance, with the exact ones beneath.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from footwise.coaching import (
    Block,
    FootSummary,
    Purpose,
    SessionRecords,
    SessionSummary,
    StepStatistics,
    session_blocks,
)
from footwise.foot_sensor.live import Method, Reason
from footwise.reports.course.words import asked_deg, sensor_is_refused
from footwise.reports.numbers import number

# So many steps are told one by one: "3 of 7".
_FEW = 10
# Shares as they are said, as (so many, of so many): tenths, and the quarters that tenths cannot say.
_SAID = sorted([*((k, 10) for k in range(11)), (1, 4), (3, 4)], key=lambda said: said[0] / said[1])
# An angle that is asked for and is nearer to a whole degree than this is told as one.
_WHOLE_DEG = 0.05


@dataclass(frozen=True)
class FootForThePerson:
    """What is said of one foot.

    Attributes
    ----------
    foot : str
        Its name as a heading.
    right, kept : str
        A sentence each: steps that were right, and degrees that are kept without help.
    right_exactly, kept_exactly : str
        What they are the rounding of; empty where there is nothing to tell.
    dots : tuple of bool
        The share of right steps as it is said, "3 of 4": so many dots, so many filled; empty where no step was judged.
    """

    foot: str
    right: str
    right_exactly: str
    kept: str
    kept_exactly: str
    dots: tuple[bool, ...]

    def sentences(self) -> str:
        """Give both sentences, as the terminal prints them."""
        return " ".join(part for part in (self.right, self.kept) if part)


def for_the_person(summary: SessionSummary, session: SessionRecords) -> list[FootForThePerson]:
    """Say how one session went, foot by foot.

    Parameters
    ----------
    summary : SessionSummary
    session : SessionRecords
        The session that was summed up.
    """
    return [_foot(foot, session) for foot in summary.feet]


def next_for_the_person(session: SessionRecords, summary: SessionSummary, schedule: Sequence[Block]) -> str:
    """Say what is next: mend a sensor, fasten one that moved, end a session that was not, walk the next one, or ask.

    Parameters
    ----------
    session : SessionRecords
        The newest one.
    summary : SessionSummary
        Of it.
    schedule : sequence of Block
        Of the course; empty where it is not known.
    """
    then = _go_on(session, summary, schedule)
    refused = [side for side in session.plan.sides if sensor_is_refused(session, side)]
    if refused:
        markers = session.plan.how.method is Method.MARKERS
        what = "what the cameras send of" if markers else "the sensor on"
        which = " and ".join(refused)
        return f"Next: {what} your {which} foot is not good enough. Ask your clinician to look at it. Then: {then}."
    moved = [side for side in session.plan.sides if _has_moved(session, side)]
    if not moved:
        return f"Next: {then}."
    sensors = "the sensors on both shoes have" if len(moved) > 1 else f"the sensor on your {moved[0]} shoe has"
    them = "them" if len(moved) > 1 else "it"
    return f"Next: {sensors} moved. Fasten {them} and calibrate again. Then: {then}."


def in_words(session: SessionRecords, newest: SessionRecords, schedule: Sequence[Block]) -> list[str]:
    """Say in lines for a terminal how one session went, and what is next in its course.

    Parameters
    ----------
    session : SessionRecords
    newest : SessionRecords
        Of the course; it may be the same.
    schedule : sequence of Block
    """
    feet = for_the_person(session.summary(), session)
    several = len(feet) > 1
    lines = [f"{foot.foot}: {foot.sentences()}" if several else foot.sentences() for foot in feet]
    if session.simulated:
        lines = [f"SIMULATED. {line}" for line in lines]
    return [*lines, next_for_the_person(newest, newest.summary(), schedule)]


def share_in_words(part: int, whole: int) -> str:
    """Write a share of steps as people say it.

    >>> share_in_words(638, 927), share_in_words(30, 40), share_in_words(3, 7), share_in_words(99, 100)
    ('7 of 10', '3 of 4', '3 of 7', 'more than 9 of 10')
    """
    said, of = _said(part, whole)
    # "10 of 10" and "0 of 10" would not be true.
    if said == of and part < whole:
        return f"more than {of - 1} of {of}"
    return f"fewer than 1 of {of}" if not said and part else f"{said} of {of}"


def _said(part: int, whole: int) -> tuple[int, int]:
    """Give the share as (so many, of so many), as near as it is said."""
    return (part, whole) if whole <= _FEW else min(_SAID, key=lambda one: abs(one[0] / one[1] - part / whole))


def _foot(foot: FootSummary, session: SessionRecords) -> FootForThePerson:
    steps = foot.every_step
    of_all = f"{steps.in_band} of {steps.steps} steps in session {session.plan.session}"
    kept, kept_exactly = _kept(foot)
    return FootForThePerson(
        foot=f"{foot.side.capitalize()} foot",
        right=_right(foot, session),
        right_exactly=of_all if steps.steps else "",
        kept=kept,
        kept_exactly=kept_exactly,
        dots=_dots(steps),
    )


def _right(foot: FootSummary, session: SessionRecords) -> str:
    steps = foot.every_step
    if steps.steps:
        if steps.in_band == steps.steps:
            return "All steps were right." if steps.steps > 1 else "The one step was right."
        if not steps.in_band:
            return "No step was right yet."
        said = share_in_words(steps.in_band, steps.steps)
        was = "was" if _said(steps.in_band, steps.steps)[0] == 1 else "were"
        return f"{said[0].upper()}{said[1:]} steps {was} right."
    if not foot.found:
        return f"No step was seen. {_look_at(session)}"
    if foot.target_deg is None:
        return "Your natural walking is not measured to its end yet, so no step could be judged."
    return "No step could be judged."


def _look_at(session: SessionRecords) -> str:
    if session.plan.how.method is Method.MARKERS:
        return "Did the cameras see heel and toes?"
    return "Was the sensor switched on, and on this shoe?"


def _kept(foot: FootSummary) -> tuple[str, str]:
    asked, kept = asked_deg(foot), foot.kept_change_deg
    if asked is None or not foot.every_step.steps:
        return "", ""
    if kept is None:
        return "Every step had help, so what you keep without it is not known yet.", ""
    steps = f"over {foot.kept.steps} step{'' if foot.kept.steps == 1 else 's'} without help"
    if abs(asked) < _WHOLE_DEG:
        off = f"Without help your foot is {_degrees(abs(kept), 0)} from your natural walking"
        return f"{off}, which you are asked to keep.", f"On average {_way(kept, 1)}, {steps}"
    digits = 0 if abs(asked - round(asked)) < _WHOLE_DEG else 1
    goal, along = number(abs(asked), digits), kept if asked > 0 else -kept
    size = number(abs(along), digits)
    exactly = f"On average {_way(kept, 1)}, {steps}; asked for: {_way(asked, digits)}"
    if along < 0.0 and float(size):
        return f"Without help you turn your foot {_degrees(abs(along), digits)} the other way.", exactly
    if float(size) > float(goal):
        return f"You turn {size} degrees without help, more than the {goal} asked for.", exactly
    return f"You keep {size} of {goal} degrees without help.", exactly


def _degrees(value: float, digits: int) -> str:
    written = number(value, digits)
    return f"{written} degree{'' if written == '1' else 's'}"


def _way(change_deg: float, digits: int) -> str:
    size = number(abs(change_deg), digits)
    if not float(size):
        return f"{size}°"
    return f"{size}° {'outwards' if change_deg > 0 else 'inwards'}"


def _dots(steps: StepStatistics) -> tuple[bool, ...]:
    """As many dots as the sentence has, as many of them filled; not all where not all were right."""
    filled, of = _said(steps.in_band, steps.steps)
    if steps.in_band < steps.steps:
        filled = min(filled, of - 1)
    return tuple(k < filled for k in range(of))


def _has_moved(session: SessionRecords, side: str) -> bool:
    """Say whether the sensor had moved after it was calibrated last."""
    moved = False
    for record in session.records:
        if record.get("side") == side and record["kind"] == "calibration":
            moved = False
        elif _is_shifted(record, side):
            moved = True
    return moved


def _is_shifted(record: Mapping[str, Any], side: str) -> bool:
    return bool(record["kind"] == "stride" and record["side"] == side and record["reason"] == Reason.SHIFTED)


def _go_on(session: SessionRecords, summary: SessionSummary, schedule: Sequence[Block]) -> str:
    here = session.plan.session
    if not session.ended:
        left_s = sum(block.block_s for block in session.plan.blocks) - summary.walked_s
        if not summary.walked_s:
            return f"walk session {here}, {_minutes(left_s)}"
        return f"go on with session {here}, {_minutes(left_s)} left"
    blocks = session_blocks(schedule, here + 1)
    if blocks:
        return f"session {here + 1}, {_with_help(blocks)}"
    return "ask your clinician how to go on" + (". This was the last session" if schedule else "")


def _with_help(blocks: Sequence[Block]) -> str:
    """Say how long a session is, and on which share of its steps there is help."""
    practice = [block for block in blocks if block.purpose is Purpose.PRACTICE]
    practice_s, all_s = (sum(block.block_s for block in some) for some in (practice, blocks))
    share = sum(block.block_s * block.share for block in practice) / practice_s if practice_s else 0.0
    if not share:
        return f"{_minutes(all_s)} without help"
    if share == 1.0:
        told = "every step"
    else:
        told = "half of the steps" if share == 0.5 else f"{share_in_words(round(1000 * share), 1000)} steps"
    after = f", then {_minutes(all_s - practice_s)} without" if all_s > practice_s else ""
    return f"{_minutes(practice_s)} with help on {told}{after}"


def _minutes(seconds: float) -> str:
    if seconds < 30.0:
        return "less than a minute"
    whole = round(seconds / 60.0)
    return f"{whole} minute{'' if whole == 1 else 's'}"
