"""REDCap: its exports as the tables of a trial, these tables as a project, and results back into a project."""

from footwise.trial.redcap.dictionary import read_dictionary
from footwise.trial.redcap.events import RedcapNames
from footwise.trial.redcap.reading import RedcapTables, read_redcap
from footwise.trial.redcap.results import IMPORT, results_for_redcap
from footwise.trial.redcap.server import RedcapProject, fetch_project, send_records
from footwise.trial.redcap.writing import DICTIONARY, FLAT, write_redcap

__all__ = [
    "DICTIONARY",
    "FLAT",
    "IMPORT",
    "RedcapNames",
    "RedcapProject",
    "RedcapTables",
    "fetch_project",
    "read_dictionary",
    "read_redcap",
    "results_for_redcap",
    "send_records",
    "write_redcap",
]
