"""Small Python files turned into JavaScript, for tests of what the generator means and refuses."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from tools.python_to_javascript.modules import javascript
from tools.python_to_javascript.sources import World, read_module

HEAD = """
from __future__ import annotations
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from itertools import pairwise
from math import acos, atan2, cos, degrees, hypot, inf, isfinite, nan, pi, radians, sin, sqrt
from random import Random
from typing import Any
"""


def as_javascript(source: str, folder: Path, name: str = "snippet") -> str:
    """The module of a snippet."""
    path = folder / f"{name}.py"
    path.write_text(HEAD + source, encoding="utf-8")
    return javascript(read_module(path, name, World()), "Made for a test.")


def in_python(source: str, function: str, given: list[Any]) -> Any:
    """What Python gives: plain data, or the name of the error."""
    # Dataclasses look for their module.
    import sys
    import types

    module = types.ModuleType("snippet")
    sys.modules["snippet"] = module
    exec(compile(HEAD + source, "snippet.py", "exec"), module.__dict__)
    try:
        return plain(getattr(module, function)(*given))
    except Exception as error:
        return f"raised {type(error).__name__}"


def plain(value: Any) -> Any:
    """A value as JSON has it, with words for what JSON lacks."""
    if isinstance(value, dict):
        return [[plain(key), plain(one)] for key, one in value.items()]
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, list | tuple) or hasattr(value, "popleft"):
        return [plain(one) for one in value]
    if isinstance(value, float):
        if not math.isfinite(value):
            return {"inf": "Infinity", "-inf": "-Infinity"}.get(str(value), "NaN")
        return "-0" if value == 0 and math.copysign(1.0, value) < 0 else value
    return str(value) if isinstance(value, str) else value


# The same in JavaScript.
IN_JAVASCRIPT = """async ([name, function_, many]) => {
  const plain = (value) => {
    if (value === undefined) return null;
    if (value instanceof Map) return [...value].map(([key, one]) => [plain(key), plain(one)]);
    if (value instanceof Set) return [...value].sort();
    if (Array.isArray(value)) return Array.from(value, plain);
    if (typeof value === "number" && !isFinite(value)) return String(value);
    return Object.is(value, -0) ? "-0" : value;
  };
  const module = await import(`/generated/${name}.mjs`);
  return many.map((given) => {
    try {
      return plain(module[function_](...given));
    } catch (error) {
      return `raised ${error.name}`;
    }
  });
}"""
