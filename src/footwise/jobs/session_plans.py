"""The plan of a session: from what is asked of it, and from the sessions before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite, isnan
from pathlib import Path
from typing import Any

from footwise.coaching import (
    LARGEST_CHANGE_DEG,
    Block,
    Polarity,
    Purpose,
    SessionPlan,
    SessionRecords,
    next_plan,
    read_schedule,
    session_blocks,
)
from footwise.errors import ErrorKind, FootwiseError
from footwise.foot_sensor.live import HowToCalibrate, Method
from footwise.jobs.course import course_schedule
from footwise.jobs.session_request import SessionRequest
from footwise.outputs import settle
from footwise.settings import read_json

LONGEST_MINUTES = 240.0


def next_number(course: Sequence[SessionRecords]) -> int:
    """Give the number of the session that was interrupted last, else the one after the last."""
    if not course:
        return 1
    last = course[-1]
    return last.plan.session + (1 if last.ended else 0)


def new_plan(folder: Path, number: int, before: Sequence[SessionRecords], request: SessionRequest) -> SessionPlan:
    """Make the plan of a new session; what is not said is as in the session before."""
    last = before[-1].plan if before else None
    target = _target(request, last)
    sides = target.pop("sides")
    _check_target(request, last, sides, target["change_deg"])
    try:
        plan = SessionPlan(
            session=number,
            sides=sides,
            blocks=_blocks(folder, number, request),
            how=_how(request, last),
            polarity=_polarity(request) or (last.polarity if last else Polarity.TOWARDS),
            seed=request.seed if request.seed is not None else (last.seed if last else 1),
            **target,
        )
    except ValueError as error:
        raise FootwiseError(f"session {number}", str(error)) from error
    again = request.recalibrate and request.calibration is None
    if again and before and plan.how.method is Method.CLINIC_VALUE:
        remedy = "Measure it, and say `calibration='clinic'` with `clinic_deg=...`"
        raise FootwiseError("`recalibrate`", "needs the foot angle that the clinic measures today", remedy)
    # A calibration that is asked for anew is not carried on.
    return next_plan(plan, before, recalibrate=request.recalibrate or request.calibration is not None)


def _how(request: SessionRequest, last: SessionPlan | None) -> HowToCalibrate:
    """How it is calibrated: as is asked, else as last time, unless that was with cameras and this is not."""
    if request.calibration is not None:
        return request.calibration
    return last.how if last is not None and last.how.method is not Method.MARKERS else HowToCalibrate()


def continued_plan(begun: SessionRecords, folder: Path, request: SessionRequest) -> SessionPlan:
    """Give the plan of an interrupted session; nothing of it is changed on the way."""
    plan = begun.plan
    asked: list[tuple[str, Any, Any]] = [
        ("`change_deg`", request.change_deg, plan.change_deg),
        ("`target_deg`", request.target_deg, plan.target_deg),
        ("`side`", _sides(request.side) if request.side else None, plan.sides),
        ("`calibration`", request.calibration, plan.how),
        ("`polarity`", _polarity(request), plan.polarity),
        ("`seed`", request.seed, plan.seed),
    ]
    if request.prescription is not None:
        side, change = _prescribed(request.prescription)
        asked.append(("`prescription`", (_sides(request.side or side), change), (plan.sides, plan.change_deg)))
    for parameter, wish in (
        ("`schedule`", request.schedule),
        ("`minutes`", request.minutes),
        ("`band_deg`", request.band_deg),
    ):
        if wish is not None:
            asked.append((parameter, _blocks(folder, plan.session, request), plan.blocks))
    for parameter, wanted, is_ in asked:
        if wanted is not None and wanted != is_:
            trouble = f"was interrupted and goes on as it began; {parameter} cannot change on the way"
            raise FootwiseError(
                begun.path,
                trouble,
                f"Leave {parameter} out, or say `session={plan.session + 1}`",
                kind=ErrorKind.BAD_REQUEST,
            )
    return plan


def _target(request: SessionRequest, last: SessionPlan | None) -> dict[str, Any]:
    if request.prescription is not None:
        if request.change_deg is not None or request.target_deg is not None:
            raise FootwiseError(
                request.prescription,
                "says the target already",
                "Leave `change_deg` and `target_deg` out",
                kind=ErrorKind.BAD_REQUEST,
            )
        side, change = _prescribed(request.prescription)
        return {"sides": _sides(request.side or side), "change_deg": change}
    if request.change_deg is None and request.target_deg is None:
        if last is None:
            remedy = "Say `change_deg=-10` for 10° more toe-in, or `prescription='prescription.json'`"
            raise FootwiseError("first session", "needs a target", remedy)
        sides = _sides(request.side) if request.side else last.sides
        return {"sides": sides, "change_deg": last.change_deg, "target_deg": last.target_deg}
    if request.side is None and last is None:
        raise FootwiseError("first session", "needs a foot", "Say `side`: left, right or both")
    sides = _sides(request.side) if request.side else (last.sides if last else ())
    return {"sides": sides, "change_deg": request.change_deg, "target_deg": request.target_deg}


def _check_target(
    request: SessionRequest, last: SessionPlan | None, sides: tuple[str, ...], change_deg: float | None
) -> None:
    """Refuse a target that is none, and one that can hardly be the same person's as in the session before."""
    where = request.prescription or "`change_deg`"
    if request.change_deg is not None and request.target_deg is not None:
        trouble = "and `change_deg` are both given"
        raise FootwiseError("`target_deg`", trouble, "Give the target either as a change or as an angle")
    if change_deg is not None and not abs(change_deg) <= LARGEST_CHANGE_DEG:
        known = "no number" if isnan(change_deg) else f"more than the {LARGEST_CHANGE_DEG:g}° that is coached"
        remedy = f"Choose {-LARGEST_CHANGE_DEG:g} to {LARGEST_CHANGE_DEG:g}"
        raise FootwiseError(where, f"is {change_deg:g}, {known}", remedy, kind=ErrorKind.BAD_REQUEST)
    if request.target_deg is not None and not isfinite(request.target_deg):
        raise FootwiseError("`target_deg`", f"is {request.target_deg:g}", "Give an angle in degrees, toe-out positive")
    relative = _how(request, last).method is Method.RELATIVE
    if request.target_deg is not None and relative:
        remedy = "Say `calibration='stand-then-walk'`, or give `change_deg` in its place"
        raise FootwiseError("`target_deg`", "is an angle, and needs a calibration", remedy)
    if last is None:
        return
    if not set(sides) & set(last.sides):
        trouble = f"is {sides[0]}, and session {last.session} of this course coached the {last.sides[0]} foot"
        raise FootwiseError("`side`", trouble, "Choose another `out` for another person or foot")
    # A session that is asked for by its number is meant so.
    if request.session is None and (change_deg or 0.0) * (last.change_deg or 0.0) < 0.0:
        trouble = f"is {change_deg:+g}, and session {last.session} of this course coached {last.change_deg:+g}"
        remedy = f"Choose another `out` for another person, or say `session={last.session + 1}` if it is meant"
        raise FootwiseError(where, trouble, remedy, kind=ErrorKind.BAD_REQUEST)


def _sides(side: str) -> tuple[str, ...]:
    if side not in ("left", "right", "both"):
        raise FootwiseError("`side`", f"is {side!r}", "Choose left, right or both")
    return ("left", "right") if side == "both" else (side,)


def _polarity(request: SessionRequest) -> Polarity | None:
    known = [str(one) for one in Polarity]
    if request.polarity is not None and request.polarity not in known:
        raise FootwiseError("`polarity`", f"is {request.polarity!r}", f"Choose {' or '.join(known)}")
    return None if request.polarity is None else Polarity(request.polarity)


def _prescribed(path: Path) -> tuple[str, float]:
    """Leg and change of a prescription.json."""
    settle(path.parent)
    table = read_json(path, "a prescription", "Name the prescription.json of a visit", missing="Check the name")
    direction = table.choice("direction", ("toe-in", "toe-out", "none", "not judged"))
    if direction == "not judged":
        raise FootwiseError(path, "judges nothing yet: too few steps were walked", "Walk more steps of the visit first")
    if direction == "none" or not table.table.get("target_change_deg"):
        raise FootwiseError(
            path, "prescribes no change of the foot angle", "There is nothing to coach", kind=ErrorKind.BAD_REQUEST
        )
    change = table.number("target_change_deg", -90.0, 90.0)
    if (change > 0.0) != (direction == "toe-out"):
        trouble = f"prescribes {direction} and a change of {change:g}°, and toe-out is positive"
        raise FootwiseError(path, trouble, "Give the file as the visit wrote it")
    return table.choice("side", ("left", "right")), change


def _blocks(folder: Path, number: int, request: SessionRequest) -> tuple[Block, ...]:
    schedule = read_schedule(request.schedule) if request.schedule is not None else course_schedule(folder)
    blocks = session_blocks(schedule, number)
    if not blocks:
        last = max(block.session for block in schedule)
        trouble = f"the course has {last} sessions, and this would be number {number}"
        remedy = "Choose another `out` for a new course, or give a longer `schedule`"
        raise FootwiseError(request.schedule or folder, trouble, remedy, kind=ErrorKind.BAD_REQUEST)
    if request.minutes is not None:
        if not 0.0 < request.minutes <= LONGEST_MINUTES:
            raise FootwiseError(
                "`minutes`", f"is {request.minutes:g}", f"Choose more than 0 and at most {LONGEST_MINUTES:g}"
            )
        blocks = tuple(
            replace(block, block_s=60.0 * request.minutes) if block.purpose is Purpose.PRACTICE else block
            for block in blocks
        )
    if request.band_deg is not None:
        try:
            blocks = tuple(replace(block, band_deg=request.band_deg) for block in blocks)
        except ValueError as error:
            raise FootwiseError("`band_deg`", f"is {request.band_deg:g}", "Choose 2 to 5") from error
    return blocks
