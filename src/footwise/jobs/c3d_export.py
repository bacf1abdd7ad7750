"""Copies of C3D files that hold the events, foot angles and knee moments of a walk as their own results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from footwise.errors import ErrorKind, FootwiseError
from footwise.loads import Walk, c3d_results
from footwise.outputs import whole_folder
from footwise.recordings import unzipped
from footwise.recordings.c3d import c3d_with_results
from footwise.version import __version__


def export_c3d(walks: Sequence[Walk], out: Path) -> list[Path]:
    """Write each walk as a copy of its C3D file with its results in it; the recordings themselves stay as they are.

    Parameters
    ----------
    walks : sequence of Walk
        Measured from C3D files, zipped or not.
    out : Path
        Folder of the copies, ``NAME_footwise.c3d`` each.

    Returns
    -------
    list of Path
        In the order of the walks.

    Raises
    ------
    FootwiseError
        A walk is from no C3D file, two have one name, or a copy would come in the place of a recording.
    """
    sources = [walk.recording.source for walk in walks]
    names = [f"{walk.recording.name}_footwise.c3d" for walk in walks]
    recordings = {source.resolve() for source in sources}
    for k, (source, name) in enumerate(zip(sources, names, strict=True)):
        if name in names[:k]:
            other = sources[names.index(name)]
            trouble = f"and {other} would both be written as {name}"
            raise FootwiseError(source, trouble, "Export them into two folders", ErrorKind.BAD_REQUEST)
        if (out / name).resolve() in recordings:
            trouble = f"would be overwritten by {out / name}"
            raise FootwiseError(source, trouble, "Choose another folder with `out`", ErrorKind.BAD_REQUEST)
    with whole_folder(out) as folder:
        for walk, name in zip(walks, names, strict=True):
            with _c3d_of(walk.recording.source) as source:
                (folder / name).write_bytes(
                    c3d_with_results(
                        source,
                        c3d_results(walk),
                        mass_kg=walk.recording.person.mass_kg,
                        said=f"Footwise {__version__}{f', like {walk.like}' if walk.like else ''}",
                    )
                )
    return [out / name for name in names]


@contextmanager
def _c3d_of(source: Path) -> Iterator[Path]:
    """Name of the C3D file, unpacked where it lies in an archive."""
    if source.suffix.lower() == ".zip":
        with unzipped(source) as (inside, _):
            yield _checked(source, inside)
    else:
        yield _checked(source, source)


def _checked(source: Path, inside: Path) -> Path:
    if inside.suffix.lower() != ".c3d":
        raise FootwiseError(
            source,
            "is no C3D file, which could take results in",
            "Export it for OpenSim or as BIDS-Motion, or start from the C3D file of the laboratory",
            ErrorKind.BAD_REQUEST,
        )
    return inside
