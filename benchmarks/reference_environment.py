"""An environment of its own in .cache for a program to compare with, whose packages do not go with Footwise's."""

import subprocess
import sys
from pathlib import Path

CACHE = Path(__file__).parents[1] / ".cache"


class ReferenceMissingError(Exception):
    """The program to compare with could not be installed or run; the message is one line."""


def environment(name: str, packages: tuple[str, ...]) -> Path:
    """Make an environment, or take the one that was made before.

    Parameters
    ----------
    name : str
        Of the program and of the folder.
    packages : tuple of str
        Requirements, as pip takes them.

    Returns
    -------
    Path
        Its interpreter.

    Raises
    ------
    ReferenceMissingError
        It cannot be made, as without a network.
    """
    folder = CACHE / name
    interpreter, ready = folder / "bin" / "python", folder / "ready"
    if ready.exists():
        return interpreter
    print(f"Setting up {name}, to compare with (once, a minute or so)", file=sys.stderr)
    # As in the Makefile: Debian's Python has no ensurepip, so the environment is filled from outside.
    for command in (
        ("venv", "--clear", "--without-pip", str(folder)),
        ("pip", "--python", str(interpreter), "install", "-qq", "--disable-pip-version-check", *packages),
    ):
        done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise ReferenceMissingError(f"could not be installed ({said[-1] if said else 'no reason given'})")
    ready.touch()
    return interpreter
