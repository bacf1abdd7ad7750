"""`footwise trial fetch-redcap` and `send-redcap`: a project on its server, by a token that stands nowhere."""

from __future__ import annotations

import os
import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.command import command
from footwise.errors import FootwiseError
from footwise.extras import require

TOKEN = "FOOTWISE_REDCAP_TOKEN"

Url = Annotated[str, typer.Argument(metavar="URL", help="Of REDCap's interface: https://redcap.example.org/api/.")]


@command("footwise trial fetch-redcap https://redcap.example.org/api/ --out redcap")
def fetch_redcap(
    url: Url,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for REDCap's two files.")] = Path("redcap"),
) -> None:
    """Fetch records and data dictionary of a REDCap project, as from-redcap and results-to-redcap read them.

    The token is asked for, or taken from the environment (FOOTWISE_REDCAP_TOKEN); it is never written anywhere.
    """
    from footwise.jobs.trial import fetch_from_redcap

    require("redcap")
    for path in fetch_from_redcap(url, _token(), out):
        print(path)


@command("footwise trial send-redcap redcap_import.csv https://redcap.example.org/api/")
def send_redcap(
    table: Annotated[Path, typer.Argument(metavar="FILE.csv", help="As results-to-redcap has written it.")],
    url: Url,
) -> None:
    """Send results to a REDCap project, into empty fields only.

    The token is asked for, or taken from the environment (FOOTWISE_REDCAP_TOKEN); it is never written anywhere.
    """
    from footwise.jobs.trial import send_to_redcap

    require("redcap")
    print(f"REDCap has taken {send_to_redcap(table, url, _token())} records")


def _token() -> str:
    given = os.environ.get(TOKEN, "")
    if not given and sys.stdin is not None and sys.stdin.isatty():
        given = getpass("Token of the project (it is not shown): ")
    if not given.strip():
        raise FootwiseError("the token of REDCap", "is missing", f"Put it into the environment as {TOKEN}")
    return given
