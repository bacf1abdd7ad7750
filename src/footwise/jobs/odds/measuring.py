"""What changed between two walks, by whatever recorded them: markers, films, or sensors on shoe and shank."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs.odds.request import OddsRequest
from footwise.jobs.progress import Progress, no_progress
from footwise.prescription.odds import WalkChanges
from footwise.recordings import is_foot_sensor_file

_MARKER_FILES = (".c3d", ".trc")
_FILMS = (".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mts", ".3gp", ".mpg", ".mpeg")


class WalkKind(StrEnum):
    """What recorded a walk."""

    MARKERS = "markers"
    FILM = "films"
    SENSORS = "sensors"


def kind_of(walk: Path) -> WalkKind:
    """Tell what recorded a walk; a folder holds the films of several phones, or the files of several sensors.

    Raises
    ------
    FootwiseError
        Nothing is there, or a folder with nothing in it that is known.
    """
    if not walk.exists():
        raise FootwiseError(walk, "is not there", "Check the name")
    if walk.is_dir():
        inside = sorted(one for one in walk.iterdir() if one.is_file())
        if any(one.suffix.lower() in _FILMS for one in inside):
            return WalkKind.FILM
        if markers := [one for one in inside if one.suffix.lower() in _MARKER_FILES]:
            raise FootwiseError(walk, f"is a folder with recordings ({markers[0].name} …)", "Name one recording in it")
        return WalkKind.SENSORS
    if walk.suffix.lower() in _FILMS:
        return WalkKind.FILM
    return WalkKind.SENSORS if is_foot_sensor_file(walk) else WalkKind.MARKERS


def measure_changes(natural: Path, changed: Path, asked: OddsRequest, progress: Progress = no_progress) -> WalkChanges:
    """Measure what changed from the natural to the changed walk.

    Parameters
    ----------
    natural, changed : Path
        A recording each, or a folder with the films or the sensors' files of one walk.
    asked : OddsRequest
    progress : Progress

    Raises
    ------
    FootwiseError
        What is wrong with which file.
    """
    kinds = kind_of(natural), kind_of(changed)
    if natural.resolve() == changed.resolve():
        raise FootwiseError(
            changed, "is named twice", "Name the natural walk first and the changed one after it", ErrorKind.BAD_REQUEST
        )
    if kinds[0] is not kinds[1]:
        raise FootwiseError(
            changed,
            f"is a walk recorded with {kinds[1]}, and {natural.name} one with {kinds[0]}",
            "Record both in one way",
            kind=ErrorKind.BAD_REQUEST,
        )
    if kinds[0] is WalkKind.MARKERS:
        from footwise.jobs.odds.from_markers import marker_changes

        return marker_changes(natural, changed, asked, progress)
    if kinds[0] is WalkKind.FILM:
        from footwise.jobs.odds.from_film import film_changes

        return film_changes(natural, changed, asked, progress)
    from footwise.jobs.odds.from_sensors import sensor_changes

    return sensor_changes(natural, changed, asked, progress)
