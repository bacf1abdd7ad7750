"""What Python's operators and functions mean, in Chromium: each snippet gives there what CPython gives here."""

from __future__ import annotations

import math
import random
from copy import deepcopy

import pytest
from benchmarks.phone_browser import phone_page
from tests.browser import chromium
from tests.python_to_javascript.snippets import IN_JAVASCRIPT, as_javascript, in_python

pytestmark = pytest.mark.browser
NAN, INF = math.nan, math.inf


@pytest.fixture(scope="module")
def page():
    chromium()
    with phone_page() as opened:
        yield opened


@pytest.fixture
def same(page, tmp_path):
    """Check that a snippet gives the same in both languages; give what it gives."""

    def check(source, *many, function="tried"):
        name = f"snippet_{len(page.files)}"
        page.files[f"generated/{name}.mjs"] = as_javascript(source, tmp_path, name)
        results = [in_python(source, function, deepcopy(list(given))) for given in many]
        found = page.page.evaluate(IN_JAVASCRIPT, [name, function, [list(given) for given in many]])
        for given, ours, theirs in zip(many, results, found, strict=True):
            assert alike(ours, theirs), (given, ours, theirs)
        return results

    return check


def alike(ours, theirs):
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(alike, ours, theirs))
    if isinstance(ours, bool) or isinstance(theirs, bool) or not isinstance(ours, int | float):
        return ours == theirs and isinstance(ours, bool) == isinstance(theirs, bool)
    # The libraries of mathematics differ in the last bit.
    return not isinstance(theirs, str | None) and (ours == theirs or abs(ours - theirs) <= 4e-16 * abs(ours))


def pairs(values):
    return [(a, b) for a in values for b in values]


WHOLE = [-7, -2, -1, 0, 1, 2, 3, 7, 10**9 + 7]
REAL = [-7.5, -2.0, -0.5, -0.0, 0.0, 0.1, 0.3, 1.0, 2.5, 1e300, 5e-324, INF, -INF, NAN]


@pytest.mark.parametrize("sign", ["/", "//", "%", "+", "-", "*"])
def test_arithmetic_of_integers(same, sign):
    results = same(f"def tried(a: int, b: int) -> float:\n    return a {sign} b", *pairs(WHOLE[:-1]))
    assert ("raised ZeroDivisionError" in results) == (sign in ("/", "//", "%"))


@pytest.mark.parametrize("sign", ["/", "//", "%", "+", "-", "*"])
def test_arithmetic_of_floats(same, sign):
    same(f"def tried(a: float, b: float) -> float:\n    return a {sign} b", *pairs(REAL))


def test_divmod_and_the_largest_integers(same):
    same("def tried(a: int, b: int) -> tuple[int, int]:\n    return divmod(a, b)", *pairs(WHOLE))
    same("def tried(x: float) -> int:\n    return int(x)", *[(x,) for x in (*REAL[:-6], 2.9, -2.9, 9e15, INF, NAN)])


def test_an_integer_that_is_not_exact_is_an_error(page, tmp_path):
    page.files["generated/large.mjs"] = as_javascript(
        "def tried(x: float) -> int:\n    return int(x)", tmp_path, "large"
    )
    assert page.page.evaluate(IN_JAVASCRIPT, ["large", "tried", [[1e16]]]) == ["raised OverflowError"]


def test_rounding_goes_to_the_even_neighbour(same):
    halves = [(k / 2,) for k in range(-9, 10)] + [(0.49999999999999994,), (2.5000000000000004,), (NAN,), (INF,)]
    assert same("def tried(x: float) -> int:\n    return round(x)", *halves)[:4] == [-4, -4, -4, -3]
    places = [(k / 8, 2) for k in range(-9, 10)] + [(2.675, 2), (1e22, 3), (NAN, 1), (-INF, 1), (0.05, 1), (-0.01, 1)]
    same("def tried(x: float, n: int) -> float:\n    return round(x, n)", *places)


def test_least_and_largest_of_what_is_no_number(same):
    for name in ("min", "max"):
        same(f"def tried(a: float, b: float) -> float:\n    return {name}(a, b)", *pairs(REAL))
        same(
            f"def tried(a: float, b: float, c: float) -> float:\n    return {name}(a, b, c)",
            (1.0, NAN, 0.0),
            (NAN, 1.0, 2.0),
        )
        values = [([3.0, 1.0, 2.0],), ([],), ([NAN, 1.0],), ([1.0, NAN],)]
        same(
            f"def tried(a: list[float]) -> float:\n    return {name}(a)", *values, ([float(k) for k in range(200_000)],)
        )
        same(f"def tried(a: list[float]) -> float:\n    return {name}((x + 1.0 for x in a), default=-1.0)", *values)


def test_comparisons_with_what_is_no_number(same):
    for sign in ("<", "<=", ">", ">=", "==", "!="):
        same(f"def tried(a: float, b: float) -> bool:\n    return a {sign} b", *pairs(REAL))
    same("def tried(a: float, b: float) -> bool:\n    return not a <= b", *pairs(REAL))
    same("def tried(a: float) -> bool:\n    return a != a", *[(x,) for x in REAL])


def test_chains_of_comparisons_work_out_each_part_once(same):
    source = """
class Counter:
    def __init__(self) -> None:
        self.asked = 0

    def next(self) -> float:
        self.asked += 1
        return float(self.asked)

def tried(low: float, high: float) -> list[float]:
    counter = Counter()
    inside = low < counter.next() < high < 10.0
    return [float(inside), counter.asked]
"""
    assert same(source, (0.0, 2.0), (1.0, 2.0), (0.0, 11.0), (NAN, 2.0), (0.0, NAN))[0] == [1.0, 1]


def test_none_is_told_from_zero(same):
    source = """
def tried(x: float | None) -> list[bool]:
    return [x is None, x is not None, x == 0.0, x != 0.0, (x or 0.0) == 0.0]
"""
    same(source, (None,), (0.0,), (NAN,), (2.0,))


def test_truth(same):
    kinds = {
        "int": [0, 3], "float": [0.0, -0.0, NAN, 2.0], "str": ["", "0", "a"], "list[float]": [[], [0.0]],
        "bool": [True, False], "float | None": [None, 0.0, NAN, 1.0], "str | None": [None, "", "x"],
        "list[int] | None": [None, [], [0]], "tuple[int, ...]": [[], [0]],
    }  # fmt: skip
    for kind, values in kinds.items():
        source = f"""
def tried(x: {kind}, y: {kind}) -> list[bool]:
    n = 0
    if x:
        n += 1
    elif not y:
        n += 2
    while x and n < 5:
        n += 5
    return [not x, True if x else False, not (x and y), not (x or y), n == 1, n == 2, n == 6]
"""
        same(source, *pairs(values))


def test_truth_of_dicts_sets_deques_and_objects(same):
    source = """
@dataclass(frozen=True)
class Thing:
    size: int = 0

class Word(StrEnum):
    NONE = ""
    SOME = "some"

def tried(n: int) -> list[bool]:
    some: dict[str, int] = {}
    last: deque[int] = deque(maxlen=3)
    word, thing = Word.NONE, None
    before = [not some, not last, not word, not thing, not Thing()]
    if n:
        some["a"] = 0
        last.append(0)
        word, thing = Word.SOME, Thing()
    return [*before, not some, not last, not word, not thing, True if thing else False]
"""
    same(source, (0,), (1,))


def test_the_value_of_and_and_or(same):
    source = "def tried(a: float | None, b: float) -> list[float | None]:\n    return [a or b, a and b]"
    same(source, *[(a, b) for a in (None, 0.0, 2.0, NAN) for b in (0.0, 3.0)])
    same("def tried(a: list[int], b: list[int]) -> list[int]:\n    return a or b", ([], [1]), ([2], [1]), ([], []))


def test_tuples_are_equal_by_what_is_in_them(same):
    source = """
def tried(a: tuple[float, float], b: tuple[float, float]) -> list[bool]:
    return [a == b, a != b, (a, 1) == (b, 1), [a] == [b], a[-1] == b[1]]
"""
    same(source, ([1.0, 2.0], [1.0, 2.0]), ([1.0, 2.0], [2.0, 1.0]), ([0.0, 0.0], [-0.0, 0.0]))
    source = "def tried(a: list[int], b: list[int]) -> list[bool]:\n    return [a == b, a != b]"
    same(source, ([1, 2], [1, 2]), ([1, 2], [1]), ([], []), ([], [0]))


DATACLASSES = """
class Turn(StrEnum):
    IN = "in"
    OUT = "out"

@dataclass(frozen=True, slots=True)
class Step:
    side: str
    angle: float | None
    turn: Turn = Turn.IN
    more: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "turn", Turn(self.turn))
        if self.angle is not None and not -60.0 <= self.angle <= 60.0:
            raise ValueError(f"{self.side}: {self.angle}° {self.angle:.1f} {self.angle:g}")

    @property
    def double(self) -> float:
        return 2.0 * (self.angle or 0.0)

    def __str__(self) -> str:
        return f"{self.side} {self.turn.value} {self.turn}"

"""


def test_dataclasses(same):
    source = (
        DATACLASSES
        + """
def tried(angle: float | None, turn: str) -> list[Any]:
    step = Step("left", angle, turn)
    other = replace(step, side="right")
    same = Step(angle=angle, side="left", turn=Turn(turn))
    return [step.double, str(step), f"{other}", step == other, step == same, step != same, step.turn is Turn.IN,
            step.turn == "in", [one.name for one in fields(Step)], other.angle, step.more]
"""
    )
    same(source, (1.5, "in"), (None, "out"), (61.0, "in"), (NAN, "in"), (0.0, "sideways"))


def test_a_dataclass_lacks_nothing_and_has_no_more(page, tmp_path):
    page.files["generated/made.mjs"] = as_javascript(DATACLASSES, tmp_path, "made")
    made = """async (given) => {
      const { Step } = await import('/generated/made.mjs');
      try {
        const step = new Step(given);
        step.side = "right";
        return step.side;
      } catch (error) {
        return error.message;
      }
    }"""
    assert page.page.evaluate(made, {"side": "left"}) == "Step: angle is missing"
    assert page.page.evaluate(made, {"side": "left", "angle": None, "size": 1}) == "Step has no size"
    assert page.page.evaluate(made, {"side": "left", "angle": "1"}) == "Step: angle is of another type"
    assert page.page.evaluate(made, {"side": None, "angle": 1.0}) == "Step: side is of another type"
    # What is frozen stays.
    assert page.page.evaluate(made, {"side": "left", "angle": 1.0}) == "left"


def test_enumerations(same):
    source = (
        DATACLASSES
        + """
def tried(word: str) -> list[Any]:
    turn = Turn(word)
    names = frozenset({Turn.IN, Turn.OUT})
    counts = {Turn.IN: 1}
    counts["in"] = 2
    return [turn, turn.value, turn == word, turn in names, turn in (Turn.OUT, Turn.IN), turn not in names, counts]
"""
    )
    same(source, ("in",), ("out",), ("IN",), ("",))


def test_deques_forget_the_first(same):
    source = """
def tried(values: list[float], most: int) -> list[Any]:
    last: deque[float] = deque(maxlen=most)
    free: deque[tuple[float, int]] = deque()
    for k, value in enumerate(values):
        last.append(value)
        free.append((value, k))
    while free and free[0][0] > 2.0:
        free.popleft()
    shown = [list(last), len(last), sorted(last), sum(last), [k for _, k in free], last[0], last[-1]]
    last.clear()
    return [*shown, len(last), list(last)]
"""
    same(source, ([3.0, 1.0, 2.0, 5.0], 3), ([4.0, 9.0], 2), ([], 2), ([1.0], 5))
    same("def tried() -> int:\n    last: deque[int] = deque()\n    return last.popleft()", ())


def test_places_and_slices(same):
    source = "def tried(x: list[int], k: int) -> int:\n    return x[k]"
    same(source, *[([1, 2, 3], k) for k in range(-5, 5)], ([], 0))
    source = """
def tried(x: list[int], a: int, b: int) -> list[Any]:
    return [x[a:b], x[:a], x[b:], x[:], [*x[:a], *x[a + 1 :]]]
"""
    same(source, *[([1, 2, 3, 4], a, b) for a in range(-6, 7) for b in (-2, 0, 3, 9)])
    source = """
def tried(x: list[int], k: int) -> list[int]:
    x[k] = 9
    x[k] += 1
    x[0], x[-1] = x[-1], x[0]
    return x
"""
    same(source, ([1, 2, 3], 1), ([1, 2, 3], -3), ([1, 2, 3], 3), ([1, 2, 3], -4))


def test_dicts_keep_their_order(same):
    source = """
def tried(words: list[str]) -> list[Any]:
    counts: dict[str, int] = {}
    kept: dict[str, list[int]] = {}
    for k, word in enumerate(words, start=1):
        counts[word] = counts.get(word, 0) + 1
        kept.setdefault(word, []).append(k)
    more = {"z": 0, **counts}
    return [counts, kept, [word for word in counts], len(counts), "b" in counts, "b" not in counts, more,
            dict.fromkeys(words), ". ".join(dict.fromkeys(words)), counts.get("none"), {word: 1 for word in words}]
"""
    same(source, (["b", "10", "a", "b", "2"],), ([],))
    same('def tried(x: Mapping[str, int]) -> int:\n    return x["k"]', ({"k": 2},), ({},))


def test_sums_and_sorting(same):
    source = """
def tried(x: list[float]) -> list[Any]:
    ways = [(one < 0.0, -one) for one in x]
    return [sum(x), sum(one > 1.0 for one in x), sum(one**2 for one in x), sorted(x), sorted(x, key=lambda one: -one),
            sorted(x, key=lambda one: (one < 0.0, one)), x, any(one > 2.0 for one in x), all(one > 2.0 for one in x),
            ways]
"""
    same(source, ([3.0, -1.0, 10.0, 2.0, 2.0],), ([],), ([0.1] * 10,))
    same("def tried(x: list[bool]) -> int:\n    return sum(x)", ([True, False, True],), ([],))


def test_functions_of_mathematics(same):
    for name in ("acos", "cos", "sin", "sqrt", "degrees", "radians", "isfinite", "abs", "float"):
        same(f"def tried(x: float) -> float:\n    return {name}(x)", *[(x,) for x in REAL])
    for name in ("atan2", "hypot"):
        same(f"def tried(x: float, y: float) -> float:\n    return {name}(x, y)", *pairs(REAL))
    source = """
def tried(x: float, n: int) -> list[float]:
    return [inf, -inf, nan, pi, float('-inf'), -x, -x**2, -(-x), 1 - -x, -(-2.0), x - (x - 1.0),
            x / (x + 1.0) / 2.0, -n]
"""
    same(source, (2.0, 3), (0.0, 0), (-0.5, -2))


def test_powers(same):
    same("def tried(x: float) -> float:\n    return x**2", *[(x,) for x in REAL])
    for kind in ("float", "int"):
        same(f"def tried(x: {kind}, y: {kind}) -> float:\n    return x**y", (2, 10), (0, -1), (3, 3), (2, 0), (1, 5))
    same(
        "def tried(x: float, y: float) -> float:\n    return x**y",
        (2.0, 0.5),
        (4.0, -0.5),
        (1e200, 2.0),
        (1.0, NAN),
        (NAN, 0.0),
    )


def test_numbers_as_text(same):
    draw = random.Random(3)
    values = [draw.uniform(-1, 1) * 10.0 ** draw.randint(-12, 24) for _ in range(300)]
    values += [k / 8 for k in range(-20, 20)] + [
        0.05,
        1e16,
        123456.5,
        999999.5,
        0.0001,
        0.00001,
        1e-5,
        5e-324,
        1.7e308,
        *REAL,
    ]
    source = """
def tried(values: list[float], n: int) -> list[str]:
    return [f"{x}|{x:g}|{x:.0f}|{x:.1f}|{x:.3f}|{n}|{n:g}|{n:.1f}" for x in values]
"""
    same(source, (values, 7), ([], -3))


def test_texts_with_signs_of_javascript(same):
    source = """
def tried(a: str, n: int) -> list[str]:
    return [f"`{a}` ${{{a}}} \\\\ \\"{n}\\" \\n {a}", "a`${b}", ", ".join([a, "x"]), a + "!",
            f"{'s' if n == 1 else ''}{a}"]
"""
    same(source, ("é`$", 1), ("", 2))


def test_errors(same):
    source = """
def tried(x: float, y: float) -> list[Any]:
    try:
        z = x / y
        w = sqrt(z)
    except (ZeroDivisionError, ValueError):
        return [-1.0]
    if w > 3.0:
        raise ValueError(f"{w}")
    return [z, w]
"""
    same(source, (1.0, 2.0), (1.0, 0.0), (-1.0, 2.0), (100.0, 1.0), (NAN, 1.0), (INF, INF))
    source = """
def tried(x: list[int]) -> int:
    try:
        return x[3]
    except (ArithmeticError, LookupError):
        return -1
"""
    same(source, ([],), ([1, 2, 3, 4],))
    source = """
def tried(x: list[int]) -> int:
    try:
        return x[3]
    except ValueError as error:
        raise TypeError("other") from error
"""
    same(source, ([],))


def test_unpacking(same):
    source = """
def tried(values: list[float]) -> list[float]:
    a, b = (one + 1.0 for one in values)
    return [a, b]
"""
    same(source, ([1.0, 2.0],), ([1.0],), ([1.0, 2.0, 3.0],), ([],))
    source = """
def tried(values: list[float]) -> list[float]:
    a, b = (one + 1.0 for one in values)
    a, b = b, a
    first = second, third = (a, b)
    for k, (one, other) in enumerate(zip(values, [a, b], strict=True)):
        a += one * k + other
    return [a, b, second, third, first[0]]
"""
    same(source, ([1.0, 2.0],), ([1.0],), ([1.0, 2.0, 3.0],))
    source = """
class Pair:
    def __init__(self, x: float) -> None:
        self.x, self.y = x, 0.0

    def turn(self) -> None:
        self.x, self.y = self.y, self.x + self.y

def tried(x: float) -> list[float]:
    pair = Pair(x)
    pair.turn()
    pair.turn()
    return [pair.x, pair.y]
"""
    same(source, (3.0,))


def test_loops_and_their_names(same):
    source = """
def tried(n: int) -> list[Any]:
    found: list[list[int]] = []
    last = -1
    for k in range(n):
        if k % 3 == 1:
            continue
        if k > 7:
            break
        last = k
        found.append([k, last])
    k = 5
    total = 0
    while total < n:
        total += 2
    some = [k * k for k in range(2, n, 2)]
    back = [k for k in range(n, 0, -3) if k != 4]
    nested = [[a, b] for a in range(2) for b in range(a, 3)]
    way = [step for k in range(n) if (step := k * 2) > 3]
    next_one = next((k for k in range(n) if k > 2), None)
    between = [b - a for a, b in pairwise(range(0, n, 2))]
    found += [[1], [2]]
    return [found, last, k, total, some, back, nested, way, next_one, between, [0] * n, [1, 2] * 2]
"""
    same(source, (0,), (5,), (12,))
    same(
        "def tried(a: list[int], b: list[int]) -> list[Any]:\n    return list(zip(a, b, strict=True))",
        ([1], [2]),
        ([1], []),
    )
    same("def tried(a: list[int], b: list[int]) -> list[Any]:\n    return list(zip(a, b))", ([1, 3], [2]), ([1], []))


def test_generators_go_on_where_they_stopped(same):
    source = """
def numbers(n: int) -> Iterator[list[int]]:
    found: list[int] = []
    for k in range(n):
        found.append(k)
        if k % 2:
            yield found
            found = []
    yield found

def tried(n: int) -> list[list[int]]:
    return [one for one in numbers(n)]
"""
    same(source, (0,), (5,), (6,))


def test_arguments_by_place_by_name_and_left_out(same):
    source = """
_MOST = 3.0

def inner(a: float, b: float = 2.0, *, c: float, d: float = _MOST, e: float | None = None) -> list[float | None]:
    return [a, b, c, d, e]

def only(*, c: float = 1.0) -> float:
    return c

def given(a: float, how: Callable[[float], float]) -> float:
    return how(a)

def tried(x: float) -> list[Any]:
    return [inner(x, c=1.0), inner(b=x, a=0.0, c=2.0, e=x), inner(1.0, 5.0, d=0.0, c=x), only(), only(c=x)]
"""
    same(source, (7.0,), (0.0,))


def test_the_door_takes_any_value_for_a_number(page, tmp_path):
    source = """
class Sum:
    def __init__(self) -> None:
        self.total = 0.0

    def update(self, x: float) -> float:
        self.total += x
        return self.total

def tried(x: float) -> float:
    return Sum().update(x)
"""
    page.files["generated/door.mjs"] = as_javascript(source, tmp_path, "door")
    for value in (None, "3", "", [], [4], {}, "NaN"):
        assert page.page.evaluate(IN_JAVASCRIPT, ["door", "tried", [[value]]]) == ["NaN"], value
    assert page.page.evaluate(IN_JAVASCRIPT, ["door", "tried", [[]]]) == ["NaN"]
    assert page.page.evaluate(IN_JAVASCRIPT, ["door", "tried", [[True]]]) == [1]


def test_chance_is_python_s(same):
    source = """
def tried(text: str, n: int) -> list[float]:
    draw = Random(text)
    return [draw.random() for _ in range(n)]
"""
    texts = ["", "1", "7/3/0/12", "é" * 300, "0" * 111, "0" * 112, "0" * 127, "0" * 128, "\0", "𝄞"]
    same(source, *[(text, 3) for text in texts], ("long", 2000))


def test_what_an_integer_past_the_largest_makes_is_refused_at_work(page, tmp_path):
    for k, what in enumerate(("a // b", "a % b", "a * b", "f'{a} {b}'", "divmod(a, b)")):
        source = f"def tried(a: int, b: int) -> Any:\n    return {what}"
        page.files[f"generated/past_{k}.mjs"] = as_javascript(source, tmp_path, f"past_{k}")
        assert page.page.evaluate(IN_JAVASCRIPT, [f"past_{k}", "tried", [[2.0**60, 3]]]) == ["raised OverflowError"]
