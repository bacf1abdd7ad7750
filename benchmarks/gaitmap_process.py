"""Run gaitmap beside Footwise: in an environment of its own, made once in .cache, and in a process of its own."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reference_environment import ReferenceMissingError, environment

# gaitmap does not work with a newer NumPy, nor with the pandas after the one named here.
PACKAGES = ("gaitmap==2.6.0", "gaitmap_mad==2.6.0", "numpy<2.1", "pandas<3")
PROGRAM = Path(__file__).with_name("gaitmap_reference.py")


@dataclass(frozen=True)
class Gaitmap:
    """A running gaitmap.

    Attributes
    ----------
    strides : dict
        By side, every stride as `gaitmap_reference.foot_angles` gives it.
    seconds : callable
        Runs it on both feet once more and gives how long that took, by its own clock.
    """

    strides: dict[str, list[dict[str, float]]]
    seconds: Callable[[], float]


@contextmanager
def gaitmap(recording: Path) -> Iterator[Gaitmap]:
    """Start gaitmap on a recording of both feet, warm it up, and keep it ready for more rounds.

    Raises
    ------
    ReferenceMissingError
        It cannot be installed or run.
    """
    with subprocess.Popen(
        [str(environment("gaitmap", PACKAGES)), str(PROGRAM), str(recording)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1,
    ) as process:  # fmt: skip

        def answer() -> str:
            if not (line := process.stdout.readline()):
                raise ReferenceMissingError("stopped on the way")
            return line

        def seconds() -> float:
            process.stdin.write("\n")
            return float(json.loads(answer()))

        try:
            yield Gaitmap(json.loads(answer())["strides"], seconds)
        finally:
            process.terminate()
