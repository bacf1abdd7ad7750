"""The trial: design, allocation, data, analysis by intention to treat, and power."""

from footwise.trial.analysis import OutcomeResult, PrimaryResult, TrialResult, analyse_trial
from footwise.trial.contrast import Estimate
from footwise.trial.data import TrialData, read_data, trial_data, write_data
from footwise.trial.design import Outcome, TrialDesign, read_design
from footwise.trial.power import Setting, SettingPower, simulate_power
from footwise.trial.redcap import read_redcap, write_redcap
from footwise.trial.register import allocations, enrol, open_register, reveal, verify
from footwise.trial.results_file import results_table, write_results

__all__ = [
    "Estimate",
    "Outcome",
    "OutcomeResult",
    "PrimaryResult",
    "Setting",
    "SettingPower",
    "TrialData",
    "TrialDesign",
    "TrialResult",
    "allocations",
    "analyse_trial",
    "enrol",
    "open_register",
    "read_data",
    "read_design",
    "read_redcap",
    "results_table",
    "reveal",
    "simulate_power",
    "trial_data",
    "verify",
    "write_data",
    "write_redcap",
    "write_results",
]
