"""Do the tests notice? Small faults planted in the code one by one, and how many of them make a test fail.

    python benchmarks/mutants.py                 every module, share and survivors
    python benchmarks/mutants.py rule peaks      these only, as while writing a test

The faults (mutants) are those of Cosmic Ray: another operator, another comparison, a number one more or one less, a
condition turned round, a loop that never runs, a decorator taken away. Each is planted in memory, in a process of its
own that runs only the tests that are about the module; no file is touched. Needs a system that can fork.
"""

from __future__ import annotations

import ast
import importlib.util
import multiprocessing
import os
import re
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path

import pytest
from hypothesis import settings
from markdown_table import markdown_table

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "footwise"
REASONS = Path(__file__).with_name("mutants_that_survive.toml")

# What decides about a person, and the tests that are about it.
MODULES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "rule": (("prescription/rule/trial_rule.py",), ("tests/prescription/rule/test_trial_rule.py",)),
    "peaks": (("loads/peaks.py",), ("tests/loads/test_peaks.py",)),
    "moments": (("loads/moments.py",), ("tests/loads/test_moments.py",)),
    "plates": (
        ("recordings/force_plates.py",),
        ("tests/recordings/test_plate_readings.py", "tests/recordings/test_force_plates.py"),
    ),
    "feedback": (("coaching/feedback.py",), ("tests/coaching/test_feedback.py",)),
    "gates": (("foot_sensor/live/stride_gates.py",), ("tests/foot_sensor/live/test_stride_gates.py",)),
    "calibration": (("foot_sensor/live/calibration.py",), ("tests/foot_sensor/live/test_calibration.py",)),
    "randomisation": (("trial/randomisation.py",), ("tests/trial/test_randomisation.py",)),
    "scoring": (
        ("followup/koos.py", "followup/womac.py", "followup/subscales.py", "followup/pain_ratings.py"),
        ("tests/followup/test_koos.py", "tests/followup/test_womac.py", "tests/followup/test_questionnaires.py"),
    ),
}

# Of Cosmic Ray's operators those that a slip of the pen makes: no `>>` for `+`. A comparison is moved by its edge, and
# turned round.
OPERATORS = re.compile(
    r"""core/(
    ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_Div|Div_Mul|Pow_Mul|Mod_FloorDiv|FloorDiv_Mul|BitAnd_BitOr|BitOr_BitAnd)
    |ReplaceComparisonOperator_(Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt|Lt_GtE|GtE_Lt|Gt_LtE|LtE_Gt|Eq_NotEq|NotEq_Eq|Is_IsNot|IsNot_Is)
    |ReplaceUnaryOperator_Delete_\w+
    |AddNot|ReplaceTrueWithFalse|ReplaceFalseWithTrue|ReplaceAndWithOr|ReplaceOrWithAnd|ReplaceBreakWithContinue
    |ReplaceContinueWithBreak|ExceptionReplacer|NumberReplacer|RemoveDecorator|ZeroIterationForLoop
    )""",
    re.VERBOSE,
)
# A fault that makes the tests run this much longer than without it is found, too: somebody would notice.
_LONGER, _AT_LEAST_S = 5.0, 20.0


@dataclass(frozen=True)
class Mutant:
    """One planted fault.

    Attributes
    ----------
    file : str
        Under src/footwise.
    line : int
    before, after : str
        The line without and with the fault; `after` is empty where the line went.
    code : str
        The whole file with the fault.
    """

    file: str
    line: int
    before: str
    after: str
    code: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}  {self.before}  →  {self.after}"


@dataclass(frozen=True)
class Outcome:
    """What became of the mutants of a module."""

    name: str
    planted: int
    survivors: tuple[Mutant, ...]
    took_s: float

    @property
    def killed(self) -> int:
        return self.planted - len(self.survivors)


def mutants(file: str) -> Iterator[Mutant]:
    """Every fault that can be planted in a file, in the order of its lines."""
    # Only here: the other parts of the page can be measured without it.
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    source = (SOURCE / file).read_text(encoding="utf-8")
    runs, found = _what_runs(source), []
    for name in filter(OPERATORS.fullmatch, operator_names()):
        operator = get_operator(name)()
        places = sum(len(list(operator.mutation_positions(node))) for node in ast_nodes(get_ast(source)))
        for occurrence in range(places):
            code = mutate_code(source, operator, occurrence)
            if _what_runs(code) not in ("", runs):
                found.append(Mutant(file, *_changed_line(source, code), code))
    yield from sorted(found, key=lambda mutant: mutant.line)


def _what_runs(code: str) -> str:
    """The code without what means nothing to it when it runs, annotations and `*` among parameters; "" if it cannot."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return ""
    for node in ast.walk(tree):
        for note in ("annotation", "returns"):
            if hasattr(node, note):
                setattr(node, note, None)
        if isinstance(node, ast.arguments):
            node.args = [*node.posonlyargs, *node.args, *node.kwonlyargs]
            node.posonlyargs, node.kwonlyargs = [], []
    return ast.dump(tree)


def _changed_line(source: str, code: str) -> tuple[int, str, str]:
    old, new = source.splitlines(), code.splitlines()
    at = next(k for k, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
    tidy = re.sub(r"((?<=[\[({:])|(?<=\w=)) +(?=[\d-])", "", new[at])
    return at + 1, " ".join(old[at].split()), " ".join(tidy.split()) if len(old) == len(new) else ""


def measure(name: str) -> Outcome:
    """Plant every fault in a module and run its tests.

    Raises
    ------
    RuntimeError
        Where a test fails without any fault.
    """
    files, tests = MODULES[name]
    # What the module needs of others is loaded once, here; each process takes only Footwise anew.
    importlib.import_module(_module_of(files[0]))
    began = time.perf_counter()
    clean = Mutant(files[0], 0, "", "", (SOURCE / files[0]).read_text(encoding="utf-8"))
    if _is_noticed(clean, tests, timeout_s=600.0):
        raise RuntimeError(f"{name}: a test of {', '.join(tests)} fails without any fault")
    timeout = max(_AT_LEAST_S, _LONGER * (time.perf_counter() - began))
    planted = [mutant for file in files for mutant in mutants(file)]
    survivors = []
    for k, mutant in enumerate(planted, start=1):
        if not _is_noticed(mutant, tests, timeout):
            survivors.append(mutant)
        if sys.stderr.isatty():
            print(f"\r{name}: {k} of {len(planted)}, {len(survivors)} survive", end="", file=sys.stderr)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if _is_noticed(clean, tests, timeout):
        raise RuntimeError(f"{name}: a test fails without any fault now; was something changed meanwhile?")
    return Outcome(name, len(planted), tuple(survivors), time.perf_counter() - began)


def _is_noticed(mutant: Mutant, tests: tuple[str, ...], timeout_s: float) -> bool:
    worker = multiprocessing.get_context("fork").Process(target=_run_tests, args=(mutant, tests))
    worker.start()
    worker.join(timeout_s)
    if worker.is_alive():
        worker.kill()
        worker.join()
    return worker.exitcode != 0


def _run_tests(mutant: Mutant, tests: tuple[str, ...]) -> None:
    """Run in a process of its own: import the file with its fault, and the tests."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.chdir(ROOT)
    for name in [name for name in sys.modules if name.partition(".")[0] in ("footwise", "tests")]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Planted(mutant))
    settings.register_profile("mutants", deadline=None, derandomize=True, database=None)
    with tempfile.TemporaryDirectory() as folder:
        options = ["-x", "-q", "-m", "not slow", "-p", "no:cacheprovider", "-p", "no:xdist", "--basetemp", folder]
        code = pytest.main([*options, "--hypothesis-profile=mutants", *tests])
    os._exit(int(code))


class _Planted(SourceFileLoader):
    """Finds one module, with its fault."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(_module_of(mutant.file), str(SOURCE / mutant.file))
        self.mutated = mutant.code

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=self)

    def get_code(self, fullname: str) -> object:
        return compile(self.mutated, self.path, "exec", dont_inherit=True)


def _module_of(file: str) -> str:
    return "footwise." + file.removesuffix(".py").replace("/", ".")


def reasons() -> dict[tuple[str, str, str], str]:
    """Why a survivor may live: its file, its line before and after → the reason."""
    stored = tomllib.loads(REASONS.read_text(encoding="utf-8"))["survivor"] if REASONS.exists() else []
    return {(one["file"], one["before"], one["after"]): one["why"] for one in stored}


def why(mutant: Mutant, known: dict[tuple[str, str, str], str]) -> str:
    """Give the reason of a survivor, empty where nobody gave one."""
    return known.get((mutant.file, mutant.before, mutant.after), "")


def part() -> str:
    """The sections of docs/validation.md."""
    outcomes = [measure(name) for name in MODULES]
    planted, killed = sum(one.planted for one in outcomes), sum(one.killed for one in outcomes)
    rows = [
        (one.name, ", ".join(f"`{file}`" for file in MODULES[one.name][0]), str(one.planted), str(one.killed),
         f"{100 * one.killed / one.planted:.0f} %")
        for one in outcomes
    ]  # fmt: skip
    known = reasons()
    survivors = [
        (
            f"`{mutant.file}:{mutant.line}`",
            f"`{mutant.before}`",
            f"`{mutant.after}`",
            why(mutant, known) or "not judged",
        )
        for one in outcomes
        for mutant in one.survivors
    ]
    return (
        "## Would the tests notice?\n\n"
        f"{planted} small faults (mutants, by Cosmic Ray) were planted one at a time in what decides about a person: "
        "another operator or comparison, a number one more or less, a condition turned round. Only the few tests that "
        f"are about the module ran. **{killed} of {planted} were found, {100 * killed / planted:.1f} %**, in "
        f"{sum(one.took_s for one in outcomes) / 60:.0f} minutes on one core.\n\n"
        + markdown_table(("what", "files", "planted", "found", "share"), rows)
        + "\nThe survivors, and why they may live:\n\n"
        + markdown_table(
            ("where", "the line", "with the fault", "why no test fails"), [_piped(row) for row in survivors]
        )
    )


def _piped(row: tuple[str, ...]) -> tuple[str, ...]:
    """Cells whose pipes do not end a cell."""
    return tuple(cell.replace("|", "\\|") for cell in row)


def main(wanted: list[str]) -> None:
    """Measure and print."""
    if unknown := set(wanted) - set(MODULES):
        sys.exit(f"There is no module {', '.join(sorted(unknown))}; choose of: {', '.join(MODULES)}")
    known = reasons()
    for name in wanted or MODULES:
        outcome = measure(name)
        share = 100 * outcome.killed / outcome.planted
        print(f"{name}: {outcome.killed} of {outcome.planted} found, {share:.1f} %, in {outcome.took_s:.0f} s")
        for mutant in outcome.survivors:
            print(f"    {mutant}  {'(' + why(mutant, known) + ')' if why(mutant, known) else 'NOT JUDGED'}")


if __name__ == "__main__":
    main(sys.argv[1:])
