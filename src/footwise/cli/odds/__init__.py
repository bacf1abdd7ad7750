"""`footwise odds`: how likely a change of foot angle unloads this knee, where there is no force plate."""

from __future__ import annotations

from typing import Any

import typer

from footwise.cli.command import Commands, add
from footwise.cli.odds.train import train
from footwise.cli.odds.walks import walks

__all__ = ["odds_app"]


class _WalksFirst(Commands):
    """What is not the name of a command is a recording, or an option, of `footwise odds walks`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `walks` before recordings."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["walks", *args]
        return list(super().parse_args(ctx, args))


odds_app = typer.Typer(
    cls=_WalksFirst,
    help=(
        "How likely it is that a change of foot angle unloads this knee, where there is no force plate. Name the "
        "natural walk first and the changed one after it. Odds, and no recommendation."
    ),
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    epilog="Example: footwise odds natural.trc toe_in.trc --side left --out odds1",
)
for command in (walks, train):
    add(odds_app, command)
