"""The tables of a course that other people's programs read: steps.csv and summary.json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from footwise.coaching import SessionRecords
from footwise.outputs import write_text_whole
from footwise.reports.course.coached_strides import coached_strides
from footwise.steps_table import COLUMNS, STRIDE_COLUMNS, write_table

# What a step of coaching says beyond the columns that every step has.
_COACHING_COLUMNS = (
    "session", "block", "purpose", "feedback", "in_band", "error_deg", "cue", *STRIDE_COLUMNS,
)  # fmt: skip


def write_coaching_steps(sessions: Sequence[SessionRecords], path: Path) -> None:
    """Write the rows of `coaching_steps` as CSV into a folder that exists."""
    write_table(coaching_steps(sessions), path)


def coaching_steps(sessions: Sequence[SessionRecords]) -> pd.DataFrame:
    """One row a step of coaching: the columns of every step, and what was asked and told.

    Loads, `off_s` and `stance_s` are not known to a foot sensor and are empty. The foot angle is that of the
    calibration which holds for the step; `error_deg` is the angle less the target, both toe-out positive.
    `block` counts from 1 and is empty before the first one, where the purpose is natural as long as natural walking is
    measured.

    Parameters
    ----------
    sessions : sequence of SessionRecords
    """
    rows = [row for session in sessions for side in session.plan.sides for row in _coaching_rows(session, side)]
    table = pd.DataFrame(rows, columns=[*COLUMNS, *_COACHING_COLUMNS])
    table = table.astype({name: "Int64" for name in ("step", "session", "block")})
    return table.sort_values(["session", "contact_s"], kind="stable", na_position="first", ignore_index=True)


def _coaching_rows(session: SessionRecords, side: str) -> Iterator[dict[str, Any]]:
    strides = coached_strides(session, side)
    walked = zip(strides.records, strides.angle_deg.tolist(), strides.natural.tolist(), strict=True)
    for record, angle, natural in walked:
        used = record["valid"] and bool(np.isfinite(angle))
        block = record["block"]
        yield {
            "recording": session.path.stem,
            "condition": f"session-{session.plan.session}",
            "side": side,
            "step": record["number"] + 1,
            "contact_s": record["contact_s"],
            "foot_progression_angle_deg": angle,
            "used": used,
            "reason": "the sensor was never calibrated" if record["valid"] and not used else record["reason"],
            "session": session.plan.session,
            "block": None if block is None else block + 1,
            "purpose": _purpose(session, block, natural),
            "feedback": bool(record["feedback"]),
            "in_band": "" if record["error_deg"] is None or block is None else _true_or_false(record["in_band"]),
            "error_deg": record["error_deg"],
            "cue": record["turn"] or "",
            **{name: record[name] for name in ("stride_m", "stride_s", "speed_m_s", "turn_deg")},
        }


def write_coaching_summary(sessions: Sequence[SessionRecords], path: Path, simulated: bool = False) -> None:
    """Write what each session came to as JSON: a list with one object a session, null where a number is missing.

    Parameters
    ----------
    sessions : sequence of SessionRecords
    path : Path
        The file to write; its folder must exist.
    simulated : bool
        Whether a simulated walker made them.
    """
    summaries = [{**asdict(session.summary()), "simulated": simulated} for session in sessions]
    write_text_whole(path, json.dumps(summaries, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def _purpose(session: SessionRecords, block: int | None, natural: bool) -> str:
    if block is not None:
        return session.plan.blocks[block].purpose.value
    return "natural" if natural else "before the blocks"


def _true_or_false(value: bool) -> str:
    return "true" if value else "false"
