"""Each part of Footwise is tried on this machine, in a process of its own: what ends that ends nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

from footwise.errors import ErrorKind, FootwiseError
from footwise.extras import packages_of_extras
from footwise.samples import cache_folder, is_cached, samples
from footwise.settings import parse_json

_AT_ONCE = 2
_LONGEST_S = 60.0
# Parts that are tried, in the order in which they are told, and the extra that brings each; none for the plain install.
_TRIED = {
    "measuring": "",
    "pictures": "",
    "C3D files": "",
    "the lab's streams": "live",
    "radio sensors": "live",
    "films": "video",
    "people in films": "video",
    "cartilage images": "cartilage",
    "statistics of a trial": "trial",
    "many cores": "trial",
    "a PDF": "trial",
    "sound": "",
}
_TRYING = "footwise.jobs.machine.trying"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
_ROOM_BYTES = 1024**3


class State(StrEnum):
    """How a part stands."""

    WORKS = "works"
    MISSING = "not here"
    """Not installed, or not fetched yet; nobody needs all of it."""
    BROKEN = "does not work"
    """It is here, and failed when it was tried."""


@dataclass(frozen=True)
class Finding:
    """What was found of one part.

    Attributes
    ----------
    part : str
    state : State
    says : str
        In a sentence.
    remedy : str
        What would help; empty where nothing need.
    """

    part: str
    state: State
    says: str
    remedy: str = ""


@dataclass(frozen=True)
class Part:
    """A part that can be tried.

    Attributes
    ----------
    name : str
    module : str
        Run as a program with the name, it tries the part and prints how it went.
    extra : str
        What brings it; empty for the plain install.
    """

    name: str
    module: str
    extra: str = ""


def look_at_machine(more: Sequence[Part] = ()) -> list[Finding]:
    """Try every part of Footwise that this machine has, and say what it has not; takes a few seconds.

    Nothing is fetched, nothing is kept, and nothing sounds.

    Parameters
    ----------
    more : sequence of Part
        Parts that only whoever calls knows.
    """
    parts = [Part(name, _TRYING, extra) for name, extra in _TRIED.items()]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        tried = list(pool.map(_try, (*parts, *more)))
    return [_python(), *_extras(), *tried, _cache(), *_samples(), _npm(), _browser()]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", State.WORKS, f"{version} on {sys.platform}, {os.cpu_count()} cores")


def _extras() -> list[Finding]:
    found = []
    for extra, packages in packages_of_extras().items():
        missing = [package for package, is_there in packages.items() if not is_there]
        if not missing:
            found.append(Finding(f"extra {extra}", State.WORKS, "is installed"))
            continue
        all_of_it = len(missing) == len(packages)
        says = "is not installed" if all_of_it else f"lacks {', '.join(missing)}"
        found.append(Finding(f"extra {extra}", State.MISSING, says, f"pip install 'footwise[{extra}]'"))
    return found


def _try(part: Part) -> Finding:
    """Try one part in a process of its own, as a library that is built for another machine ends its process."""
    command = [sys.executable, "-m", part.module, part.name]
    again = f"Install footwise[{part.extra}] again" if part.extra else "Install Footwise again"
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST_S, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return Finding(part.name, State.BROKEN, f"has not answered within {_LONGEST_S:.0f} s", again)
    lines = done.stdout.splitlines()
    try:
        told = parse_json(lines[-1]) if lines else {}
    except ValueError:
        told = {}
    if done.returncode or "state" not in told:
        last = (done.stderr.strip().splitlines() or [f"its process has ended with code {done.returncode}"])[-1]
        return Finding(part.name, State.BROKEN, last, again)
    return Finding(part.name, State(told["state"]), told["says"], told["remedy"])


def _cache() -> Finding:
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        place = folder / f".doctor-{os.getpid()}"
        place.write_bytes(b"")
        place.unlink()
        free = shutil.disk_usage(folder).free
    except OSError as error:
        remedy = "Let FOOTWISE_CACHE name a folder that you may write"
        return Finding("cache", State.BROKEN, f"{folder} cannot be written ({error.strerror})", remedy)
    says = f"{folder}, {free / 1e9:.0f} GB free"
    if free < _ROOM_BYTES:
        return Finding("cache", State.BROKEN, says, "Make room: samples and films need a gigabyte")
    return Finding("cache", State.WORKS, says)


def _samples() -> list[Finding]:
    return [
        Finding(f"sample {one.name}", State.WORKS, "is here")
        if is_cached(one)
        else Finding(f"sample {one.name}", State.MISSING, "is not fetched yet", "Get it: it is one of the samples")
        for one in samples()
    ]


def _npm() -> Finding:
    found = shutil.which("npm")
    if found:
        return Finding("npm", State.WORKS, f"{found} fetches the weights that find people in films")
    return Finding("npm", State.MISSING, "is needed once, for films alone", "Install Node.js")


def _browser() -> Finding:
    found = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        says = "none on the path; reports open in any, and only the tests need Chromium"
        return Finding("browser", State.MISSING, says, "On Debian: apt-get install chromium")
    try:
        done = subprocess.run([found, "--version"], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        return Finding("browser", State.BROKEN, f"{found} does not start ({type(error).__name__})", "Install it again")
    return Finding("browser", State.WORKS, done.stdout.strip() or found)


def part_of(error: FootwiseError) -> tuple[State, str, str]:
    """Say how a part stands of which Footwise itself has said what is wrong."""
    state = State.MISSING if error.kind is ErrorKind.MISSING_EXTRA else State.BROKEN
    return state, f"{error.where}: {error.trouble}", error.remedy
