"""A laboratory's own norm: from recordings of healthy people to mean and spread by speed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs.forces_beside import forces_beside
from footwise.jobs.progress import Progress, counting, no_progress
from footwise.loads import Walk, analyse_walk
from footwise.loads.norm import FEWEST_PEOPLE, Norm, walking_norm
from footwise.recordings import Recording, read_recording

_RECORDINGS = (".c3d", ".trc", ".zip")
_STANDING = "static"
_MEASURE_ONE = "Measure one of the recordings alone, which says all that is missing"


@dataclass(frozen=True)
class MadeNorm:
    """A norm, and what became of the recordings.

    Attributes
    ----------
    norm : Norm
    people, walks : int
        Whose walks were measured, and how many.
    left_out : tuple of str
        Recordings that could not be measured, each with the reason.
    """

    norm: Norm
    people: int
    walks: int
    left_out: tuple[str, ...]

    def sentences(self) -> list[str]:
        """Say what the norm holds, and what was left out."""
        bands = "; ".join(
            f"{band.low_m_s:.1f} to {band.high_m_s:.1f} m/s: {band.people} people" for band in self.norm.bands
        )
        return [
            f"Norm of {self.people} people in {self.walks} recordings. {bands}",
            *(f"Left out: {why}" for why in self.left_out),
        ]


def make_norm(
    folder: Path,
    *,
    source: str = "",
    fewest_people: int = FEWEST_PEOPLE,
    marker_map: Path | None = None,
    marker_hz: float | None = None,
    force_hz: float | None = None,
    progress: Progress = no_progress,
) -> MadeNorm:
    """Measure healthy people, and take mean and spread by speed.

    Parameters
    ----------
    folder : Path
        Holds a folder for each person, or files named ``PERSON_anything``: recordings of natural walking (C3D, TRC with
        a MOT file of the same name, or zip archives of these), and a standing trial with ``static`` in its name where
        there is one.
    source : str
        How the norm is to be cited; the name of the folder without.
    fewest_people : int
        In a band of speed.
    marker_map : Path, optional
    marker_hz, force_hz : float, optional
        As in `analyse_walk`.
    progress : Progress

    Raises
    ------
    FootwiseError
        No such folder, nobody in it, or too few people of any speed.
    """
    people = _people(folder)
    begins = counting(progress, sum(len(files) for files in people.values()))
    walks: dict[str, list[Walk]] = {}
    left_out: list[str] = []
    for person, files in people.items():
        standing: Recording | None = None
        for file in sorted(files, key=lambda file: _STANDING not in file.name.lower()):
            begins(file.name)
            try:
                recording = read_recording(file, forces=forces_beside(file), marker_map=marker_map)
                if _STANDING in file.name.lower():
                    standing = recording
                    continue
                walk = analyse_walk(recording, static=standing, marker_hz=marker_hz, force_hz=force_hz)
            except FootwiseError as error:
                left_out.append(f"{file.relative_to(folder)}: it {error.trouble}")
                continue
            if walk.steps["used"].any():
                walks.setdefault(person, []).append(walk)
            else:
                left_out.append(f"{file.relative_to(folder)}: no step of it can be used")
    if not walks:
        raise FootwiseError(
            folder, f"holds no walk that can be measured: {left_out[0]}" if left_out else "holds no walk", _MEASURE_ONE
        )
    norm = walking_norm(walks, source or folder.resolve().name, fewest_people)
    return MadeNorm(norm, len(walks), sum(map(len, walks.values())), tuple(left_out))


def _people(folder: Path) -> dict[str, list[Path]]:
    """Recordings of everybody: by the name of their folder, or by what stands before ``_`` in that of the file."""
    if not folder.is_dir():
        raise FootwiseError(folder, "there is no such folder", "Give the folder with the recordings of healthy people")
    found: dict[str, list[Path]] = {}
    for file in sorted(folder.rglob("*")):
        inside = file.relative_to(folder)
        if file.suffix.lower() in _RECORDINGS and file.is_file() and not inside.parts[0].startswith("."):
            person = inside.parts[0] if len(inside.parts) > 1 else file.name.partition(".")[0].partition("_")[0]
            found.setdefault(person, []).append(file)
    if not found:
        raise FootwiseError(
            folder,
            "holds no recordings",
            "Put the recordings of each healthy person into a folder of their own in it",
            ErrorKind.BAD_REQUEST,
        )
    return found
