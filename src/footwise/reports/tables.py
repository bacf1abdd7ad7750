"""The tables that other people's programs read: steps.csv, prescription.json and summary.json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from footwise.coaching.course import SessionRecords
from footwise.coaching.recorded_walk import SensorWalk
from footwise.loads import COLUMNS, Walk
from footwise.outputs import write_text_whole
from footwise.prescription import Prescription
from footwise.reports.coached_strides import coached_strides

# More digits than these would be noise: markers are known to some tenths of a millimetre.
_DECIMALS = {"foot_progression_angle_deg": 3}
_OTHER_DECIMALS = 4
# What a step of coaching says beyond the columns that every step has.
_COACHING_COLUMNS = (
    "session", "block", "purpose", "feedback", "in_band", "error_deg", "cue", "stride_m", "stride_s", "speed_m_s",
    "turn_deg",
)  # fmt: skip


def write_steps(walks: Sequence[Walk] | Sequence[SensorWalk], path: Path) -> None:
    """Write one row a step as CSV: UTF-8, a missing value is an empty field, `used` is true or false.

    Parameters
    ----------
    walks : sequence of Walk, or of SensorWalk
        A foot sensor's table has columns of the stride behind those of every step.
    path : Path
        The file to write; its folder must exist.
    """
    table = pd.concat([walk.steps for walk in walks], ignore_index=True)
    table["used"] = table["used"].astype(bool).map({True: "true", False: "false"})
    _write_csv(table, path)


def write_coaching_steps(sessions: Sequence[SessionRecords], path: Path) -> None:
    """Write one row a step of coaching as CSV: the columns of every step, and what was asked and told.

    Loads, `off_s` and `stance_s` are not known to a foot sensor and are empty. The foot angle is that of the
    calibration which holds for the step; `error_deg` is the angle less the target, both toe-out positive.
    `block` counts from 1 and is empty before the first one, where the purpose is natural.

    Parameters
    ----------
    sessions : sequence of SessionRecords
    path : Path
        The file to write; its folder must exist.
    """
    rows = [row for session in sessions for side in session.plan.sides for row in _coaching_rows(session, side)]
    table = pd.DataFrame(rows, columns=[*COLUMNS, *_COACHING_COLUMNS])
    table = table.astype({name: "Int64" for name in ("step", "session", "block")})
    _write_csv(table.sort_values(["session", "contact_s"], kind="stable", na_position="first"), path)


def _coaching_rows(session: SessionRecords, side: str) -> Iterator[dict[str, Any]]:
    strides = coached_strides(session, side)
    for record, angle in zip(strides.records, strides.angle_deg.tolist(), strict=True):
        used = record["valid"] and bool(np.isfinite(angle))
        block = record["block"]
        yield {
            "recording": session.path.stem,
            "condition": f"session-{session.plan.session}",
            "side": side,
            "step": record["number"] + 1,
            "contact_s": record["contact_s"],
            "foot_progression_angle_deg": angle,
            "used": _true_or_false(used),
            "reason": "the sensor was never calibrated" if record["valid"] and not used else record["reason"],
            "session": session.plan.session,
            "block": None if block is None else block + 1,
            "purpose": "natural" if block is None else session.plan.blocks[block].purpose.value,
            "feedback": _true_or_false(record["feedback"]),
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


def write_prescription(result: Prescription, path: Path) -> None:
    """Write the prescription as JSON.

    Parameters
    ----------
    result : Prescription
    path : Path
        The file to write; its folder must exist.
    """
    write_text_whole(path, json.dumps(result.to_json(), indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table with no more digits than its numbers carry."""
    for name in table.columns:
        if pd.api.types.is_float_dtype(table[name]):
            # Adding zero turns the negative zeros of rounding into zeros.
            table[name] = table[name].round(_DECIMALS.get(name, _OTHER_DECIMALS)) + 0.0
    write_text_whole(path, table.to_csv(index=False, lineterminator="\n"))


def _true_or_false(value: bool) -> str:
    return "true" if value else "false"
