"""A project of REDCap fetched from its server as files, and results sent to it."""

from __future__ import annotations

from pathlib import Path

from footwise.outputs import whole_folder
from footwise.text_files import read_lines
from footwise.trial import DICTIONARY, FLAT, fetch_project, send_records


def fetch_from_redcap(url: str, token: str, out: Path) -> tuple[Path, Path]:
    """Write a project's records and data dictionary into the folder `out`, both or neither.

    Parameters
    ----------
    url, token : str
        See :func:`footwise.trial.redcap.fetch_project`.
    out : Path

    Returns
    -------
    tuple of Path
        ``redcap_data.csv`` and ``redcap_dictionary.csv``, as `read_from_redcap` takes them.
    """
    project = fetch_project(url, token)
    with whole_folder(out) as folder:
        (folder / FLAT).write_text(project.records, encoding="utf-8")
        (folder / DICTIONARY).write_text(project.dictionary, encoding="utf-8")
    return out / FLAT, out / DICTIONARY


def send_to_redcap(table: Path, url: str, token: str) -> int:
    """Send a file of `write_results_for_redcap` to its project; give how many records REDCap has changed."""
    return send_records(url, token, "\n".join(read_lines(table)).rstrip("\n") + "\n")
