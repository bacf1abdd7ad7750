"""What of a running session a screen in the clinic must know: said once as a whole, then packet by packet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import hypot, isfinite
from typing import Any

from footwise.coaching.session import CoachSession
from footwise.foot_sensor.live import Method

_LAST = 10
_MOST_RECORDS = 100
_SHOWN = ("session", "quality", "target", "block", "stride")
_FASTEST_RAD_S = 100.0


def state_of(session: CoachSession) -> dict[str, Any]:
    """Say how a session stands."""
    phase = "refused" if session.refused is not None else session.phase.value
    return {
        "phase": phase,
        "paused": session.paused,
        "quiet": sorted(session.quiet),
        "elapsed_s": session.elapsed_s,
    }


def hello_of(session: CoachSession, records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Say what a screen must know that comes in now."""
    newest: dict[tuple[str, str], Mapping[str, Any]] = {}
    strides: dict[str, list[Mapping[str, Any]]] = {}
    tally: dict[str, dict[str, list[int]]] = {}
    for record in records:
        kind, side = record["kind"], record.get("side", "")
        if kind == "stride":
            strides.setdefault(side, []).append(record)
            _count(tally, record)
        elif kind in _SHOWN:
            newest[kind, side] = record
    known = [record for kind in _SHOWN for (name, _), record in newest.items() if name == kind]
    last = [record for walked in strides.values() for record in walked[-_LAST:]]
    return {"hello": 1, "source": "coach", "records": [*known, *last], "tally": tally, "state": state_of(session)}


def packet_of(session: CoachSession, number: int, records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Say what has happened since the last packet."""
    shown = [record for record in records if record["kind"] in _SHOWN][-_MOST_RECORDS:]
    return {"number": number, "records": shown, "state": state_of(session), "motion": _motion(session)}


def _count(tally: dict[str, dict[str, list[int]]], record: Mapping[str, Any]) -> None:
    if record["valid"] and record["block"] is not None and record["error_deg"] is not None:
        mine = tally.setdefault(record["side"], {"every": [0, 0], "told": [0, 0]})
        for name in ("every", "told") if record["feedback"] else ("every",):
            mine[name][0] += record["in_band"]
            mine[name][1] += 1


def _motion(session: CoachSession) -> float:
    """How fast the sensors turn at the moment (rad/s): that they are alive. Cameras tell no turn."""
    if session.plan.how.method is Method.MARKERS:
        return 0.0
    turns = [hypot(*foot.last_row[4:7]) for foot in session.feet.values() if foot.last_row is not None]
    return min(max((turn for turn in turns if isfinite(turn)), default=0.0), _FASTEST_RAD_S)
