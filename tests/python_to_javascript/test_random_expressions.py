"""Expressions that nobody would write, drawn at random: each gives in Chromium what it gives here, to the last bit."""

from __future__ import annotations

import math
import random

import pytest
from benchmarks.phone_browser import phone_page
from tests.browser import chromium
from tests.python_to_javascript.snippets import IN_JAVASCRIPT, as_javascript, in_python

GIVEN = [
    [0.0, -1.5, 0, True, None, []],
    [2.25, 3.0, 7, False, 0.0, [1.0]],
    [math.nan, 1e300, -3, True, math.nan, [2.0, -0.0, 5.0]],
    [-0.0, math.inf, 2, False, -4.5, [math.nan, 1.0]],
]
HEAD = "(x: float, y: float, n: int, p: bool, o: float | None, xs: list[float])"


class Draw:
    """Draws expressions of a kind, so deep at the most."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def one_of(self, *many: str) -> str:
        return self.random.choice(many)

    def real(self, deep: int) -> str:
        if deep <= 0:
            return self.one_of("x", "y", "0.5", "-2.0", "3.0", "float(n)", "(o or 1.5)")
        a, b = self.real(deep - 1), self.real(deep - 1)
        sign = self.one_of("+", "-", "*", "/", "//", "%")
        return self.one_of(
            f"({a}) {sign} ({b})", f"{a} {sign} {b}", f"{a} - {b} - {a}", f"{a} / ({b}) / 2.0", f"-({a})",
            f"-{a} + {b}",
            f"({a} if {self.truth(deep - 1)} else {b})",
            f"max({a}, {b})", f"min({b}, 1.0, {a})", f"abs({a})",
            f"({a}) * {self.whole(deep - 1)}", f"float(sum(one - {a} for one in xs))", f"({a}) ** 2",
            f"max((one for one in xs if one < {b}), default={a})", f"(xs or [{a}, {b}])[-1]", f"(o or {a})",
        )  # fmt: skip

    def whole(self, deep: int) -> str:
        if deep <= 0:
            return self.one_of("n", "2", "-3", "len(xs)")
        a, b = self.whole(deep - 1), self.whole(deep - 1)
        sign = self.one_of("+", "-", "*", "//", "%")
        return self.one_of(
            f"({a}) {sign} ({b})", f"{a} {sign} {b}", f"-({a})", f"divmod({a}, {b})[1]", f"len(xs[{a}:{b}])",
            f"({a} if {self.truth(deep - 1)} else {b})", f"sum(one > {self.real(deep - 1)} for one in xs)",
        )  # fmt: skip

    def truth(self, deep: int) -> str:
        if deep <= 0:
            return self.one_of("p", "not p", "x < y", "o is None", "not xs", "not n", "not x", "x == y", "x != x")
        a, b = self.truth(deep - 1), self.truth(deep - 1)
        x, y = self.real(deep - 1), self.real(deep - 1)
        sign, other = self.one_of("<", "<=", ">", ">=", "==", "!="), self.one_of("<", "<=", "==")
        return self.one_of(
            f"({a} and {b})", f"({a} or {b})", f"({a} and {b} or {a})", f"not ({a} or {b})", f"({x} {sign} {y})",
            f"({x} {sign} {y} {other} x)", f"not {x} {sign} {y}",
            f"(({a}) == ({b}))", f"any(one {sign} {x} for one in xs)",
            f"all({a} for one in xs)",
            f"((n, {self.whole(0)}) == (n, {self.whole(0)}))",
            f"({self.whole(deep - 1)} in (1, 2, {self.whole(0)}))",
        )  # fmt: skip

    def text(self, deep: int) -> str:
        return f'f"{{{self.real(deep)}:.2f}} {{{self.whole(deep)}}} {{{self.real(deep)}:g}} {{{self.real(deep)}}}"'


def differing(page, folder, seed: int, count: int) -> list[str]:
    """Draw so many expressions of each kind; say which give something else."""
    draw = Draw(seed)
    sources = []
    for kind, how in (("float", draw.real), ("int", draw.whole), ("bool", draw.truth), ("str", draw.text)):
        sources += [f"def f_{len(sources) + k}{HEAD} -> {kind}:\n    return {how(k % 4)}\n" for k in range(count)]
    name = f"drawn_{seed}"
    page.files[f"generated/{name}.mjs"] = as_javascript("\n".join(sources), folder, name)
    found = []
    for k, source in enumerate(sources):
        ours = [in_python(source, f"f_{k}", given) for given in GIVEN]
        theirs = page.page.evaluate(IN_JAVASCRIPT, [name, f"f_{k}", GIVEN])
        # Integers that are not exact are refused there, and no number is one here.
        pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if b != "raised OverflowError"]
        if any(a != b or isinstance(a, bool) != isinstance(b, bool) for a, b in pairs):
            found.append(f"{source.splitlines()[1]}: {ours} and {theirs}")
    return found


@pytest.mark.browser
@pytest.mark.parametrize(("seed", "count"), [(1, 60), pytest.param(2, 400, marks=pytest.mark.slow)])
def test_expressions_drawn_at_random(tmp_path, seed, count):
    chromium()
    with phone_page() as page:
        assert differing(page, tmp_path, seed, count) == []
