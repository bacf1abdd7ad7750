"""What is outside of the generator's subset is refused with its file and line, never turned into something else."""

from __future__ import annotations

import pytest
from tests.python_to_javascript.snippets import HEAD, as_javascript
from tools.python_to_javascript.refused import RefusedError

FUNCTION = "def tried(x: float, n: int, s: str, xs: list[float], d: dict[str, int], a: Any) -> Any:\n    "
OUTSIDE = {
    "integers that are not exact": "return 9007199254740993",
    "complex numbers": "return 2j",
    "bytes": "return b'a'",
    "text of unknown kind": "return f'{a}'",
    "text of a list": "return f'{xs}'",
    "text that may be None": "return f'{d.get(s)}'",
    "a conversion": "return f'{s!r}'",
    "an alignment": "return f'{x:>8.2f}'",
    "thousands": "return f'{x:,}'",
    "a float or an integer": "return f'{x if s else n}'",
    "an integer that becomes a float": "n += x\n    return f'{n}'",
    "a format worked out": "return f'{x:.{n}f}'",
    "per cent": "return f'{x:.1%}'",
    "text repeated": "return s * 3",
    "old formats": "return '%s' % s",
    "lists added": "return xs + xs",
    "a list and a number": "return xs + 1",
    "what is not known added": "return a + 1",
    "what is not known compared": "return a < 1",
    "texts compared by order": "return s < 'b'",
    "lists compared by order": "return xs < xs",
    "matrices": "return x @ x",
    "bits": "return n & 1",
    "shifts": "return n << 2",
    "turned bits": "return ~n",
    "places of texts": "return s[0]",
    "slices with a step": "return xs[::2]",
    "slices of texts": "return s[1:]",
    "a place that is a float": "return xs[x]",
    "what is in a text": "return 'a' in s",
    "floats looked for in a list": "return xs in [xs]",
    "tuples as keys": "return {(1, 2): 3}",
    "floats as keys": "return {0.5: 3}",
    "sets of tuples": "return {(1, 2)}",
    "letters counted": "return len(s)",
    "letters of a text": "return s.upper()",
    "a method taken along": "f = xs.append\n    return f(x)",
    "any without a loop": "return any(xs)",
    "several conditions": "return [y for y in xs if y > 0 if y < 3]",
    "assertions": "assert x",
    "deletions": "del d[s]",
    "with": "with open(s) as f:\n        return 1",
    "finally": "try:\n        return 1\n    finally:\n        n = 2",
    "else of a loop": "for k in range(n):\n        pass\n    else:\n        return 1",
    "match": "match n:\n        case 1:\n            return 2",
    "functions within": "def inner() -> int:\n        return 1\n    return inner()",
    "globals": "global y\n    y = 1",
    "an error that JavaScript does not raise": "try:\n        return 1\n    except AttributeError:\n        return 2",
    "every error": "try:\n        return 1\n    except:\n        return 2",
    "a loop that changes its list": "for y in xs:\n        xs.append(y)",
    "await": "return await a",
    "what is frozen, from outside": "object.__setattr__(a, 'x', 1)",
    "names of JavaScript": "new = 1\n    return new",
    "unknown names": "return something",
    "unknown functions": "return print(x)",
    "eval": "return eval(s)",
    "a starred call": "return max(*xs)",
    "round of an unknown": "return round(a)",
    "int of a text": "return int(s)",
    "float of a text": "return float(s)",
    "isinstance": "return isinstance(x, float)",
    "is with numbers of another kind": "return x.real",
    "sum of lists": "return sum([xs], [])",
    "sum of an unknown": "return sum(a)",
    "min with a key": "return min(xs, key=abs)",
    "sorted backwards": "return sorted(xs, reverse=True)",
    "a set worked out of floats": "return set(xs)",
    "yield from": "yield from xs",
    "operators of sets": "return {'a'} - {'b'}",
    "a division in place": "x /= 0.0\n    return x",
}


@pytest.mark.parametrize("what", OUTSIDE)
def test_outside_of_the_subset(what, tmp_path):
    source = FUNCTION + OUTSIDE[what]
    if "await" in source:
        source = source.replace("def", "async def")
    line = HEAD.count("\n") + source.count("\n", 0, source.index("    ")) + 1
    with pytest.raises(RefusedError, match=r"snippet\.py, line (\d+): ") as refused:
        print(as_javascript(source, tmp_path))
    said = int(str(refused.value).split("line ")[1].split(":")[0])
    assert line - 1 <= said <= line + 4


@pytest.mark.parametrize(
    "source",
    [
        "import math",
        "from math import gcd\nX = gcd",
        "from json import loads",
        "X: float",
        "if True:\n    X = 1",
        "class A(Exception):\n    pass",
        "class A:\n    x = 1",
        "@dataclass\nclass A:\n    x: int",
        "class A:\n    @staticmethod\n    def f() -> int:\n        return 1",
        "class A:\n    def __eq__(self, other: object) -> bool:\n        return True",
        "def f(*xs: float) -> int:\n    return 1",
        "def f(x: float = 1.0 + 1.0) -> float:\n    return x",
        "def f(a: float) -> float:\n    return a\n\ndef g() -> float:\n    return f()",
        "def f(a: float) -> float:\n    return a\n\ndef g() -> float:\n    return f(1.0, b=2.0)",
        "@dataclass(frozen=True)\nclass A:\n    x: int\n\ndef g() -> A:\n    return A()",
        "@dataclass(frozen=True)\nclass A:\n    x: int\n\ndef g(a: A) -> A:\n    return replace(a, y=1)",
        "@dataclass(frozen=True)\nclass A:\n    x: list[int] = field(default_factory=list)",
        "X = [y for y in (1, 2) if (z := y) > 1]",
    ],
)
def test_files_outside_of_the_subset(source, tmp_path):
    with pytest.raises(RefusedError, match=r"snippet\.py, line \d+: "):
        print(as_javascript(source, tmp_path))
