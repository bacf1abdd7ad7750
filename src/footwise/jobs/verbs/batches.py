"""The verb of many recordings: a batch from a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from footwise.arguments import given_number, given_path, given_text, number_list, optional_number, optional_path
from footwise.jobs.batch import BatchOptions, Limits, run_batch

if TYPE_CHECKING:
    from footwise.jobs.batch import BatchResult


def batch(
    source: Path | str,
    out: Path | str,
    *,
    workers: str = "local",
    reports: bool = False,
    marker_map: Path | str | None = None,
    column_map: Path | str | None = None,
    marker_hz: float | None = None,
    force_hz: float | None = None,
    use_stored_events: bool = False,
    angles_only: bool = False,
    like: str = "",
    rate_hz: float | None = None,
    gravity: str | None = None,
    calibration: str | None = None,
    coding: str | None = None,
    missing_codes: Sequence[float] = (),
    total: bool = False,
    memory_gb: float = 8.0,
    longest_s: float = 600.0,
) -> BatchResult:
    """Measure every recording of a folder or list, prescribe from every study, and score every questionnaire.

    Parameters
    ----------
    source : Path or str
        A folder, or a CSV file with one row a recording.
    out : Path or str
        Folder of the results; what is there already is not done again.
    workers : str
        "local" for all cores, "serial" for one, or the address of a Dask scheduler. The results are the same.
    reports : bool
        Also a report of each recording and study.
    marker_map, column_map : Path or str, optional
        TOML files that say which marker, or which column of a sensor's table, is which.
    marker_hz, force_hz : float, optional
        Cut-off of the low-pass behind the moments.
    use_stored_events, angles_only : bool
        Take the contacts and offs that files store; leave force plates alone.
    like : str
        "plug-in-gait" to follow that model.
    rate_hz : float, optional
    gravity, calibration : str, optional
        Of foot sensors; see `foot_sensor` and `measure`.
    coding : str, optional
    missing_codes : sequence of float
    total : bool
        Of questionnaires; see `score`.
    memory_gb, longest_s : float
        What one file may take.

    Returns
    -------
    BatchResult
        `summary`, `failures`, `steps`, `prescriptions` and `scores` are tables.

    Raises
    ------
    FootwiseError
        The list, an option or the folder of results cannot be used, or a package is missing. What is wrong with a file
        is a row of `failures`.

    Examples
    --------
    >>> import footwise as fw
    >>> found = fw.batch(fw.sample("treadmill"), "results", workers="serial")
    >>> found.summary[["file", "side", "steps_used"]].to_dict("records")[0]
    {'file': 'treadmill_events.c3d', 'side': 'left', 'steps_used': 10}
    >>> found.failures[["file", "kind"]].to_dict("records")
    [{'file': 'treadmill_no_events.c3d', 'kind': 'copy'}]
    """
    options = BatchOptions(
        marker_map=str(optional_path("marker_map", marker_map) or ""),
        column_map=str(optional_path("column_map", column_map) or ""),
        marker_hz=optional_number("marker_hz", marker_hz),
        force_hz=optional_number("force_hz", force_hz),
        use_stored_events=bool(use_stored_events),
        angles_only=bool(angles_only),
        like=given_text("like", like),
        rate_hz=optional_number("rate_hz", rate_hz),
        gravity=gravity,
        calibration=calibration,
        coding=coding,
        missing_codes=number_list("missing_codes", missing_codes),
        total=bool(total),
        reports=bool(reports),
    )
    limits = Limits(given_number("memory_gb", memory_gb), given_number("longest_s", longest_s))
    return run_batch(
        given_path("source", source, "Give a folder, or a list as .csv"),
        given_path("out", out, "Give the name of a folder"),
        workers=given_text("workers", workers),
        options=options,
        limits=limits,
    )
