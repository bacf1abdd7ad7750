"""A schedule as it is written down: a TOML file, or rows of plain data in the plan of a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from footwise.coaching.schedule import Block
from footwise.errors import FootwiseError
from footwise.settings import is_number, is_text, is_whole, quoted, read_toml

# What the words of a row can be; `Block` knows their limits.
_KINDS: Mapping[str, Callable[[object], bool]] = {
    **dict.fromkeys(("session", "every"), is_whole),
    **dict.fromkeys(("block_s", "share", "band_deg"), is_number),
    **dict.fromkeys(("mode", "purpose"), is_text),
}


def schedule_from_rows(rows: Sequence[Mapping[str, Any]]) -> tuple[Block, ...]:
    """Make a schedule from rows with the names of `Block`.

    Raises
    ------
    ValueError
        Naming the row that makes no sense.
    """
    if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
        raise ValueError("'block' is no list of tables")
    known = {field.name for field in fields(Block)}
    blocks = []
    for number, row in enumerate(rows, start=1):
        if unknown := sorted(set(row) - known):
            raise ValueError(f"row {number} of the schedule has '{unknown[0]}'; the columns are {', '.join(known)}")
        for name, value in row.items():
            if not _KINDS[name](value):
                raise ValueError(f"row {number} of the schedule: {name} is {quoted(value)}")
        try:
            blocks.append(Block(**row))
        except (TypeError, ValueError) as error:
            raise ValueError(f"row {number} of the schedule: {error}") from error
    if not blocks:
        raise ValueError("the schedule has no rows")
    return tuple(blocks)


def read_schedule(path: Path) -> tuple[Block, ...]:
    """Read a schedule from a TOML file with one table ``[[block]]`` a row.

    Raises
    ------
    FootwiseError
        Where it cannot be read or makes no sense.
    """
    remedy = "Write one [[block]] a row, with session, block_s and share"
    rows = read_toml(path, "a schedule", remedy).table.get("block", [])
    try:
        return schedule_from_rows(rows)
    except ValueError as error:
        raise FootwiseError(path, f"is no schedule: {error}", remedy) from error
