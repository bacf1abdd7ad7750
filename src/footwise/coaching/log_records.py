"""What a record of a session's log must hold, so that a line that a disk has damaged is known as such.

Limits are wide: they keep out what no session can have written, not what is unusual. A float that was no number stands
as null in a log (`json_value`), so null is sound wherever the writer may not have known.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from footwise.coaching.feedback import WIDEST_BAND_DEG, Turn
from footwise.foot_sensor.live import SIDES, Method, Verdict
from footwise.settings import is_number, is_text, is_whole

Check = Callable[[object], bool]
Record = Mapping[str, Any]

_MOST = 10_000_000
_LONGEST_S = 1e7
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


def _number(low: float, high: float) -> Check:
    return lambda value: is_number(value, low, high)


def _whole(high: int = _MOST) -> Check:
    return lambda value: is_whole(value, 0, high)


def _one_of(known: Collection[str]) -> Check:
    return lambda value: is_text(value) and value in known


def _or_null(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _each_side(check: Check) -> Check:
    return lambda value: isinstance(value, dict) and all(map(is_text, value)) and all(map(check, value.values()))


def _axis(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) == 3 and all(is_number(one, -1000.0, 1000.0) for one in value)


def _flag(value: object) -> bool:
    return isinstance(value, bool)


# A device's clock may count seconds since 1970, or the ticks of something faster.
_time = _number(-1e15, 1e15)
_elapsed = _number(0.0, _LONGEST_S)
_degrees = _number(-360.0, 360.0)
_side = _one_of(SIDES)
_turn = _one_of([turn.value for turn in Turn])

# What a record of each kind must have to be of use, beside what it may have.
_NEEDED: Mapping[str, Mapping[str, Check]] = {
    "session": {"version": lambda value: True},
    "calibration": {
        "side": _side,
        "method": _one_of([method.value for method in Method]),
        "offset_deg": _degrees,
        "standard_error_deg": _or_null(_number(0.0, 1000.0)),
        "strides": _whole(),
        "forward": _axis,
        "gravity": _axis,
    },
    "target": {"side": _side, "baseline_deg": _degrees, "target_deg": _degrees},
    "block": {"number": _whole(), "elapsed_s": _elapsed},
    "stride": {
        "side": _side,
        "number": _whole(),
        "block": _or_null(_whole()),
        "step": _or_null(_whole()),
        "valid": _flag,
        "reason": is_text,
        "feedback": _flag,
        "error_deg": _or_null(_degrees),
        "in_band": _flag,
        "turn": _or_null(_turn),
        "contact_s": _or_null(_time),
        "mid_stance_s": _time,
        "decided_s": _time,
        "foot_progression_angle_deg": _or_null(_degrees),
        "sensor_angle_deg": _or_null(_degrees),
        "elapsed_s": _elapsed,
        "stride_s": _or_null(_number(0.0, _LONGEST_S)),
        "stride_m": _or_null(_number(0.0, 1e4)),
        "speed_m_s": _or_null(_number(0.0, 1e4)),
        "turn_deg": _or_null(_number(-1e5, 1e5)),
        "shift_deg": _or_null(_degrees),
    },
    "cue": {
        "side": _side,
        "turn": _turn,
        "mid_stance_s": _time,
        "sample_s": _time,
        "decision_s": _time,
        "emission_s": _or_null(_time),
    },
    "alive": {"elapsed_s": _elapsed, "lost_s": _each_side(_elapsed), "unusable": _each_side(_whole(10**12))},
    "source": {"side": _side, "state": is_text},
    "quality": {
        "side": _side,
        "verdict": _one_of([verdict.value for verdict in Verdict]),
        "band_deg": _number(0.0, WIDEST_BAND_DEG),
        "text": is_text,
    },
    "pause": {"on": _flag},
    "feedback": {"block": _whole(), "on": _flag},
    "notice": {"text": is_text},
    "trouble": {"what": is_text},
    "end": {"finished": _flag},
}
# What a record of a kind may have, which logs of an earlier Footwise have not: a session that was interrupted before
# its target goes on with these strides.
_MAY_HAVE: Mapping[str, Mapping[str, Check]] = {
    "stride": {
        "start_s": _or_null(_time),
        "rise_m": _or_null(_number(-1e4, 1e4)),
        "stood_s": _or_null(_number(0.0, _LONGEST_S)),
        "start_heading_deg": _or_null(_number(-1e5, 1e5)),
        "direction_deg": _or_null(_number(-1e5, 1e5)),
        "stretch": lambda value: is_whole(value, -_MOST, _MOST),
        "gravity": _or_null(_axis),
        "drift_m_s2": _or_null(_number(0.0, 1e4)),
        "forward": _or_null(_axis),
    },
}
# What any record may have; those of kinds that a later Footwise writes, too.
_ALLOWED: Mapping[str, Check] = {
    "side": _side,
    "elapsed_s": _or_null(_elapsed),
    "at_s": _or_null(_time),
    "recalibrate": _flag,
    "carried": _flag,
    "accepted": _flag,
}


def is_sound(record: object, blocks: int | None = None) -> bool:
    """Say whether a line of a log is a record that can be used.

    Parameters
    ----------
    record : object
        As JSON gave it.
    blocks : int, optional
        How many blocks the session has.
    """
    if not isinstance(record, dict) or not is_text(kind := record.get("kind")):
        return False
    needed = _NEEDED.get(kind, {})
    if not all(name in record and check(record[name]) for name, check in needed.items()):
        return False
    if not all(check(record[name]) for name, check in _ALLOWED.items() if name in record and name not in needed):
        return False
    if not all(check(record[name]) for name, check in _MAY_HAVE.get(kind, {}).items() if name in record):
        return False
    if kind == "stride":
        # An error is that of an angle.
        if record["error_deg"] is not None and record["foot_progression_angle_deg"] is None:
            return False
        return blocks is None or record["block"] is None or record["block"] < blocks
    return kind != "block" or blocks is None or record["number"] < blocks


def begun_at(text: object) -> datetime | None:
    """When a session began, as its first record says it; None where that is no time of these years."""
    if not is_text(text, most=100):
        return None
    try:
        begun = datetime.fromisoformat(text)
    except ValueError:
        return None
    return begun if _FIRST_YEAR <= begun.year <= _LAST_YEAR else None
