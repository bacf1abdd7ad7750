"""A real C3D file with bytes changed, cut and filled: clean refusals or results, and no silent lies.

The cases run in child processes, many in each. A crash, a hang over 10 s, more than 3 GB of memory,
or an error that is not Footwise's own kills the child, and the test names the case.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

WORKER = Path(__file__).with_name("fuzz_worker.py")

# The largest change that a damaged parameter may make without a word. What is said twice in a file, or
# must fit the body, is caught; these remain, because nothing else in the file says better:
BOUNDS = {
    # POINT:RATE against the header, to a millionth; so are the markers' 16-bit scale, to 1e-5.
    "rate": 1e-6,
    # Corners that still make a rectangle within 1 mm turn the plates by less than 0.1°, and on a
    # treadmill the plates turn the lab.
    "markers": 0.002,
    # Mass, and scales common to all channels (ANALOG:GEN_SCALE): what the plates weigh, against the
    # mass, within 5 % (the warning is in loads/weighing.py; the sample itself is 1 % off).
    "mass": 0.07,
    "force": 0.07,
    # An ORIGIN up to 10 mm from the centre is usual in sound files, and shifts the centre of pressure.
    "cop": 0.0105,
    # Height against shank and leg length; they differ between people.
    "height": 0.12,
    # Leg length, knee and ankle width against the other side.
    "measures": 0.14,
    # In N·m, by one or other of the above.
    "moment": 25.0,
}
# A name is a name.
FREE = {"name"}


def run(path: Path, folder: Path, first: int, count: int) -> list[dict[str, Any]]:
    """Results of the cases `first` to `first + count - 1`."""
    command = [sys.executable, str(WORKER), str(path), str(folder), str(first), str(count)]
    child = subprocess.run(command, capture_output=True, text=True, timeout=60 + count)
    cases = [json.loads(line) for line in child.stdout.splitlines()]
    last = cases[-1] if cases else None
    assert child.returncode == 0, f"died with {child.returncode} in or after {last}\n{child.stderr[-2000:]}"
    results = [case for case in cases if len(case) > 2]
    assert len(results) == count
    return results


def check(results: list[dict[str, Any]]) -> dict[str, float]:
    """Hold every silent change against its bound; give the largest of each."""
    largest: dict[str, float] = {}
    for case in results:
        assert case.get("clean", True), case
        for name, change in case.get("silent", {}).items():
            if name in FREE:
                continue
            assert name in BOUNDS, case
            assert change <= BOUNDS[name], case
            largest[name] = max(change, largest.get(name, 0.0))
    return largest


def test_hundreds_of_damaged_files(treadmill_c3d: Path, tmp_path: Path) -> None:
    results = run(treadmill_c3d, tmp_path, 0, 400)
    check(results)
    refused = sum("refused" in case for case in results)
    assert 40 < refused < 200
    assert sum(bool(case.get("notes")) for case in results) > 20
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_thousands_of_damaged_files(treadmill_c3d: Path, tmp_path: Path, part: int) -> None:
    largest: dict[str, float] = {}
    for batch in range(5):
        results = run(treadmill_c3d, tmp_path, 100_000 * (part + 1) + 500 * batch, 500)
        for name, change in check(results).items():
            largest[name] = max(change, largest.get(name, 0.0))
    print(f"largest silent changes of 2500 cases: {largest}")
