"""Ways in which a text file is damaged: by a hand, by another program, by a disk. The same seed damages alike."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

DEEP = 5000
# What may stand in the place of a value, as JSON; the last ones are no JSON at all.
JSON_VALUES = (
    "null", "[]", "{}", '""', '"x"', '"-5"', "true", "false", "0", "-1", "1.5", "1e308", "-1e308", "1e999", "NaN",
    "Infinity", "9" * 400, "123456789012345678901234567890", '[1, "a", null]', '{"a": {"b": []}}', '"\\ud800"',
    '"\\u0000"', '"' + "x" * 140_000 + '"', '"<script>alert(1)</script>"', '"=1+1"', '"\\u2028"', "[" * 40 + "]" * 40,
    "[" * DEEP + "]" * DEEP, '{"a":' * DEEP + "1" + "}" * DEEP, "", "x", "1 2",
)  # fmt: skip
TOML_VALUES = (
    "[]", "{}", '""', "''", '"x"', "true", "0", "-1", "1.5", "1e308", "-1e308", "1e999", "inf", "-inf", "nan",
    "9" * 400, "9223372036854775807", "9223372036854775808", "0x" + "f" * 5000, "1979-05-27", "07:32:00", '[1, "a"]',
    "[[1], [2, 3]]", "{ a = { b = [] } }", '"\\u0000"', '"' + "x" * 140_000 + '"', '"../../etc/passwd"',
    "[" * 40 + "]" * 40,
    "[" * DEEP + "]" * DEEP, "{ a = " * DEEP + "1" + " }" * DEEP, "{ " + "a." * 50_000 + "a = 1 }", "", "x",
)  # fmt: skip
CSV_VALUES = (
    "", " ", "x", "-5", "=1+1", "'=1", "@x", "inf", "-inf", "nan", "NaN", "NA", "1e308", "1e999", "9" * 400, "0x10",
    "true", "1,5", "1;5", '"', '""', '"a\nb"', "1979-05-27", "9999-12-31", "0000-00-00", "x" * 140_000, "\t", "\x01",
    "\u2028", "é", "0" * 400, "week_" + "9" * 400 + "_arm_1", "-0", "1_000",
)  # fmt: skip


def json_damage(content: bytes, dice: Random) -> bytes:
    """One value of a JSON file replaced, or what can happen to any text."""
    return _replaced_in_json(content, dice) if dice.random() < 0.7 else text_damage(content, dice)


def log_damage(content: bytes, dice: Random) -> bytes:
    """One value in one line of JSON replaced, often in the first, or what can happen to any text."""
    if dice.random() > 0.7:
        return text_damage(content, dice)
    lines = content.split(b"\n")
    k = 0 if dice.random() < 0.4 else dice.randrange(len(lines) - 1)
    lines[k] = _replaced_in_json(lines[k], dice)
    return b"\n".join(lines)


def toml_damage(content: bytes, dice: Random) -> bytes:
    """The value of one line of TOML replaced, or its key, or what can happen to any text."""
    lines = content.decode().split("\n")
    places = [k for k, line in enumerate(lines) if re.match(r"\s*[^#=\[]+=", line)]
    if dice.random() > 0.7 or not places:
        return text_damage(content, dice)
    k = dice.choice(places)
    key, _, value = lines[k].partition("=")
    if dice.random() < 0.1:
        key = dice.choice(("strange", "a." * 50_000 + "a", '"a b"', "", key + ".a"))
    lines[k] = f"{key}={dice.choice(TOML_VALUES) if dice.random() < 0.9 else value}"
    return "\n".join(lines).encode()


def csv_damage(content: bytes, dice: Random) -> bytes:
    """One field of a CSV file replaced, a column taken away or doubled, or what can happen to any text."""
    rows = [line.split(",") for line in content.decode().split("\n")]
    way = dice.random()
    if way < 0.6:
        row = rows[0 if dice.random() < 0.2 else dice.randrange(len(rows))]
        row[dice.randrange(len(row))] = dice.choice(CSV_VALUES)
    elif way < 0.7:
        k = dice.randrange(len(rows[0]))
        for row in rows:
            row[k : k + 1] = row[k : k + 1] * dice.choice((0, 2))
    else:
        return text_damage(content, dice)
    return "\n".join(",".join(row) for row in rows).encode("utf-8", "surrogatepass")


def text_damage(content: bytes, dice: Random) -> bytes:
    """A file that is cut, whose lines are lost, doubled or exchanged, or whose bytes are others."""
    lines = content.split(b"\n")
    k = dice.randrange(len(lines))
    way = dice.randrange(10)
    if way == 0:
        return content[: dice.randrange(len(content))]
    if way == 1:
        del lines[k]
    elif way == 2:
        lines.insert(k, lines[k])
    elif way == 3:
        other = dice.randrange(len(lines))
        lines[k], lines[other] = lines[other], lines[k]
    elif way == 4:
        at = dice.randrange(len(content))
        return content[:at] + bytes(dice.randrange(256) for _ in range(dice.randrange(1, 9))) + content[at + 1 :]
    elif way == 5:
        at = dice.randrange(len(content))
        return content[:at] + b"\0" * dice.randrange(1, 600) + content[at:]
    elif way == 6:
        return b"\xff\xfe" + content.decode("utf-8").encode("utf-16-le")
    elif way == 7:
        return content.replace(b"\n", dice.choice((b"\r\n", b"\r", b"", b"\n\n")))
    elif way == 8:
        lines[k] = bytes(dice.randrange(256) for _ in range(len(lines[k]) or 5))
    else:
        return dice.choice((b"", b"\n", b" ", b"\0", b"[", b"{}", b"[]", b"null", b'"x"', b"\xff\xfe", b"PK\x03\x04"))
    return b"\n".join(lines)


def _replaced_in_json(content: bytes, dice: Random) -> bytes:
    value = json.loads(content)
    places = list(_places(value))
    if not places:
        return dice.choice(JSON_VALUES).encode()
    path = dice.choice(places)
    damaged = copy.deepcopy(value)
    inner = damaged
    for step in path[:-1]:
        inner = inner[step]
    way = dice.random()
    if way < 0.1 and isinstance(inner, dict):
        del inner[path[-1]]
        return json.dumps(damaged).encode()
    if way < 0.2 and isinstance(inner, dict):
        inner["strange"] = inner.pop(path[-1])
        return json.dumps(damaged).encode()
    mark = "here goes another"
    inner[path[-1]] = mark
    return json.dumps(damaged).replace(json.dumps(mark), dice.choice(JSON_VALUES), 1).encode()


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, one in inside:
        yield from _places(one, (*path, step))


Damage = Callable[[bytes, Random], bytes]
