"""Which of the two jobs recordings are for: those of foot sensors or those of markers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from footwise.errors import ErrorKind, FootwiseError
from footwise.recordings import is_foot_sensor_file

_OF_MARKERS = (".c3d", ".trc")


def check_named_once(files: Sequence[Path]) -> None:
    """Refuse a recording that is named twice, whose steps would count twice.

    Raises
    ------
    FootwiseError
        Two of the names lead to one file.
    """
    seen: set[Path] = set()
    for file in files:
        if (resolved := file.resolve()) in seen:
            raise FootwiseError(file, "is named twice", "Name each recording once", kind=ErrorKind.BAD_REQUEST)
        seen.add(resolved)


def _refuse_several(file: Path) -> None:
    """Refuse a study, and a folder of recordings with markers, where one recording is wanted."""
    if file.name.lower().endswith(".toml"):
        raise FootwiseError(
            file, "names recordings and is none", "Name the recordings themselves", ErrorKind.BAD_REQUEST
        )
    if not file.is_dir():
        return
    inside = sorted(one.name for one in file.iterdir() if one.suffix.lower() in _OF_MARKERS)
    if inside:
        some = f"{', '.join(inside[:3])}{' …' if len(inside) > 3 else ''}"
        raise FootwiseError(
            file, f"is a folder with recordings ({some})", "Name the recordings in it", ErrorKind.BAD_REQUEST
        )


def are_foot_sensor_files(
    files: Sequence[Path],
    *,
    column_map: Path | None = None,
    for_markers: Mapping[str, bool] | None = None,
    for_sensors: Mapping[str, bool] | None = None,
) -> bool:
    """Tell whether the files are recordings of foot sensors, all of them or none.

    Parameters
    ----------
    files : sequence of Path
    column_map : Path, optional
        Where there is one, all files but C3D and TRC files are tables of foot sensors, whatever their names.
    for_markers, for_sensors : mapping of str to bool, optional
        Parameters of `measure_marker_walks` and of `measure_sensor_walks`, and whether each is given: those that go
        with the other kind of recording are refused.

    Raises
    ------
    FootwiseError
        Both kinds of recording, or a parameter that goes with the other kind.
    """
    for file in files:
        _refuse_several(file)
    mapped = column_map is not None
    sensors = [is_foot_sensor_file(file) or (mapped and file.suffix.lower() not in _OF_MARKERS) for file in files]
    if any(sensors) and not all(sensors):
        raise FootwiseError(
            files[sensors.index(True)],
            f"is a recording of a foot sensor, and {files[sensors.index(False)]} is not",
            "Analyse the two kinds of recording one after the other",
            kind=ErrorKind.BAD_REQUEST,
        )
    if all(sensors):
        others, kind = for_markers or {}, "markers and force plates"
    else:
        others, kind = for_sensors or {}, "foot sensors"
    wrong = [name for name, given in others.items() if given]
    if wrong:
        raise FootwiseError(f"`{wrong[0]}`", f"goes with recordings of {kind} only; see {files[0]}", "Leave it out")
    return all(sensors)
