"""Copies of recordings as C3D files that hold the events, foot angles and knee moments of a walk as their results."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from footwise.errors import ErrorKind, FootwiseError
from footwise.loads import Walk, c3d_results
from footwise.outputs import whole_folder
from footwise.recordings import Recording, unzipped
from footwise.recordings.c3d import c3d_with_results, markers_c3d
from footwise.version import __version__


def export_c3d(walks: Sequence[Walk], out: Path) -> list[Path]:
    """Write each walk as a copy of its C3D file with its results in it; the recordings themselves stay as they are.

    A walk from another kind of file becomes a C3D file of its markers, without the forces.

    Parameters
    ----------
    walks : sequence of Walk
        Zipped or not.
    out : Path
        Folder of the copies, ``NAME_footwise.c3d`` each.

    Returns
    -------
    list of Path
        In the order of the walks.

    Raises
    ------
    FootwiseError
        Two walks have one name, or a copy would come in the place of a recording.
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
            with _c3d_of(walk.recording) as source:
                (folder / name).write_bytes(
                    c3d_with_results(
                        source,
                        c3d_results(walk),
                        mass_kg=walk.recording.person.mass_kg,
                        said=f"Footwise {__version__}{f', like {walk.like}' if walk.like else ''}",
                        notes=[str(note) for note in walk.notes],
                    )
                )
    return [out / name for name in names]


@contextmanager
def _c3d_of(recording: Recording) -> Iterator[Path]:
    """Name of the recording's C3D file: its own, unpacked where it lies in an archive, or one of its markers."""
    source = recording.source
    if source.suffix.lower() == ".c3d":
        yield source
        return
    if source.suffix.lower() == ".zip":
        with unzipped(source) as (inside, _):
            if inside.suffix.lower() == ".c3d":
                yield inside
                return
    with tempfile.TemporaryDirectory(prefix="footwise-") as folder:
        made = Path(folder) / "markers.c3d"
        made.write_bytes(markers_c3d(recording))
        yield made
