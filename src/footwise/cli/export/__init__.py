"""`footwise export`: recordings and results in the forms that other people's systems read."""

from __future__ import annotations

from typing import Any

import typer

from footwise.cli.command import Commands, add
from footwise.cli.export.bids import bids
from footwise.cli.export.c3d import c3d
from footwise.cli.export.fhir import fhir
from footwise.cli.export.opensim import opensim

__all__ = ["export_app"]


class _RecordingsFirst(Commands):
    """What is not the name of a command is a recording, or an option, of `footwise export bids`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `bids` before recordings."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["bids", *args]
        return list(super().parse_args(ctx, args))


export_app = typer.Typer(
    cls=_RecordingsFirst,
    help="Recordings and results for other people's systems: C3D files with results, OpenSim, BIDS-Motion, FHIR.",
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    epilog="Example: footwise export c3d walk.c3d --out with-results",
)
for command in (c3d, opensim, bids, fhir):
    add(export_app, command)
