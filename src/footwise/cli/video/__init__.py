"""`footwise video`: a walk measured in the films of one or more phones."""

from __future__ import annotations

from typing import Any

import typer

from footwise.cli.command import Commands, add
from footwise.cli.video.board import board
from footwise.cli.video.calibrate import calibrate
from footwise.cli.video.corners import corners
from footwise.cli.video.train import train
from footwise.cli.video.walk import walk

__all__ = ["video_app"]


class _ClipsFirst(Commands):
    """What is not the name of a command is a clip, or an option, of `footwise video walk`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `walk` before clips."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["walk", *args]
        return list(super().parse_args(ctx, args))

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Offer the options of `walk` beside the commands, too, when TAB is pressed."""
        walk = self.commands["walk"]
        of_walk = walk.shell_complete(walk.make_context("walk", [], parent=ctx, resilient_parsing=True), incomplete)
        return list({item.value: item for item in (*super().shell_complete(ctx, incomplete), *of_walk)}.values())


video_app = typer.Typer(
    cls=_ClipsFirst,
    help=(
        "Foot angle and steps from one or more phones: 'footwise video CLIP...' measures a walk. Film with the camera "
        "on the back of a phone that stands: one that moves gives no foot angle, and a front camera may make a mirror "
        "image, in which left is right (--mirrored)."
    ),
    rich_markup_mode=None,
    no_args_is_help=True,
    add_completion=False,
    epilog="Example: footwise video phone1.mp4 phone2.mp4 --calibration Calib.toml --out walk1",
)
for command in (walk, board, corners, calibrate, train):
    add(video_app, command)
