"""`footwise serve`: the clinic, a server of web pages for therapists."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from footwise.cli.command import command, told
from footwise.errors import FootwiseError


@command("footwise serve")
def serve(
    folder: Annotated[
        Path | None,
        typer.Option("--dir", metavar="DIR", help="Where the clinic lives; else in your folder for programs' data."),
    ] = None,
    port: Annotated[int, typer.Option("--port", metavar="N", help="Where to listen.")] = 8000,
    host: Annotated[str, typer.Option("--host", metavar="NAME", help="Which address to listen on.")] = "localhost",
    workers: Annotated[
        int, typer.Option("--workers", metavar="N", min=1, max=64, help="How many recordings are measured at a time.")
    ] = 1,
    public_url: Annotated[
        str,
        typer.Option(
            "--public-url",
            metavar="URL",
            envvar="FOOTWISE_PUBLIC_URL",
            help="Its https:// address, where a proxy stands before it.",
        ),
    ] = "",
    demo: Annotated[
        bool, typer.Option("--demo", help="A clinic of invented people to try everything with, thrown away at the end.")
    ] = False,
) -> None:
    """Open a clinic: therapists measure, prescribe and follow people in a browser.

    The first start prints a link that makes the first administrator. The data lie in a folder of this machine, or in
    PostgreSQL where DATABASE_URL names one. Stop it with Ctrl-C.
    """
    from footwise.clinic import ClinicHome, default_folder, serve_clinic, serve_demonstration

    if demo:
        for option, given in (("--dir", folder), ("--public-url", public_url)):
            if given:
                raise FootwiseError(option, "is not used by --demo, whose clinic is its own", "Leave one of them out")
        serve_demonstration(host=host, port=port, workers=workers, tell=lambda line: print(told(line), flush=True))
        return
    home = ClinicHome(folder or default_folder(), database_url=os.environ.get("DATABASE_URL", ""))
    serve_clinic(
        home,
        host=host,
        port=port,
        public_url=public_url,
        workers=workers,
        tell=lambda line: print(told(line), flush=True),
    )
