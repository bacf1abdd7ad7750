"""Rows of every table as lines of JSON that either database takes in: read in pieces, written in pieces."""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from hashlib import sha256
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import connection, models

# Who is logged in is nobody's after a restore. Which migrations were applied stands at the head of the archive.
_LEFT_OUT = {"django_session", "usersessions_usersession", "django_migrations"}
# Of text before it is packed: no more than two of these are in memory at a time.
_PIECE_BYTES = 2 * 1024 * 1024
_ROWS_AT_ONCE = 100


def stored_models(found: Iterable[Any] | None = None) -> list[Any]:
    """Give the model of each table, those between two others as well, in the order of the tables' names.

    Parameters
    ----------
    found : iterable of models, optional
        Models of another version; else those of this one.
    """
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    if found is None:
        found = apps.get_models(include_auto_created=True)
    kept = {
        model._meta.db_table: model
        for model in found
        if model._meta.managed and not model._meta.proxy and model._meta.db_table in there - _LEFT_OUT
    }
    return [kept[name] for name in sorted(kept)]


class TableHash:
    """What tells whether two tables hold the same rows in the same order."""

    def __init__(self) -> None:
        self.rows = 0
        self._sha256 = sha256()

    def add(self, line: bytes) -> None:
        """Add a row, as its line is written."""
        self.rows += 1
        self._sha256.update(line)

    def told(self) -> dict[str, Any]:
        """Give both for the end of the archive."""
        return {"rows": self.rows, "sha256": self._sha256.hexdigest()}


def packed_rows(model: Any, told: TableHash) -> Iterator[bytes]:
    """Give the rows of a table in pieces, each a packed text: the names of the columns, then a row a line.

    Parameters
    ----------
    model : a model
    told : TableHash
        Is told of each row.
    """
    fields = model._meta.concrete_fields
    plain = [_plain(field) for field in fields]
    head = _line([field.column for field in fields])
    # Past the manager, which records what is read of a person: a backup shows nobody anything.
    rows = models.QuerySet(model).order_by("pk").values_list(*(field.attname for field in fields))
    lines, length = [head], 0
    for row in rows.iterator(chunk_size=_ROWS_AT_ONCE):
        line = _line([value if value is None else write(value) for value, write in zip(row, plain, strict=True)])
        told.add(line)
        lines.append(line)
        length += len(line)
        if length > _PIECE_BYTES:
            yield _packed(lines)
            lines, length = [head], 0
    if lines[1:] or not told.rows:
        yield _packed(lines)


def insert_rows(model: Any, packed: bytes, told: TableHash) -> None:
    """Write a piece of a table's rows into the database, as they were.

    Past Django's own saving: days on which something is said to have changed stay what they are.
    """
    text = zlib.decompress(packed, wbits=31)
    head, *lines = text.splitlines(keepends=True)
    columns = json.loads(head)
    by_column = {field.column: field for field in model._meta.concrete_fields}
    fields = [by_column[column] for column in columns]
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    places = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) VALUES ({places})"
    rows = (_row(fields, line, told) for line in lines)
    with connection.cursor() as cursor:
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            cursor.executemany(statement, some)


def empty_tables(found: Iterable[Any]) -> None:
    """Take out what migrations have put into tables that have just been made."""
    with connection.cursor() as cursor:
        for model in found:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")


def continue_numbers(found: Iterable[Any]) -> None:
    """Let numbers that the database gives go on after the highest that is there."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(found)):
            cursor.execute(statement)


def _row(fields: list[Any], line: bytes, told: TableHash) -> list[Any]:
    told.add(line)
    return [
        field.get_db_prep_save(_value(field, value), connection)
        for field, value in zip(fields, json.loads(line), strict=True)
    ]


def _value(field: Any, value: Any) -> Any:
    """Give what a field means by a value of JSON."""
    return value if value is None or isinstance(field, models.JSONField) else field.to_python(value)


def _plain(field: Any) -> Callable[[Any], Any]:
    """Give what writes a field's values as JSON knows them."""
    return _same if isinstance(field, models.JSONField) else _as_json


def _same(value: Any) -> Any:
    return value


def _as_json(value: Any) -> Any:
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return b64encode(bytes(value)).decode()
    # Decimals, ids and lengths of time.
    return str(value)


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, separators=(",", ":")).encode() + b"\n"


def _packed(lines: list[bytes]) -> bytes:
    # Most of it is sealed text, six bits a letter: counting letters finds all there is to find, four times as fast.
    packer = zlib.compressobj(1, zlib.DEFLATED, 31, 9, zlib.Z_HUFFMAN_ONLY)
    return b"".join([*(packer.compress(line) for line in lines), packer.flush()])
