"""The jobs of a trial: its register, its analysis, its power, and REDCap's files."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.jobs.trial.analysis import analyse_trial_data, trial_sentences, write_trial_analysis
    from footwise.jobs.trial.demo import trial_demo
    from footwise.jobs.trial.export import write_trial_export
    from footwise.jobs.trial.power import TrialPower, simulate_trial_power, write_trial_power
    from footwise.jobs.trial.redcap_files import (
        TrialTables,
        read_from_redcap,
        read_trial_tables,
        write_for_redcap,
        write_results_for_redcap,
        write_trial_tables,
    )
    from footwise.jobs.trial.redcap_server import fetch_from_redcap, send_to_redcap
    from footwise.jobs.trial.register import (
        Allocations,
        OpenedRegister,
        open_trial,
        read_allocations,
        verify_register,
        write_allocations,
    )

__all__ = [
    "Allocations",
    "OpenedRegister",
    "TrialPower",
    "TrialTables",
    "analyse_trial_data",
    "fetch_from_redcap",
    "open_trial",
    "read_allocations",
    "read_from_redcap",
    "read_trial_tables",
    "send_to_redcap",
    "simulate_trial_power",
    "trial_demo",
    "trial_sentences",
    "verify_register",
    "write_allocations",
    "write_for_redcap",
    "write_results_for_redcap",
    "write_trial_analysis",
    "write_trial_export",
    "write_trial_power",
    "write_trial_tables",
]

__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "Allocations": "footwise.jobs.trial.register",
        "OpenedRegister": "footwise.jobs.trial.register",
        "TrialPower": "footwise.jobs.trial.power",
        "TrialTables": "footwise.jobs.trial.redcap_files",
        "analyse_trial_data": "footwise.jobs.trial.analysis",
        "fetch_from_redcap": "footwise.jobs.trial.redcap_server",
        "open_trial": "footwise.jobs.trial.register",
        "read_allocations": "footwise.jobs.trial.register",
        "read_from_redcap": "footwise.jobs.trial.redcap_files",
        "read_trial_tables": "footwise.jobs.trial.redcap_files",
        "send_to_redcap": "footwise.jobs.trial.redcap_server",
        "simulate_trial_power": "footwise.jobs.trial.power",
        "trial_demo": "footwise.jobs.trial.demo",
        "trial_sentences": "footwise.jobs.trial.analysis",
        "verify_register": "footwise.jobs.trial.register",
        "write_allocations": "footwise.jobs.trial.register",
        "write_for_redcap": "footwise.jobs.trial.redcap_files",
        "write_results_for_redcap": "footwise.jobs.trial.redcap_files",
        "write_trial_analysis": "footwise.jobs.trial.analysis",
        "write_trial_export": "footwise.jobs.trial.export",
        "write_trial_power": "footwise.jobs.trial.power",
        "write_trial_tables": "footwise.jobs.trial.redcap_files",
    },
)
