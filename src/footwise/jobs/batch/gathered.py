"""All parts of a batch put together in the order of the plan: one table of steps, one of legs, one of what failed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from footwise.extras import require
from footwise.jobs.batch.items import STUDY, BatchItem, NotDone, code_version
from footwise.jobs.batch.store import REFUSED, SCORES, STEPS, part_path, read_part, read_refused, steps_schema
from footwise.loads import OF_STRIDES, OF_USED_STEPS
from footwise.tables import write_csv

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

STEPS_FILE, SUMMARY_FILE, FAILURES_FILE = "steps.parquet", "summary.parquet", "failures.csv"
PRESCRIPTIONS_FILE, SCORES_FILE, REPORT_FILE = "prescriptions.parquet", "scores.parquet", "report.html"
BATCH_FILES = (STEPS_FILE, SUMMARY_FILE, FAILURES_FILE, PRESCRIPTIONS_FILE, SCORES_FILE, REPORT_FILE)
"""What a batch writes at its end; what a new one does not write goes with the old one."""
COPY = "copy"
_ROWS_AT_ONCE = 50_000
_HOW = ("recorded_on", "treadmill", "knee_from", "like", "marker_hz", "force_hz", "forces_later_s")
_TEXTS = ("file", "person", "condition", "kind", "side", "angle_against", "recorded_on", "knee_from", "like", "static",
          "forces", "notes", "report", "part", "footwise")  # fmt: skip
SUMMARY_COLUMNS = ("file", "person", "condition", "kind", "side", "steps", "steps_used", *OF_USED_STEPS, *OF_STRIDES,
                   "angle_against", *_HOW, "static", "forces", "notes", "report", "part", "footwise")  # fmt: skip
"""One row a recording, condition and leg."""
PRESCRIPTION_COLUMNS = ("file", "person", "side", "rule", "direction", "target_change_deg",
                        "target_foot_progression_angle_deg", "peak", "simulated", "said", "report", "part",
                        "footwise")  # fmt: skip
"""One row a study."""


@dataclass(eq=False)
class Gathered:
    """What was found in the parts.

    Attributes
    ----------
    legs, prescriptions : list of dict
        Rows of the summary and of the prescriptions.
    failures : list of NotDone
    reasons : dict of str to int
        Why steps were left out, over all recordings.
    damaged : list of BatchItem
        Whose parts cannot be read.
    done : dict of str to int
        Files that were done, by their kind.
    """

    legs: list[dict[str, Any]] = field(default_factory=list)
    prescriptions: list[dict[str, Any]] = field(default_factory=list)
    failures: list[NotDone] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    damaged: list[BatchItem] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)


def gather(
    items: Sequence[BatchItem],
    keys: Mapping[str, str],
    not_done: Mapping[str, NotDone],
    out: Path,
    into: Path,
) -> Gathered:
    """Put the parts of items together, in their order.

    Parameters
    ----------
    items : sequence of BatchItem
    keys : mapping of str to str
        File to the name of its part.
    not_done : mapping of str to NotDone
        Files without a part.
    out : Path
        Where the parts lie.
    into : Path
        An empty folder, into which the steps and the scores are written as they come: memory holds few at a time.
    """
    require("pyarrow")
    import pyarrow.parquet as pq

    found = Gathered()
    walks: dict[str, str] = {}
    waiting: list[pa.Table] = []
    scores: list[pa.Table] = []
    with pq.ParquetWriter(into / STEPS_FILE, steps_schema(), compression="zstd") as writer:
        for item in items:
            key = keys.get(item.file, "")
            if item.file in not_done:
                found.failures.append(not_done[item.file])
                continue
            try:
                kind, part, facts = _part(out, key)
            except (OSError, ValueError):
                found.damaged.append(item)
                continue
            found.parts.add(f"part-{key}")
            if kind == REFUSED:
                found.failures.append(part)
                continue
            if kind == SCORES:
                scores.append(part)
                found.done["answers"] = found.done.get("answers", 0) + 1
                continue
            first = walks.setdefault(facts["same_walk"], item.file) if facts["same_walk"] else item.file
            if first != item.file and facts["kind"] != STUDY:
                why = f"holds the same walk as {first}, and its steps would count twice"
                found.failures.append(NotDone(item.file, COPY, why, item.person))
                continue
            waiting.append(part)
            if sum(map(len, waiting)) >= _ROWS_AT_ONCE:
                _write_waiting(writer, waiting)
            _note(found, facts, key)
        _write_waiting(writer, waiting)
    if scores:
        pq.write_table(_below(scores), into / SCORES_FILE, compression="zstd")
    return found


def write_gathered(found: Gathered, known: Sequence[NotDone], into: Path, plan: str) -> tuple[pd.DataFrame, ...]:
    """Write the summary, the prescriptions and the failures.

    Parameters
    ----------
    found : Gathered
    known : sequence of NotDone
        Failures that were known before anything was read.
    into : Path
    plan : str
        Digest of what was planned; see `plan_digest`.

    Returns
    -------
    summary, prescriptions, failures : DataFrame
    """
    import pandas as pd

    require("pyarrow")
    import pyarrow.parquet as pq

    summary = _table(found.legs, SUMMARY_COLUMNS, _TEXTS)
    pq.write_table(summary.replace_schema_metadata({b"footwise": plan.encode()}), into / SUMMARY_FILE)
    texts = ("file", "person", "side", "rule", "direction", "said", "report", "part", "footwise")
    prescriptions = _table(found.prescriptions, PRESCRIPTION_COLUMNS, texts)
    if found.prescriptions:
        pq.write_table(prescriptions, into / PRESCRIPTIONS_FILE)
    failures = pd.DataFrame(
        [(one.file, one.person, one.kind, one.reason) for one in sorted([*known, *found.failures], key=_by_file)],
        columns=["file", "person", "kind", "reason"],
        dtype=str,
    )
    write_csv(failures, into / FAILURES_FILE)
    return summary.to_pandas(), prescriptions.to_pandas(), failures


def plan_digest(items: Sequence[BatchItem], keys: Mapping[str, str], known: Sequence[NotDone]) -> str:
    """Tell what was planned from what else could have been: the same files and options, in the same order."""
    told = [*(f"{item.file} {keys.get(item.file, '')}" for item in items), *map(str, known)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def planned_before(out: Path) -> str:
    """Digest of what was planned when the files of `out` were written; empty where they are not all there."""
    require("pyarrow")
    import pyarrow.parquet as pq

    if not all((out / name).is_file() for name in (STEPS_FILE, SUMMARY_FILE, FAILURES_FILE, REPORT_FILE)):
        return ""
    try:
        metadata = pq.read_schema(out / SUMMARY_FILE).metadata or {}
    except (OSError, ValueError):
        return ""
    return bytes(metadata.get(b"footwise", b"")).decode()


def _part(out: Path, key: str) -> tuple[str, Any, dict[str, Any]]:
    for folder in (STEPS, SCORES):
        path = part_path(out, folder, key)
        if path.exists():
            table, facts = read_part(path)
            return folder, table, facts
    return REFUSED, read_refused(part_path(out, REFUSED, key)), {}


def _note(found: Gathered, facts: dict[str, Any], key: str) -> None:
    kind = facts["kind"]
    found.done[kind] = found.done.get(kind, 0) + 1
    for reason, count in facts["reasons"].items():
        found.reasons[reason] = found.reasons.get(reason, 0) + count
    shared = {name: facts[name] for name in ("file", "person", "kind", "angle_against", "static", "forces", "report")}
    shared |= {"notes": "; ".join(facts["notes"]), "part": f"part-{key}", "footwise": code_version()}
    found.legs += [{**shared, **leg} for leg in facts["legs"]]
    if kind == STUDY:
        told = facts["prescription"]
        said = facts["notes"][0] if facts["notes"] else ""
        row = {name: told.get(name) for name in PRESCRIPTION_COLUMNS if not isinstance(told.get(name), dict | list)}
        found.prescriptions.append({**row, **{name: shared[name] for name in ("file", "report", "part", "footwise")},
                                    "person": facts["person"], "said": said})  # fmt: skip


def _write_waiting(writer: Any, waiting: list[pa.Table]) -> None:
    require("pyarrow")
    import pyarrow as pa

    if waiting:
        writer.write_table(pa.concat_tables(waiting).combine_chunks())
        waiting.clear()


def _below(tables: list[pa.Table]) -> pa.Table:
    """Tables of scores below each other; a column that one of them lacks is empty there."""
    require("pyarrow")
    import pyarrow as pa

    return pa.concat_tables(tables, promote_options="default").combine_chunks()


def _table(rows: list[dict[str, Any]], columns: Sequence[str], texts: Sequence[str]) -> pa.Table:
    require("pyarrow")
    import pyarrow as pa

    kinds = {**dict.fromkeys(texts, pa.string()), **dict.fromkeys(("steps", "steps_used", "peak"), pa.int64()),
             **dict.fromkeys(("treadmill", "simulated"), pa.bool_())}  # fmt: skip
    schema = pa.schema([(name, kinds.get(name, pa.float64())) for name in columns])
    return pa.Table.from_pylist([{name: row.get(name) for name in columns} for row in rows], schema=schema)


def _by_file(one: NotDone) -> tuple[str, str]:
    return one.file, one.reason
