"""`footwise trial`: a randomised trial, from its sealed allocation to its analysis."""

import typer

from footwise.cli.command import Commands, add
from footwise.cli.trial.allocations import allocations
from footwise.cli.trial.analyse import analyse
from footwise.cli.trial.demo import demo
from footwise.cli.trial.enrol import enrol
from footwise.cli.trial.export import export
from footwise.cli.trial.power import power
from footwise.cli.trial.randomise import randomise
from footwise.cli.trial.redcap import from_redcap, results_to_redcap, to_redcap
from footwise.cli.trial.redcap_server import fetch_redcap, send_redcap
from footwise.cli.trial.unblind import unblind
from footwise.cli.trial.verify import verify

__all__ = ["trial_app"]

trial_app = typer.Typer(
    cls=Commands,
    help="A randomised trial: sealed allocation, analysis by intention to treat, power.",
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    epilog="Example: footwise trial demo --out trial-demo",
)
for command in (randomise, enrol, allocations, verify, unblind, analyse, export, power, demo):
    add(trial_app, command)
add(trial_app, to_redcap, "to-redcap")
add(trial_app, from_redcap, "from-redcap")
add(trial_app, results_to_redcap, "results-to-redcap")
add(trial_app, fetch_redcap, "fetch-redcap")
add(trial_app, send_redcap, "send-redcap")
