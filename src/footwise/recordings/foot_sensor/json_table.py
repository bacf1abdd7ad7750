"""Samples that a logger wrote as JSON, an object each, as the lines of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from footwise.settings import parse_json

_FEWEST = 3


def lines_of_json(raw: bytes) -> list[str] | None:
    r"""Lines of a table with the samples of a list of objects, or of one object a line; None where it is neither.

    What an object holds within another, or three numbers in a list, become columns such as ``acc_x``. Records of
    single sensors, each named in it, are Sensor Logger's and none of these.

    Examples
    --------
    >>> lines_of_json(b'{"t": 0, "acc": [0, 0, 1]}\n{"t": 1, "acc": [0, 0, 2]}\n{"t": 2, "acc": [0, 0, 3]}')[:2]
    ['t\tacc_x\tacc_y\tacc_z', '0\t0\t0\t1']
    """
    start = raw.lstrip()[:1]
    if start not in (b"{", b"["):
        return None
    try:
        records = parse_json(raw) if start == b"[" else [parse_json(line) for line in raw.splitlines() if line.strip()]
    except ValueError:
        return None
    if not isinstance(records, list) or len(records) < _FEWEST or not all(isinstance(one, dict) for one in records):
        return None
    if "sensor" in records[0]:
        return None
    names = list(dict.fromkeys(name for name, _ in _flat(records[0])))
    rows = [dict(_flat(record)) for record in records]
    return ["\t".join(names), *("\t".join(_word(row.get(name)) for name in names) for row in rows)]


def _word(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def _flat(record: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}_")
        elif isinstance(value, list) and len(value) == 3:
            yield from ((f"{before}{name}_{axis}", one) for axis, one in zip("xyz", value, strict=True))
        elif not isinstance(value, list):
            yield f"{before}{name}", value
