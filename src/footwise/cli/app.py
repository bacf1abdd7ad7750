"""The `footwise` command: puts the commands together, runs one, and tells trouble in one line."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
import traceback
from typing import Annotated, NoReturn

import typer

from footwise.cli.analyse import analyse
from footwise.cli.backup import backup
from footwise.cli.batch import batch
from footwise.cli.cartilage import cartilage
from footwise.cli.coach import coach
from footwise.cli.command import add
from footwise.cli.demo import demo
from footwise.cli.doctor import doctor
from footwise.cli.export import export_app
from footwise.cli.norm import norm
from footwise.cli.odds import odds_app
from footwise.cli.practice import practice
from footwise.cli.prescribe import prescribe
from footwise.cli.restore import restore
from footwise.cli.rotate_keys import rotate_keys
from footwise.cli.samples import samples
from footwise.cli.score import score
from footwise.cli.screen import screen
from footwise.cli.serve import serve
from footwise.cli.simulate import simulate
from footwise.cli.trial import trial_app
from footwise.cli.video import video_app
from footwise.cli.worker import worker
from footwise.errors import FootwiseError
from footwise.extras import missing_extra
from footwise.version import __version__

app = typer.Typer(
    help="Personalised gait retraining for knee osteoarthritis. Research software: a clinician decides.",
    # Plain help text starts twice as fast as the decorated one.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
# In the order of the work.
for command in (
    samples,
    analyse,
    batch,
    norm,
    prescribe,
    screen,
    simulate,
    coach,
    score,
    cartilage,
    serve,
    worker,
    backup,
    restore,
    rotate_keys,
    practice,
    demo,
    doctor,
):
    add(app, command)
app.add_typer(video_app, name="video")
app.add_typer(odds_app, name="odds")
app.add_typer(trial_app, name="trial")
app.add_typer(export_app, name="export")

_TROUBLE = 2
# What typer makes of ctrl-C inside a command.
_INTERRUPTED = 130
_STOPPED = "stopped before it was done. Nothing was written; run the command again."


def main() -> NoReturn:
    """Run the command line: trouble is told in one line, with exit code 2, and never as a traceback."""
    # What a command loads stays until its end: to look through all of it for garbage again and again takes as long as
    # to read a recording. The collector still runs, after fifty thousand new objects instead of seven hundred.
    gc.set_threshold(50_000, 20, 20)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console without arrows or degree signs shows something in their place.
            stream.reconfigure(errors="replace")
    try:
        code = app(prog_name="footwise", standalone_mode=False)
        if code != _INTERRUPTED:
            _leave(code if isinstance(code, int) else 0)
        _say(_STOPPED)
    except KeyboardInterrupt:
        _say(_STOPPED)
    except BrokenPipeError:
        _leave(1)
    except FootwiseError as error:
        _say(str(error))
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            # A group without a command; typer's class for it is not public. Its message is the help.
            with contextlib.suppress(BrokenPipeError):
                print(str(error))
            _leave(0)
        _say(_misuse(error) or _missing(error) or _surprise(error))
    _leave(_TROUBLE)


def _misuse(error: Exception) -> str:
    """Say what is wrong with the command line; empty if the trouble is another.

    Typer's own errors of usage know how to say themselves; its classes for them are not public.
    """
    context, told = getattr(error, "ctx", None), getattr(error, "format_message", None)
    if told is None:
        return ""
    command = context.command_path if context is not None else "footwise"
    # Typer's own question ("Did you mean …?") ends its sentence already.
    return f"{str(told()).rstrip('.')}. See '{command} --help'.".replace("?. See", "? See")


def _missing(error: Exception) -> str:
    """Say what to install where a package of an extra is not here; empty if the trouble is another."""
    known = missing_extra(error) if isinstance(error, ImportError) else None
    return "" if known is None else str(known)


def _surprise(error: Exception) -> str:
    kind = type(error).__name__
    return f"this should not have happened ({kind}: {error}). Run again with 'footwise --debug ...' and report it."


def _say(message: str) -> None:
    if _debugging():
        traceback.print_exc()
    print("footwise:", " ".join(message.splitlines()), file=sys.stderr)


def _debugging() -> bool:
    return os.environ.get("FOOTWISE_DEBUG", "") not in {"", "0"}


def _leave(code: int) -> NoReturn:
    """Exit, quietly also where the reader of our output has gone."""
    if sys.stdout is None:
        sys.exit(code)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"footwise {__version__}")
        raise typer.Exit


@app.callback(epilog="Example: footwise samples treadmill")
def _options(
    context: typer.Context,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where in the code trouble arose (or set FOOTWISE_DEBUG=1).")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Say the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    if debug:
        # The environment also tells processes that a command starts.
        os.environ["FOOTWISE_DEBUG"] = "1"
    if context.invoked_subcommand is None:
        print(context.get_help())
