"""Where a batch keeps what it has found: a part for each item, named by what it came from, written whole."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from footwise.extras import require
from footwise.jobs.batch.items import NotDone
from footwise.outputs import write_one_of_many
from footwise.settings import parse_json
from footwise.steps_table import COLUMNS, FILE_CLOCK_COLUMNS, GAIT_COLUMNS, STRIDE_COLUMNS, rounded_numbers

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

STEPS, SCORES, REFUSED = "steps", "scores", "refused"
"""Folders of parts: of steps, of scores of questionnaires, and of what was refused."""
_TEXTS = ("file", "person", "recording", "condition", "side", "reason")
STEP_COLUMNS = ("file", "person", *COLUMNS, *STRIDE_COLUMNS, *GAIT_COLUMNS, *FILE_CLOCK_COLUMNS)
"""Columns of the steps of a batch."""
_FACTS = b"footwise"


def part_path(out: Path, folder: str, key: str) -> Path:
    """Where the part of an item lies."""
    return out / folder / f"part-{key}.{'json' if folder == REFUSED else 'parquet'}"


def steps_schema() -> pa.Schema:
    """The types of `STEP_COLUMNS`, which all parts share, also those in which a column is empty."""
    require("pyarrow")
    import pyarrow as pa

    kinds = {**dict.fromkeys(_TEXTS, pa.string()), "step": pa.int64(), "used": pa.bool_()}
    return pa.schema([(name, kinds.get(name, pa.float64())) for name in STEP_COLUMNS])


def write_steps_part(out: Path, key: str, steps: pd.DataFrame, facts: dict[str, Any]) -> None:
    """Write the steps of an item, with facts about it in the file's own metadata."""
    require("pyarrow")
    import pyarrow as pa

    schema = steps_schema()
    arrays = []
    for field in schema:
        if field.name not in steps:
            arrays.append(pa.nulls(len(steps), field.type))
            continue
        values = steps[field.name].to_numpy()
        if field.type == pa.float64():
            values = rounded_numbers(field.name, values.astype(float))
        elif field.type == pa.bool_():
            values = values.astype(bool)
        arrays.append(pa.array(values, field.type, from_pandas=True))
    _write(part_path(out, STEPS, key), pa.Table.from_arrays(arrays, schema=schema), facts)


def write_scores_part(out: Path, key: str, scores: pd.DataFrame, numbers: list[str], facts: dict[str, Any]) -> None:
    """Write the scores of a table of answers; columns that are no `numbers` are texts."""
    require("pyarrow")
    import pyarrow as pa

    arrays, names = [], []
    for name in map(str, scores.columns):
        values = scores[name]
        kind = pa.float64() if name in numbers else pa.string()
        if name not in numbers:
            values = (
                values.astype(object).where(values.notna(), None).map(lambda one: None if one is None else str(one))
            )
        arrays.append(pa.array(values.to_numpy(), kind, from_pandas=True))
        names.append(name)
    _write(part_path(out, SCORES, key), pa.Table.from_arrays(arrays, names=names), facts)


def _write(path: Path, table: pa.Table, facts: dict[str, Any]) -> None:
    require("pyarrow")
    import pyarrow as pa
    import pyarrow.parquet as pq

    told = json.dumps(facts, ensure_ascii=False, allow_nan=False, sort_keys=True).encode()
    buffer = pa.BufferOutputStream()
    pq.write_table(
        table.replace_schema_metadata({_FACTS: told}),
        buffer,
        compression="zstd",
        use_dictionary=False,
        write_statistics=False,
    )
    write_one_of_many(path, buffer.getvalue().to_pybytes())


def read_part(path: Path) -> tuple[pa.Table, dict[str, Any]]:
    """Read a part and its facts.

    Raises
    ------
    OSError, ValueError
        There is none, or it is damaged.
    """
    require("pyarrow")
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(pa.BufferReader(path.read_bytes())).read()
        facts = parse_json((table.schema.metadata or {})[_FACTS])
    except (pa.ArrowException, KeyError) as error:
        raise ValueError(f"{path.name} is damaged") from error
    return table.replace_schema_metadata(None), facts


def write_refused(out: Path, key: str, refused: NotDone) -> None:
    """Write why an item was refused: of the same content it would be refused again."""
    told = json.dumps(asdict(refused), ensure_ascii=False, sort_keys=True) + "\n"
    write_one_of_many(part_path(out, REFUSED, key), told.encode())


def read_refused(path: Path) -> NotDone:
    """Read why an item was refused.

    Raises
    ------
    OSError, ValueError
        There is none, or it is damaged.
    """
    try:
        return NotDone(**parse_json(path.read_text(encoding="utf-8")))
    except TypeError as error:
        raise ValueError(f"{path.name} is damaged") from error


def is_done(out: Path, key: str) -> bool:
    """Whether an item has been done, with whatever end."""
    return any(part_path(out, folder, key).exists() for folder in (STEPS, SCORES, REFUSED))
