"""Run gaitmap beside Footwise: in an environment of its own, made once in .cache, and in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENT = Path(__file__).parents[1] / ".cache" / "gaitmap"
# gaitmap does not work with a newer NumPy, nor with the pandas after the one named here.
PACKAGES = ("gaitmap==2.6.0", "gaitmap_mad==2.6.0", "numpy<2.1", "pandas<3")
PROGRAM = Path(__file__).with_name("gaitmap_reference.py")


class GaitmapMissingError(Exception):
    """gaitmap could not be installed or run; the message is one line."""


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


def python() -> Path:
    """Interpreter of gaitmap's environment, which is made first where there is none.

    Raises
    ------
    GaitmapMissingError
        It cannot be made, as without a network.
    """
    interpreter, ready = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "ready"
    if ready.exists():
        return interpreter
    print("Setting up gaitmap, to compare with (once, a minute or so)", file=sys.stderr)
    # As in the Makefile: Debian's Python has no ensurepip, so the environment is filled from outside.
    for command in (
        ("venv", "--clear", "--without-pip", str(ENVIRONMENT)),
        ("pip", "--python", str(interpreter), "install", "-qq", "--disable-pip-version-check", *PACKAGES),
    ):
        done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise GaitmapMissingError(f"could not be installed ({said[-1] if said else 'no reason given'})")
    ready.touch()
    return interpreter


@contextmanager
def gaitmap(recording: Path) -> Iterator[Gaitmap]:
    """Start gaitmap on a recording of both feet, warm it up, and keep it ready for more rounds.

    Raises
    ------
    GaitmapMissingError
        It cannot be installed or run.
    """
    with subprocess.Popen(
        [str(python()), str(PROGRAM), str(recording)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1,
    ) as process:  # fmt: skip

        def answer() -> str:
            if not (line := process.stdout.readline()):
                raise GaitmapMissingError("stopped on the way")
            return line

        def seconds() -> float:
            process.stdin.write("\n")
            return float(json.loads(answer()))

        try:
            yield Gaitmap(json.loads(answer())["strides"], seconds)
        finally:
            process.terminate()
