"""What a start costs: the processor time of whole processes, in turns, so that a busy machine slows all alike."""

import compileall
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import footwise
from footwise.samples import sample_path

FOOTWISE = str(Path(sys.executable).with_name("footwise"))
# What no analysis with a report can do without.
LIBRARIES = (sys.executable, "-c", "import numpy, pandas, matplotlib.figure")
HEADER = ("what", "median", "best", "aim")


def table() -> list[tuple[str, str, str, str]]:
    """Time of the front door, of the help and of a whole analysis, that against loading its libraries."""
    # As an installed package comes; a checkout may not be compiled.
    compileall.compile_dir(Path(footwise.__file__).parent, quiet=1)
    path = sample_path("treadmill") / "treadmill_events.c3d"
    with tempfile.TemporaryDirectory() as folder:
        analyse = (FOOTWISE, "analyse", str(path), "--out", folder)
        libraries, cold, start = in_turns([LIBRARIES, analyse, (FOOTWISE, "--help")], 9)
    door = [import_seconds("footwise") for _ in range(9)]
    ratios = [a / b for a, b in zip(cold, libraries, strict=True)]
    return [
        row("import footwise", [1e3 * t for t in door], "{:.0f} ms", "under 50 ms"),
        row("footwise --help", start, "{:.2f} s", "under 0.3 s"),
        row("loading NumPy, pandas and Matplotlib's figures", libraries, "{:.2f} s", ""),
        row("footwise analyse, cold, with report", cold, "{:.2f} s", ""),
        row("ratio of the two, pair by pair", ratios, "{:.2f}", "at most 1.6"),
    ]


def row(what: str, values: list[float], form: str, aim: str) -> tuple[str, str, str, str]:
    """A line of the table."""
    return what, form.format(statistics.median(values)), form.format(min(values)), aim


def in_turns(commands: list[tuple[str, ...]], times: int) -> list[list[float]]:
    """Processor time of commands in turns, each a process of its own, after one unmeasured round."""
    taken: list[list[float]] = [[] for _ in commands]
    for round_number in range(times + 1):
        for command, into in zip(commands, taken, strict=True):
            seconds = processor_seconds(command)
            if round_number:
                into.append(seconds)
    return taken


def processor_seconds(command: tuple[str, ...]) -> float:
    """User and system time of one process and those that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def import_seconds(module: str) -> float:
    """Processor time of an import alone, in a fresh interpreter."""
    code = f"import time; before = time.process_time(); import {module}; print(time.process_time() - before)"
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)
