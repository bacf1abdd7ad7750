"""One archive from a package registry, through the registry's own client as the person has set it up."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from footwise.errors import FootwiseError
from footwise.samples.pip_client import find_pip

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["pypi-sdist", "pypi-wheel", "npm"]
_Show = Callable[[int, int], None]
# What is run, and what is added to its environment.
_Client = tuple[list[str], Mapping[str, str]]


def download(kind: Kind, package: str, version: str, sha256: str, into: Path, *, quiet: bool = False) -> Path:
    """Download one version of a package as an archive and check it.

    Parameters
    ----------
    kind : {"pypi-sdist", "pypi-wheel", "npm"}
        pip brings the first two, npm the last.
    package, version : str
        Which package.
    sha256 : str
        Checksum that the archive must have.
    into : Path
        An empty folder for the archive.
    quiet : bool
        Show no progress on the error stream.

    Returns
    -------
    Path
        The archive, in `into`.

    Raises
    ------
    FootwiseError
        Where the client is missing, nothing comes, or something else comes.
    """
    wanted = f"{package} {version}"
    client = _npm(package, version, into) if kind == "npm" else _pip(kind, package, version, sha256, into)
    with _progress(f"Fetching {wanted}", quiet) as show:
        failure = _run(*client, into, show)
    archives = [path for path in into.iterdir() if path.name.endswith((".tar.gz", ".tgz", ".zip", ".whl"))]
    if "DO NOT MATCH THE HASHES" in failure or any(_sha256(archive) != sha256 for archive in archives):
        raise FootwiseError(
            wanted,
            "the downloaded archive is not the expected one (its SHA-256 differs), and nothing of it was kept",
            "Try again; if it stays so, ask where your package mirror has it from",
        )
    if failure or len(archives) != 1:
        raise FootwiseError(
            wanted,
            f"could not be downloaded ({_last_error(failure)})",
            f"The network is needed this once: check the connection, and the proxy or mirror that "
            f"{'npm' if kind == 'npm' else 'pip'} is set up with, then try again",
        )
    return archives[0]


def _pip(kind: Kind, package: str, version: str, sha256: str, into: Path) -> _Client:
    pip = find_pip()
    if pip is None:
        raise FootwiseError(
            f"{package} {version}",
            f"pip is needed to download it, and neither {sys.executable} nor the path has one, nor uv to bring it",
            "Install pip for this Python (python -m ensurepip, or your system's package of it), or uv",
        )
    # With the hash in the requirement pip checks the archive before it runs anything that is in it.
    requirement = into / "requirement.txt"
    requirement.write_text(f"{package}=={version} --hash=sha256:{sha256}\n", encoding="utf-8")
    # Only this package is limited to one form: its build tools may come as wheels, which takes seconds less.
    form = "--no-binary" if kind == "pypi-sdist" else "--only-binary"
    command = [*pip.command, "download", "--no-deps", form, package, "--require-hashes"]
    command += ["--requirement", str(requirement), "--dest", str(into)]
    command += ["--no-input", "--disable-pip-version-check", "--retries", "2"]
    # Its recordings are read and it is not installed, so it does not matter for which Python it is.
    command += ["--ignore-requires-python"]
    return [*command, "--progress-bar", "raw" if pip.version >= (24, 1) else "off"], pip.environment


def _npm(package: str, version: str, into: Path) -> _Client:
    npm = shutil.which("npm")
    if npm is None:
        trouble = "npm is needed to download it, and there is none"
        raise FootwiseError(f"{package} {version}", trouble, "Install npm (it comes with Node.js)")
    command = [npm, "pack", f"{package}@{version}", "--pack-destination", str(into)]
    return [*command, "--ignore-scripts", "--loglevel", "error", "--fetch-retries", "2"], {}


def _run(command: list[str], added: Mapping[str, str], folder: Path, show: _Show) -> str:
    """Run a client, pass on the progress it prints, and give what it said where it failed, else nothing."""
    said: list[str] = []
    environment = {**os.environ, **added, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as client:
        try:
            for line in client.stdout or ():
                match line.split():
                    case ["Progress", done, "of", total] if done.isdigit() and total.isdigit():
                        show(int(done), int(total))
                    case _:
                        said.append(line)
        except BaseException:
            client.kill()
            raise
    return "".join(said) or "no word from it" if client.returncode else ""


@contextmanager
def _progress(title: str, quiet: bool) -> "Iterator[_Show]":
    """Show a moving bar on the error stream while nothing is known, then how much has come."""
    if quiet or not sys.stderr.isatty():
        if not quiet:
            print(f"{title} ...", file=sys.stderr, flush=True)
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _last_error(text: str) -> str:
    """Pick the line in which the client says what was wrong, without the addresses it tried."""
    if any(sign in text for sign in ("NewConnectionError", "NameResolutionError", "ECONNREFUSED", "ENOTFOUND")):
        return "the registry cannot be reached"
    errors = [line.partition("ERROR: ")[2] or line for line in text.splitlines() if "error" in line.lower()]
    return errors[-1].strip() if errors else "nothing came"


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
