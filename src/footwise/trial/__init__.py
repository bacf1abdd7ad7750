"""The trial: design, allocation, data, analysis by intention to treat, and power."""

from footwise.trial.analysis import OutcomeResult, PrimaryResult, TrialResult, analyse_trial
from footwise.trial.baseline import BaselineRow
from footwise.trial.consort import ArmFlow, Flow
from footwise.trial.contrast import Estimate
from footwise.trial.data import outcome_tables, read_data, trial_data, write_data
from footwise.trial.design import TrialDesign, read_design
from footwise.trial.export import write_export
from footwise.trial.last_entry_anew import write_last_entry_anew
from footwise.trial.power import (
    INTERVAL_HIGH,
    INTERVAL_LOW,
    P_VALUE,
    Setting,
    SettingPower,
    monte_carlo_error,
    simulate_power,
)
from footwise.trial.redcap import (
    DICTIONARY,
    FLAT,
    RedcapNames,
    fetch_project,
    read_redcap,
    results_for_redcap,
    send_records,
    write_redcap,
)
from footwise.trial.register import allocations, enrol, open_register, reveal, verify
from footwise.trial.register_files import DESIGN_FILE, SEED_FILE
from footwise.trial.results_file import results_table, write_results
from footwise.trial.simulated import (
    check_simulable,
    simulated_answers,
    simulated_people,
    simulated_tables,
    strata_table,
)
from footwise.trial.written_dates import days as written_days

__all__ = [
    "DESIGN_FILE",
    "DICTIONARY",
    "FLAT",
    "INTERVAL_HIGH",
    "INTERVAL_LOW",
    "P_VALUE",
    "SEED_FILE",
    "ArmFlow",
    "BaselineRow",
    "Estimate",
    "Flow",
    "OutcomeResult",
    "PrimaryResult",
    "RedcapNames",
    "Setting",
    "SettingPower",
    "TrialDesign",
    "TrialResult",
    "allocations",
    "analyse_trial",
    "check_simulable",
    "enrol",
    "fetch_project",
    "monte_carlo_error",
    "open_register",
    "outcome_tables",
    "read_data",
    "read_design",
    "read_redcap",
    "results_for_redcap",
    "results_table",
    "reveal",
    "send_records",
    "simulate_power",
    "simulated_answers",
    "simulated_people",
    "simulated_tables",
    "strata_table",
    "trial_data",
    "verify",
    "write_data",
    "write_export",
    "write_last_entry_anew",
    "write_redcap",
    "write_results",
    "written_days",
]
